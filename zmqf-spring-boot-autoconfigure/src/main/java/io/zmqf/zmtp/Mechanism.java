package io.zmqf.zmtp;

import org.jspecify.annotations.Nullable;

/**
 * A security mechanism of ZMTP, for one side of a handshake. Immutable: all connections
 * of a socket share it.
 *
 * @since 0.1.0
 */
public interface Mechanism {

	/**
	 * The name of the mechanism in the greeting.
	 * @return at most 20 characters
	 */
	String name();

	/**
	 * Whether the greeting announces the server's side.
	 * @return {@code false} for clients, and where both sides are alike
	 */
	default boolean isServer() {
		return false;
	}

	/**
	 * Begins the exchange of commands on a connection.
	 * @param own the metadata of this side
	 * @return the exchange
	 */
	Exchange begin(Metadata own);

	/**
	 * The exchange of commands on one connection. Each method throws a
	 * {@link ZmtpException} for what is malformed or out of order.
	 */
	interface Exchange {

		/**
		 * Starts after the greeting.
		 * @return the first step, for servers to wait for the client
		 */
		default Step start() {
			return Step.AWAIT;
		}

		/**
		 * Processes a command of the peer, other than {@code ERROR}.
		 * @param command the command
		 * @return the next step
		 */
		Step receive(Command command);

		/**
		 * Continues after the authentication of the credentials of the last step.
		 * @return the next step
		 */
		default Step accept() {
			throw new IllegalStateException("There are no credentials");
		}

	}

	/**
	 * The result of a step of an exchange.
	 *
	 * @param reply the command to be sent, if any
	 * @param credentials the credentials that must be authenticated before the exchange
	 * continues, if any
	 * @param peer the metadata of the peer, which ends the exchange
	 * @param cipher the cipher of the connection from then on, if any
	 */
	record Step(@Nullable Command reply, @Nullable Credentials credentials, @Nullable Metadata peer,
			@Nullable FrameCipher cipher) {

		/** A step that waits for the peer's first command. */
		public static final Step AWAIT = new Step(null, null, null, null);

		/**
		 * A step that sends a command, and waits for the next one.
		 * @param reply the command
		 * @return the step
		 */
		public static Step reply(Command reply) {
			return new Step(reply, null, null, null);
		}

		/**
		 * A step that waits for an authenticator.
		 * @param credentials the credentials of the peer
		 * @return the step
		 */
		public static Step authenticate(Credentials credentials) {
			return new Step(null, credentials, null, null);
		}

		/**
		 * The last step.
		 * @param reply the command to be sent, if any
		 * @param peer the metadata of the peer
		 * @param cipher the cipher of the connection, if any
		 * @return the step
		 */
		public static Step done(@Nullable Command reply, Metadata peer, @Nullable FrameCipher cipher) {
			return new Step(reply, null, peer, cipher);
		}

	}

}
