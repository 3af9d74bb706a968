package io.zmqf.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Resolves the effective addresses of roles. Connection details take precedence over
 * properties. There are no addresses if all roles run in memory.
 *
 * @param inMemory {@code true} if all roles run in memory
 * @param details the connection details, or {@code null} if there are none
 * @param placeholders the resolver of placeholders that had no value when properties were
 * bound
 */
record ConfiguredAddresses(boolean inMemory, @Nullable ZmqConnectionDetails details,
		UnaryOperator<String> placeholders) {

	/**
	 * The placeholders of the ports that {@link LocalPorts} publishes once a role has
	 * started.
	 */
	private static final Pattern LOCAL_PORT = Pattern.compile("\\$\\{local\\.zmqf(\\.[a-z]+)*\\.port}");

	/**
	 * Resolves the addresses of a property.
	 * @param ofProperty the addresses of the property
	 * @param ofDetails the addresses of connection details
	 * @return the effective addresses
	 */
	List<String> resolve(List<String> ofProperty, Function<ZmqConnectionDetails, List<String>> ofDetails) {
		if (this.inMemory) {
			return List.of();
		}
		List<String> replaced = (this.details != null) ? ofDetails.apply(this.details) : List.of();
		return replaced.isEmpty() ? ofProperty : replaced;
	}

	/**
	 * Parses addresses to connect to, which may contain a placeholder for a port of the
	 * application itself.
	 * @param name the name of the property
	 * @param addresses the value of the property; blank addresses are ignored
	 * @param local {@code true} if the application has a router or a server, whose port
	 * may be known later
	 * @return the endpoints, with port 0 for a port that is not known yet
	 */
	List<Endpoint> toConnect(String name, List<String> addresses, boolean local) {
		return addresses.stream().filter(StringUtils::hasText).map((address) -> {
			String resolved = this.placeholders.apply(address);
			Matcher unknown = LOCAL_PORT.matcher(resolved);
			return (local && unknown.find()) ? PropertyValidation.toBind(name, unknown.replaceAll("0")).forConnecting()
					: PropertyValidation.toConnect(name, resolved);
		}).toList();
	}

}
