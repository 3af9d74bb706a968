package io.zmqf.transport.security;

import java.nio.charset.StandardCharsets;

/**
 * How a socket that connects shows who it is, and knows its peer.
 *
 * @since 0.1.0
 */
public sealed interface ClientSecurity extends SocketSecurity {

	/** It shows nothing and knows nothing. */
	ClientSecurity NONE = new Open();

	/** It shows nothing and knows nothing. */
	record Open() implements ClientSecurity {

		@Override
		public boolean authenticates() {
			return false;
		}

	}

	/**
	 * It has keys, and knows public keys of the server.
	 *
	 * @param keys its own keys, of which each connection that begins is made with the
	 * first; connections that are there stay when it is replaced
	 * @param serverKeys the public keys of which the server has to have the secret key of
	 * one. A connection to a server that has proved itself by a key that is removed is
	 * closed
	 */
	record Curve(KeyRing<CurveKeyPair> keys, KeyRing<CurveKey> serverKeys) implements ClientSecurity {

		/**
		 * It knows one public key of the server.
		 * @param keys its own keys
		 * @param serverKey the key that the server has to have the secret one of
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
	 * It has a password, which everybody on the way and whoever plays the server can
	 * read.
	 *
	 * @param user its name, at most 127 bytes, which is what JeroMQ's servers can read
	 * @param password its password, at most 127 bytes
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
		 * The user alone.
		 */
		@Override
		public String toString() {
			return "Plain[" + this.user + "]";
		}

	}

}
