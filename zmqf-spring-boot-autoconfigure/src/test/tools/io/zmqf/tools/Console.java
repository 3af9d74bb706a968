package io.zmqf.tools;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The console of the build, for what somebody who runs the tests has to read. The
 * standard output of a test goes to a file of its own.
 */
public final class Console {

	/** The stream to the console. */
	public static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private Console() {
	}

}
