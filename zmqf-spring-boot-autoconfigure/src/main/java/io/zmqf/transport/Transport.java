package io.zmqf.transport;

import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of an application, each with its loop.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

	/**
	 * Makes a socket and its loop, neither of them open.
	 * @param name the thread's name, and the socket's in events
	 * @param settings the settings of the socket
	 * @param handler the handler of its events
	 * @return the loop, to be started once
	 */
	SocketLoop create(String name, SocketSettings settings, SocketHandler handler);

	/**
	 * Has a socket for each address of a host's name, by TCP.
	 * @param endpoint the endpoint that sockets connect to
	 * @param listener the listener to notify of the number of addresses, on a thread that
	 * may wait
	 * @return what finds the address of each, {@code null} where the endpoint is no name,
	 * or can have one socket only
	 */
	default @Nullable ResolvedHost share(Endpoint endpoint, IntConsumer listener) {
		return null;
	}

	/**
	 * Who is told of what happens.
	 * @return the listener of all sockets
	 */
	TransportListener listener();

	/**
	 * Whether it is not worth waiting for what the loops of this transport have to do:
	 * the caller holds one of them, or one has been blocked for long; from any thread.
	 * @return {@code true} on the thread of a loop, and after ten seconds, as far as the
	 * transport watches its loops
	 */
	default boolean isBlocked() {
		return false;
	}

	/**
	 * What the messages of its peers may hold.
	 * @return the limits, by default a share of the heap
	 */
	default MemoryLimits memoryLimits() {
		return MemoryLimits.ofHeap();
	}

	/**
	 * The size of the largest message that a connection can hold, whatever the limits of
	 * its socket are. A larger one would end the connection.
	 * @return the bytes of all frames together, by default unlimited
	 */
	default long maxMessageSize() {
		return Long.MAX_VALUE;
	}

	/**
	 * Closes the sockets that are still open. What was given to them is sent for as long
	 * as their linger time allows.
	 */
	@Override
	default void close() {
	}

}
