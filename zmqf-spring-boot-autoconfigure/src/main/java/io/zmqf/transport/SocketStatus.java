package io.zmqf.transport;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A socket at one moment, for those who look from outside.
 *
 * @param name its name in threads, events and metrics
 * @param endpoint the endpoint that it has bound, with the real port, or connects to
 * @param state the state of the connection to its peer
 * @param since the time when the state began
 * @param reconnects the number of times that a connecting socket had its peer again
 * @param lastReconnect the time when it last had its peer again, {@code null} for never
 * @param rejection the reason why its peer refuses it although it is connected, or why it
 * rests, {@code null} for none
 * @param messagesSent the messages that it took
 * @param messagesReceived the messages that it gave
 * @param bytesSent the bytes of all frames that it took
 * @param bytesReceived the bytes of all frames that it gave
 * @param failure the reason of the last failed attempt to connect, as the end of a
 * sentence about the peer; {@code null} while it has its peer and where none is known
 * @since 0.1.0
 */
public record SocketStatus(String name, String endpoint, State state, Instant since, long reconnects,
		@Nullable Instant lastReconnect, @Nullable String rejection, long messagesSent, long messagesReceived,
		long bytesSent, long bytesReceived, @Nullable String failure) {

	/** The states of a socket. */
	public enum State {

		/** It is bound, or has its peer. */
		CONNECTED,
		/** It has no peer, and tries to get one. */
		DISCONNECTED,
		/** It is not open. */
		CLOSED

	}
}
