package io.zmqf.tools;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The console of the build, for messages that users of the tests must read. The standard
 * output of a test is redirected to a file.
 */
public final class Console {

	/** The stream to the console. */
	public static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
			StandardCharsets.UTF_8);

	private Console() {
	}

}
