package io.zmqf.transport.nio;

import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/** The listener or connector that owns a connection and follows its handshake. */
interface ConnectionOwner {

	/**
	 * Whether a handshake may continue now. If not, the owner resumes the connection
	 * later.
	 */
	default boolean mayContinue(ChannelConnection connection) {
		return true;
	}

	/** Records the time that a handshake took on the loop's thread. */
	default void worked(long nanos) {
	}

	/** Authenticates a client. */
	default CompletableFuture<AuthenticationResult> authenticate(ChannelConnection connection,
			Credentials credentials) {
		return CompletableFuture.completedFuture(AuthenticationResult.failed());
	}

	/** Called for a denied client, which should soon close the connection itself. */
	default void refused(ChannelConnection connection) {
	}

	/** Called when a handshake has succeeded. */
	void established(ChannelConnection connection);

	/**
	 * Called when a connection is closed.
	 * @param failed {@code true} if either side rejected the handshake
	 */
	void left(ChannelConnection connection, boolean failed);

	/** Returns the handshake failure for an exception. */
	default HandshakeFailure failure(ZmtpException ex) {
		String detail = String.valueOf(ex.getMessage());
		return switch (ex.reason()) {
			case MALFORMED, CRYPTOGRAPHIC -> new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL, detail);
			default -> HandshakeFailure.of(detail);
		};
	}

	/**
	 * Returns the failure for a peer that closed the connection during the handshake.
	 * @param greeted {@code true} if the peer has sent its greeting
	 * @return the failure, or {@code null} if it is not published
	 */
	@Nullable HandshakeFailure brokenOff(boolean greeted);

	/**
	 * The failure of a handshake.
	 *
	 * @param type the type of the event to publish
	 * @param detail the end of a sentence about the peer
	 */
	record HandshakeFailure(SocketEvent.Type type, String detail) {

		static final HandshakeFailure TIMEOUT = of("it did not complete the handshake in time");

		static final HandshakeFailure OVERLOAD = of("too many handshakes from its address were in progress");

		static final HandshakeFailure IDENTITY = of("it uses the ZeroMQ identity of another connected peer");

		static final HandshakeFailure ADDRESS = of("its address is not allowed");

		/**
		 * Returns the failure for a peer that closed the connection after a valid
		 * greeting, which includes the mechanism.
		 */
		static HandshakeFailure misfit(NioSocket socket, String further) {
			return of("it broke off the handshake: " + further + "its socket does not fit a "
					+ socket.ownMetadata().socketType() + ", or it has just stopped");
		}

		static HandshakeFailure of(String detail) {
			return new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED, detail);
		}

	}

}
