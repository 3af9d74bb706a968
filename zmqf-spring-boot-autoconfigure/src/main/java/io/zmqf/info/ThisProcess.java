package io.zmqf.info;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Properties that all nodes of a process share.
 *
 * @since 0.1.0
 */
public final class ThisProcess {

	/** The host name, looked up once because the lookup may block. */
	private static final class Host {

		private static final String NAME = find();

		private static String find() {
			try {
				return InetAddress.getLocalHost().getHostName();
			}
			catch (UnknownHostException ex) {
				return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
			}
		}

	}

	private ThisProcess() {
	}

	/**
	 * The name of the machine. The first call may look it up, which blocks.
	 * @return the host name, or {@code localhost} if unknown
	 */
	public static String host() {
		return Host.NAME;
	}

	static Map<String, String> versions(@Nullable String application) {
		Map<String, String> versions = new LinkedHashMap<>();
		String own = ThisProcess.class.getPackage().getImplementationVersion();
		if (own != null) { // only a jar has a version
			versions.put("zmqf", own);
		}
		versions.put("java", Runtime.version().toString());
		if (application != null) {
			versions.put("application", application);
		}
		return versions;
	}

}
