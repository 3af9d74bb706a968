package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Who clients, workers and senders of heartbeats are.
 *
 * @since 0.1.0
 */
public class ClientSecurityProperties {

	/**
	 * CURVE secret key of all that connects: 40 characters of Z85, or the location of a
	 * file with them or with a ZeroMQ certificate, which is read again.
	 */
	private @Nullable String secretKey;

	/**
	 * CURVE public key of the routers and servers to connect to: 40 characters of Z85, or
	 * the location of a file. Comma-separated list where they may have several; files are
	 * read again. By default the one of the application itself, where it has a secret key
	 * for what binds.
	 */
	private @Nullable String serverKey;

	/**
	 * Name of the user, for the mechanism PLAIN.
	 */
	private @Nullable String username;

	/**
	 * Password of the user.
	 */
	private @Nullable String password;

	public @Nullable String getSecretKey() {
		return this.secretKey;
	}

	public void setSecretKey(@Nullable String secretKey) {
		this.secretKey = secretKey;
	}

	public @Nullable String getServerKey() {
		return this.serverKey;
	}

	public void setServerKey(@Nullable String serverKey) {
		this.serverKey = serverKey;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

}
