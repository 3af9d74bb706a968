package io.zmqf.transport.nio;

import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/** What has accepted or made a connection, and follows its handshake. */
interface ConnectionOwner {

	/** Whether a handshake may continue now; the connection is resumed otherwise. */
	default boolean mayContinue(ChannelConnection connection) {
		return true;
	}

	/** A handshake took some of the loop's time. */
	default void worked(long nanos) {
	}

	/** Authenticates a client. */
	default CompletableFuture<AuthenticationResult> authenticate(ChannelConnection connection,
			Credentials credentials) {
		return CompletableFuture.completedFuture(AuthenticationResult.failed());
	}

	/** A client was refused, and should close the connection soon by itself. */
	default void refused(ChannelConnection connection) {
	}

	/** A handshake has succeeded. */
	void established(ChannelConnection connection);

	/**
	 * A connection is closed.
	 * @param failed {@code true} if its handshake failed by a decision of either side
	 */
	void left(ChannelConnection connection, boolean failed);

	/** The failure that an exception of the handshake stands for. */
	default HandshakeFailure failure(ZmtpException ex) {
		String detail = String.valueOf(ex.getMessage());
		return switch (ex.reason()) {
			case MALFORMED, CRYPTOGRAPHIC -> new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL, detail);
			default -> HandshakeFailure.of(detail);
		};
	}

	/**
	 * The failure of a peer that closed the connection in the handshake, {@code null} for
	 * one that need not be told.
	 */
	@Nullable HandshakeFailure brokenOff(boolean greeted);

	/**
	 * A handshake that failed.
	 *
	 * @param type the type of its event
	 * @param detail the end of a sentence about the peer
	 */
	record HandshakeFailure(SocketEvent.Type type, String detail) {

		static final HandshakeFailure TIMEOUT = of("it did not complete the handshake in time");

		static final HandshakeFailure OVERLOAD = of("too many connections from its address were shaking hands");

		static final HandshakeFailure IDENTITY = of("it uses the ZeroMQ identity of another peer that is connected");

		static final HandshakeFailure ADDRESS = of("its address is not allowed");

		/** That of a peer whose greeting was right, and with it the mechanism. */
		static HandshakeFailure misfit(NioSocket socket, String further) {
			return of("it broke off the handshake: " + further + "its socket does not fit a "
					+ socket.ownMetadata().socketType() + ", or it has just stopped");
		}

		static HandshakeFailure of(String detail) {
			return new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED, detail);
		}

	}

}
