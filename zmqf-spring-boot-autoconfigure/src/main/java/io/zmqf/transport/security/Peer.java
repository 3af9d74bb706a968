package io.zmqf.transport.security;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, proved by its handshake.
 *
 * @param name the name of the user
 * @param roles the roles of the peer
 * @param key its public key, {@code null} where it has proved itself otherwise
 * @since 0.1.0
 */
public record Peer(String name, Set<String> roles, @Nullable CurveKey key) {

	public Peer {
		roles = Set.copyOf(roles);
		if (name.isBlank() || !isPlain(name) || !roles.stream().allMatch(Peer::isRole)) {
			throw new IllegalArgumentException("A name has neither spaces around it nor control characters, and a "
					+ "role neither spaces nor commas either");
		}
	}

	private static boolean isPlain(String text) {
		return text.equals(text.strip()) && text.chars().noneMatch(Character::isISOControl);
	}

	private static boolean isRole(String role) {
		return !role.isEmpty() && isPlain(role) && role.chars().noneMatch((c) -> c == ',' || c == ' ');
	}

}
