package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.zmqf.info.ThisProcess;
import io.zmqf.message.PeerName;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** The name that the application announces to its peers. */
final class ApplicationName {

	static final String PROPERTY = "zmqf.node.name";

	private ApplicationName() {
	}

	/**
	 * Creates the handshake properties that announce the name.
	 * @param configured the value of {@value #PROPERTY}, or {@code null} for the default
	 * @param environment the environment with the name of the application and the host
	 * @return the properties of the handshake
	 */
	static Map<String, String> announcement(@Nullable String configured, Environment environment) {
		if (!StringUtils.hasText(configured)) {
			String byDefault = environment.getProperty("spring.application.name", "application") + "@"
					+ host(environment);
			return Map.of(PeerName.PROPERTY, cut(byDefault));
		}
		if (configured.getBytes(StandardCharsets.UTF_8).length > PeerName.MAX_LENGTH) {
			throw new PropertyException(PROPERTY, configured, "is too long",
					"Set it to at most " + PeerName.MAX_LENGTH + " bytes in UTF-8, such as shop@web-1.");
		}
		return Map.of(PeerName.PROPERTY, configured.strip());
	}

	/** Truncates the name, as the metadata of a CURVE handshake is limited in size. */
	private static String cut(String name) {
		String cut = name;
		while (cut.getBytes(StandardCharsets.UTF_8).length > PeerName.MAX_LENGTH) {
			cut = cut.substring(0, cut.length() - 1);
		}
		return cut;
	}

	/**
	 * Returns the host name. Containers and shells set it as a variable, which saves a
	 * DNS lookup.
	 */
	private static String host(Environment environment) {
		String named = environment.getProperty("HOSTNAME", environment.getProperty("COMPUTERNAME", ""));
		return StringUtils.hasText(named) ? named : ThisProcess.host();
	}

}
