package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Who clients, workers and senders of heartbeats are.
 *
 * @param secretKey CURVE secret key of all that connects: 40 characters of Z85, or the
 * location of a file with them or with a ZeroMQ certificate, which is read again.
 * @param serverKey CURVE public key of the routers and servers to connect to: 40
 * characters of Z85, or the location of a file. Comma-separated list where they may have
 * several; files are read again. By default the one of the application itself, where it
 * has a secret key for what binds.
 * @param username Name of the user, for the mechanism PLAIN.
 * @param password Password of the user.
 * @since 0.1.0
 */
public record ClientSecurityProperties(@Nullable String secretKey, @Nullable String serverKey,
		@Nullable String username, @Nullable String password) {

	/** Has no secrets. */
	@Override
	public String toString() {
		return "the security of what connects";
	}

}
