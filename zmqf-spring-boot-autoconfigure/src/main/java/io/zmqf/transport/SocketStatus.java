package io.zmqf.transport;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The status of a socket at one moment.
 *
 * @param name the name of the socket in threads, events and metrics
 * @param endpoint the endpoint that the socket is bound to, with the actual port, or
 * connects to
 * @param state the state of the socket
 * @param since the time when the state began
 * @param reconnects the number of times that a connecting socket was connected again
 * @param lastReconnect the time of the last reconnect, or {@code null} if there was none
 * @param rejection the reason why the peer of an established connection rejects the
 * socket, or why the socket is resting; otherwise {@code null}
 * @param messagesSent the number of messages that the socket accepted for sending
 * @param messagesReceived the number of received messages
 * @param bytesSent the bytes of all frames that the socket accepted for sending
 * @param bytesReceived the bytes of all received frames
 * @param failure the reason of the last failed attempt to connect, as the end of a
 * sentence about the peer; {@code null} while connected or if unknown
 * @since 0.1.0
 */
public record SocketStatus(String name, String endpoint, State state, Instant since, long reconnects,
		@Nullable Instant lastReconnect, @Nullable String rejection, long messagesSent, long messagesReceived,
		long bytesSent, long bytesReceived, @Nullable String failure) {

	/** The states of a socket. */
	public enum State {

		/** The socket is bound, or is connected to its peer. */
		CONNECTED,
		/** The socket is not connected, and tries to connect. */
		DISCONNECTED,
		/**
		 * The socket does not connect for now, because another one is connected to its
		 * peer.
		 */
		RESTING,
		/** The socket is not open. */
		CLOSED

	}
}
