package io.zmqf.transport.internal;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A socket as its loop uses it. All methods except {@link #wakeUp()} are called on the
 * loop's thread.
 *
 * @since 0.1.0
 */
public interface LoopSocket {

	/** Returns the endpoint, with the actual port if the system chose one. */
	Endpoint endpoint();

	/** Whether the socket connects, rather than being bound. */
	boolean connects();

	/**
	 * Whether the socket reports successful handshakes, and retries by itself after
	 * failed ones.
	 */
	default boolean reportsHandshake() {
		return false;
	}

	/**
	 * Connects in the background.
	 * @throws TransportException if the host can't be resolved
	 */
	void connect();

	/**
	 * Returns the remote address of the last received message, or {@code null} if it is
	 * not known.
	 */
	default @Nullable String peerAddress() {
		return null;
	}

	/**
	 * Returns the authenticated sender of the last received message, or {@code null} if
	 * it is not authenticated.
	 */
	default @Nullable Peer peer() {
		return null;
	}

	/**
	 * Returns a property that a peer announced in its handshake. The peer is that of a
	 * connecting socket, or otherwise the sender of the last received message.
	 */
	default @Nullable String peerProperty(String name) {
		return null;
	}

	/**
	 * Returns the time of the last received frame, including those of ZMTP itself, as
	 * from {@link System#nanoTime()}. It is the current time while reading is paused, and
	 * for connections inside the process, which are never silent.
	 */
	long lastReceived();

	/** Whether the peer of a connecting socket has answered a PING. */
	default boolean answersPings() {
		return false;
	}

	/** Sends a whole message without blocking. */
	SendResult send(byte[][] frames);

	/**
	 * Whether a ROUTER's peer has room for a message, as far as that is known without
	 * sending one.
	 */
	default boolean mayTake(byte[] peer) {
		return true;
	}

	/**
	 * Receives a whole message without blocking, or returns {@code null} if there is
	 * none.
	 */
	byte @Nullable [][] receive();

	/**
	 * Waits until the socket is ready, {@link #wakeUp()} is called or the time has
	 * passed.
	 * @param nanos the maximum time in nanoseconds, or -1 for no limit
	 * @param readable {@code true} if a message ends the wait: it is received next
	 * @param writable {@code true} if room for a message ends the wait
	 */
	default void await(long nanos, boolean readable, boolean writable) {
		throw new UnsupportedOperationException("No thread is waiting for this socket");
	}

	/** Whether a message can be sent. */
	boolean isWritable();

	/**
	 * Returns the routing id of a lost peer if the frames are this socket's own notice of
	 * the loss. It is empty for the only peer of a connecting socket.
	 */
	byte @Nullable [] lostPeer(byte[][] frames);

	/** Ends the present or the next wait. Called from any thread. */
	default void wakeUp() {
		throw new UnsupportedOperationException("No thread is waiting for this socket");
	}

	void close();

}
