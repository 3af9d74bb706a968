package io.zmqf.tools;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The Python of this machine: that of the system property {@code zmqf.python}, else the
 * first of Debian's and the path's that has pyzmq.
 */
public final class Python {

	private static final String CONFIGURED = System.getProperty("zmqf.python", "");

	private static final List<String> CANDIDATES = CONFIGURED.isEmpty() ? List.of("/usr/bin/python3", "python3")
			: List.of(CONFIGURED);

	private static final @Nullable String PLAIN = first("import configparser, socket");

	private static final @Nullable String WITH_ZMQ = first("import zmq; assert zmq.has('curve') and zmq.has('ipc')");

	private Python() {
	}

	/**
	 * Returns the interpreter, with pyzmq if one has it.
	 * @return a command
	 * @throws IllegalStateException if there is none; {@link RequiresTool} prevents that
	 */
	public static String executable() {
		String executable = (WITH_ZMQ != null) ? WITH_ZMQ : PLAIN;
		if (executable == null) {
			throw new IllegalStateException("No Python here: annotate the test with @RequiresTool");
		}
		return executable;
	}

	static boolean isAvailable() {
		return PLAIN != null || WITH_ZMQ != null;
	}

	static boolean hasZmq() {
		return WITH_ZMQ != null;
	}

	private static @Nullable String first(String code) {
		return CANDIDATES.stream()
			.filter((candidate) -> Command.run(candidate, "-c", code).succeeded())
			.findFirst()
			.orElse(null);
	}

}
