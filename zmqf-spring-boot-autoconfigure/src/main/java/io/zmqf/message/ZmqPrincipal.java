package io.zmqf.message;

import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The authenticated sender of a request. The node that the client is connected to
 * authenticates it in the handshake, and ignores what the request itself claims. A router
 * forwards the sender to its workers in reserved headers.
 *
 * @param name the name of the user
 * @param roles the roles of the user; none contains a comma
 * @since 0.1.0
 */
public record ZmqPrincipal(String name, Set<String> roles) implements Principal {

	private static final String SEPARATOR = ",";

	public ZmqPrincipal {
		roles = Set.copyOf(roles);
	}

	/**
	 * Returns the sender of a request that was passed to a handler.
	 * @param headers the headers of the request
	 * @return the sender, or {@code null} if it is not authenticated
	 */
	public static @Nullable ZmqPrincipal of(Map<String, String> headers) {
		String name = headers.get(Headers.USER);
		if (name == null) {
			return null;
		}
		return new ZmqPrincipal(name,
				Arrays.stream(headers.getOrDefault(Headers.ROLES, "").split(SEPARATOR))
					.filter((role) -> !role.isEmpty())
					.collect(Collectors.toSet()));
	}

	/**
	 * Replaces the sender that a request claims by the authenticated one.
	 * @param headers the received headers
	 * @param sender the authenticated sender, or {@code null} if there is none
	 * @return the trustworthy headers; the same map if nothing has to be replaced
	 */
	public static Map<String, String> vouch(Map<String, String> headers, @Nullable ZmqPrincipal sender) {
		if (sender == null && !headers.containsKey(Headers.USER) && !headers.containsKey(Headers.ROLES)) {
			return headers;
		}
		Map<String, String> vouched = new LinkedHashMap<>(headers);
		vouched.remove(Headers.USER);
		vouched.remove(Headers.ROLES);
		if (sender != null) {
			vouched.put(Headers.USER, sender.name());
			if (!sender.roles().isEmpty()) {
				vouched.put(Headers.ROLES, String.join(SEPARATOR, sender.roles()));
			}
		}
		return vouched;
	}

	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * Whether the sender has a role.
	 * @param role the name of the role
	 * @return {@code true} if it has the role
	 */
	public boolean isIn(String role) {
		return this.roles.contains(role);
	}

}
