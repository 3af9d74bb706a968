package io.zmqf.message;

import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as the node found out that the client connected to: by the
 * handshake of the connection, and never by what the request says of itself. A router
 * tells it its workers by reserved headers.
 *
 * @param name the name of the user
 * @param roles the roles of the user, none with a comma
 * @since 0.1.0
 */
public record ZmqPrincipal(String name, Set<String> roles) implements Principal {

	private static final String SEPARATOR = ",";

	public ZmqPrincipal {
		roles = Set.copyOf(roles);
	}

	/**
	 * The sender of a request that has reached a handler.
	 * @param headers the request's headers
	 * @return the sender, or {@code null} where nobody has found out who it is
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
	 * Replaces what a request says of its sender by what was found out.
	 * @param headers the headers as they came
	 * @param sender the sender of the message, {@code null} if it is not known
	 * @return headers to be relied on; the same ones where they say nothing, and nothing
	 * is known
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
	 * Whether the sender may do something.
	 * @param role the name of a role
	 * @return {@code true} where it has the role
	 */
	public boolean isIn(String role) {
		return this.roles.contains(role);
	}

}
