package io.zmqf.transport.security;

import org.jspecify.annotations.Nullable;

/**
 * What comes of a handshake.
 *
 * @param status a status code of ZAP (RFC 27): 200, 300, 400 or 500
 * @param peer the authenticated peer, {@code null} if it is refused
 * @param reason the reason of the refusal, as the end of a sentence about the peer
 * @since 0.1.0
 */
public record AuthenticationResult(int status, @Nullable Peer peer, String reason) {

	/** Somebody who is known is let in, unless a role is needed and missing. */
	static AuthenticationResult about(Peer peer, @Nullable String role) {
		return (role == null || peer.roles().contains(role)) ? new AuthenticationResult(200, peer, "")
				: refused("'" + peer.name() + "' has not the role '" + role + "'");
	}

	static AuthenticationResult refused(String reason) {
		return new AuthenticationResult(400, null, reason);
	}

	static AuthenticationResult later(String reason) {
		return new AuthenticationResult(300, null, reason);
	}

	/**
	 * What comes of a handshake that nobody could decide.
	 * @return a refusal
	 */
	public static AuthenticationResult failed() {
		return new AuthenticationResult(500, null, "nobody could check who it is");
	}

}
