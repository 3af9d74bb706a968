package io.zmqf.transport.internal;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A socket as its loop sees it. All methods but {@link #wakeUp()} belong to the loop's
 * thread.
 *
 * @since 0.1.0
 */
public interface LoopSocket {

	/** The endpoint, with the real port where the system chose one. */
	Endpoint endpoint();

	/** Whether it has to connect, rather than being bound already. */
	boolean connects();

	/**
	 * Whether it tells when a handshake is done, and goes on by itself after a bad one.
	 */
	default boolean tellsHandshake() {
		return false;
	}

	/**
	 * Connects, in the background.
	 * @throws TransportException if there is no such host for now
	 */
	void connect();

	/** Where the message that was received last came from, where that is known. */
	default @Nullable String peerAddress() {
		return null;
	}

	/** Who sent the message that was received last, where that was proved. */
	default @Nullable Peer peer() {
		return null;
	}

	/**
	 * What the peer of a connecting socket, or the sender of the message that was
	 * received last, says of itself.
	 */
	default @Nullable String peerProperty(String name) {
		return null;
	}

	/**
	 * When the last frame came, be it one of ZMTP itself, as {@link System#nanoTime()}
	 * counts. Inside the process, where no connection falls silent, it is the present.
	 */
	long heardAt();

	/** Whether the peer of a socket that connects has answered a PING. */
	default boolean answersPings() {
		return false;
	}

	/** Sends a whole message, without waiting. */
	SendResult send(byte[][] frames);

	/**
	 * Whether a peer of a ROUTER takes a message, as far as that is known without sending
	 * one.
	 */
	default boolean mayTake(byte[] peer) {
		return true;
	}

	/** Receives a whole message, without waiting; {@code null} where there is none. */
	byte @Nullable [][] receive();

	/**
	 * Waits for what is asked for, for a call of {@link #wakeUp()} or for the time to
	 * pass.
	 * @param nanos the maximum time in nanoseconds, -1 for no limit
	 * @param readable {@code true} if a message ends the wait: it is received next
	 * @param writable {@code true} if the wait ends once a message can be sent
	 */
	default void await(long nanos, boolean readable, boolean writable) {
		throw new UnsupportedOperationException("No thread waits for this socket");
	}

	/** Whether a message can be sent. */
	boolean isWritable();

	/**
	 * If the frames are this socket's own notice that a peer is gone, the peer's
	 * identity, which is empty for the one peer of a connecting socket.
	 */
	byte @Nullable [] gonePeer(byte[][] frames);

	/** Ends the present or the next wait; from any thread. */
	default void wakeUp() {
		throw new UnsupportedOperationException("No thread waits for this socket");
	}

	void close();

}
