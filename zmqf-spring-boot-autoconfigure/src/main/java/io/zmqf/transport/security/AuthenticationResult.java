package io.zmqf.transport.security;

import org.jspecify.annotations.Nullable;

/**
 * The result of an authentication.
 *
 * @param status the ZAP status code (RFC 27): 200, 300, 400 or 500
 * @param peer the authenticated peer, or {@code null} if it is rejected
 * @param reason the reason for the rejection, as the end of a sentence about the peer
 * @since 0.1.0
 */
public record AuthenticationResult(int status, @Nullable Peer peer, String reason) {

	/** Accepts a known peer, unless it lacks a required role. */
	static AuthenticationResult about(Peer peer, @Nullable String role) {
		return (role == null || peer.roles().contains(role)) ? new AuthenticationResult(200, peer, "")
				: refused("'" + peer.name() + "' does not have the role '" + role + "'");
	}

	static AuthenticationResult refused(String reason) {
		return new AuthenticationResult(400, null, reason);
	}

	static AuthenticationResult temporaryFailure(String reason) {
		return new AuthenticationResult(300, null, reason);
	}

	/**
	 * Creates the result for a failed attempt to authenticate.
	 * @return a rejection with status 500
	 */
	public static AuthenticationResult failed() {
		return new AuthenticationResult(500, null, "the authentication failed with an error");
	}

}
