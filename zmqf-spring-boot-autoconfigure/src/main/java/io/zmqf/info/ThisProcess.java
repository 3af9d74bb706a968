package io.zmqf.info;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What all nodes of a process have in common.
 *
 * @since 0.1.0
 */
public final class ThisProcess {

	/** Looked up once, which may take a moment. */
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
	 * The name of the machine, which may be looked up.
	 * @return the name of the host, {@code localhost} where it is not known
	 */
	public static String host() {
		return Host.NAME;
	}

	static Map<String, String> versions(@Nullable String application) {
		Map<String, String> versions = new LinkedHashMap<>();
		String own = ThisProcess.class.getPackage().getImplementationVersion();
		if (own != null) { // classes that are in no jar have none
			versions.put("zmqf", own);
		}
		versions.put("java", Runtime.version().toString());
		if (application != null) {
			versions.put("application", application);
		}
		return versions;
	}

}
