package io.zmqf.annotation.elsewhere;

import java.io.IOException;

import io.zmqf.annotation.ZmqHandler;

/** A handler in a package of its own. */
public class FailingElsewhere {

	@ZmqHandler("elsewhere")
	void elsewhere() throws IOException {
		throw new IOException("disk");
	}

}
