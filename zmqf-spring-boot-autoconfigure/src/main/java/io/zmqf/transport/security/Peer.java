package io.zmqf.transport.security;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The peer of a connection, authenticated by its handshake.
 *
 * @param name the name of the peer
 * @param roles the roles of the peer
 * @param key the public key of the peer, or {@code null} if it was authenticated by
 * password
 * @since 0.1.0
 */
public record Peer(String name, Set<String> roles, @Nullable CurveKey key) {

	public Peer {
		roles = Set.copyOf(roles);
		if (name.isBlank() || !isPlain(name) || !roles.stream().allMatch(Peer::isRole)) {
			throw new IllegalArgumentException(
					"A name must not have control characters or surrounding spaces, and a role "
							+ "must not have spaces or commas");
		}
	}

	private static boolean isPlain(String text) {
		return text.equals(text.strip()) && text.chars().noneMatch(Character::isISOControl);
	}

	private static boolean isRole(String role) {
		return !role.isEmpty() && isPlain(role) && role.chars().noneMatch((c) -> c == ',' || c == ' ');
	}

}
