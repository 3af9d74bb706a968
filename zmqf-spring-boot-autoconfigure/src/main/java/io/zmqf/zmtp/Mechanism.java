package io.zmqf.zmtp;

import org.jspecify.annotations.Nullable;

/**
 * A ZMTP security mechanism, for one side of a handshake. Immutable: all connections of a
 * socket share it.
 *
 * @since 0.1.0
 */
public interface Mechanism {

	/**
	 * The name of the mechanism in the greeting.
	 * @return the name, at most 20 characters
	 */
	String name();

	/**
	 * Whether the greeting sets the as-server flag.
	 * @return {@code false} for clients and for mechanisms whose two sides are alike
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
	 * {@link ZmtpException} if a command is malformed or out of order.
	 */
	interface Exchange {

		/**
		 * Starts the exchange after the greeting.
		 * @return the first step; servers wait for the client by default
		 */
		default Step start() {
			return Step.AWAIT;
		}

		/**
		 * Processes a command of the peer other than {@code ERROR}.
		 * @param command the command
		 * @return the next step
		 */
		Step receive(Command command);

		/**
		 * Continues after the credentials of the last step were authenticated.
		 * @return the next step
		 */
		default Step accept() {
			throw new IllegalStateException("There are no credentials");
		}

	}

	/**
	 * The result of a step of an exchange.
	 *
	 * @param reply the command to send, or {@code null} for none
	 * @param credentials the credentials to authenticate before the exchange continues,
	 * or {@code null} for none
	 * @param peer the metadata of the peer if this is the last step, otherwise
	 * {@code null}
	 * @param cipher the cipher of the connection after this step, or {@code null} for
	 * none
	 */
	record Step(@Nullable Command reply, @Nullable Credentials credentials, @Nullable Metadata peer,
			@Nullable FrameCipher cipher) {

		/** A step that waits for the peer's first command. */
		public static final Step AWAIT = new Step(null, null, null, null);

		/**
		 * Creates a step that sends a command and waits for the next one.
		 * @param reply the command to send
		 * @return the step
		 */
		public static Step reply(Command reply) {
			return new Step(reply, null, null, null);
		}

		/**
		 * Creates a step that waits for the authentication of the peer.
		 * @param credentials the credentials of the peer
		 * @return the step
		 */
		public static Step authenticate(Credentials credentials) {
			return new Step(null, credentials, null, null);
		}

		/**
		 * Creates the last step.
		 * @param reply the command to send, or {@code null} for none
		 * @param peer the metadata of the peer
		 * @param cipher the cipher of the connection, or {@code null} for none
		 * @return the step
		 */
		public static Step done(@Nullable Command reply, Metadata peer, @Nullable FrameCipher cipher) {
			return new Step(reply, null, peer, cipher);
		}

	}

}
