package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Configuration properties for the credentials of clients, workers and senders of
 * heartbeats.
 *
 * @param secretKey CURVE secret key of all sockets that connect: 40 characters of Z85, or
 * the location of a file with them or with a ZeroMQ certificate. A file is read again
 * when it changes.
 * @param serverKey CURVE public key of the routers and servers to connect to: 40
 * characters of Z85, or the location of a file. Comma-separated list if they may have
 * several; files are read again when they change. By default the public key of the
 * application's own server secret key.
 * @param username User name for PLAIN.
 * @param password Password for PLAIN.
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
