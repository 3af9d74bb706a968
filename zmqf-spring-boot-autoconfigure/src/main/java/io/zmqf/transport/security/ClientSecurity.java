package io.zmqf.transport.security;

import java.nio.charset.StandardCharsets;

/**
 * The credentials of a connecting socket, and the authentication of its server.
 *
 * @since 0.1.0
 */
public sealed interface ClientSecurity extends SocketSecurity {

	/** No credentials and no authentication of the server. */
	ClientSecurity NONE = new Open();

	/** No credentials and no authentication of the server. */
	record Open() implements ClientSecurity {

		@Override
		public boolean authenticates() {
			return false;
		}

	}

	/**
	 * CURVE with key pairs of the client and public keys of the server.
	 *
	 * @param keys the key pairs of the client. A new connection uses the first one. Open
	 * connections are kept when the key pairs are replaced.
	 * @param serverKeys the accepted public keys of the server. If a key is removed,
	 * connections that were authenticated with it are closed.
	 */
	record Curve(KeyRing<CurveKeyPair> keys, KeyRing<CurveKey> serverKeys) implements ClientSecurity {

		/**
		 * Creates CURVE credentials with one server key.
		 * @param keys the key pair of the client
		 * @param serverKey the public key of the server
		 */
		public Curve(CurveKeyPair keys, CurveKey serverKey) {
			this(KeyRing.of(keys), KeyRing.of(serverKey));
		}

		@Override
		public boolean encrypts() {
			return true;
		}

	}

	/**
	 * PLAIN with a user name and a password. The server and everyone on the network path
	 * can read the password.
	 *
	 * @param user the user name, at most 127 bytes, which is the limit of JeroMQ's
	 * servers
	 * @param password the password, at most 127 bytes
	 */
	record Plain(String user, String password) implements ClientSecurity {

		private static final int MAX_BYTES = 127;

		public Plain {
			if (isTooLong(user) || isTooLong(password)) {
				throw new IllegalArgumentException(
						"The user name or the password for PLAIN has more than " + MAX_BYTES + " bytes");
			}
		}

		private static boolean isTooLong(String text) {
			return text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
		}

		/**
		 * Returns the user without the password.
		 */
		@Override
		public String toString() {
			return "Plain[" + this.user + "]";
		}

	}

}
