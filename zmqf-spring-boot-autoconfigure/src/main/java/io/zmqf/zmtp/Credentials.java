package io.zmqf.zmtp;

/**
 * The credentials that a client presents for authentication.
 *
 * @since 0.1.0
 */
public sealed interface Credentials {

	/**
	 * The credentials of PLAIN.
	 *
	 * @param username the name that the client claims
	 * @param password its password
	 */
	record Plain(String username, String password) implements Credentials {

		/** The user name without the password, which must not reach a log. */
		@Override
		public String toString() {
			return "Plain[" + this.username + "]";
		}

	}

	/**
	 * The credentials of CURVE. The client has proved that it has the secret key.
	 *
	 * @param publicKey the permanent public key of the client, 32 bytes
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Curve(byte[] publicKey) implements Credentials {
	}

}
