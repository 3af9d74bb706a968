package io.zmqf.transport;

import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Creates the sockets of an application, each with its loop.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

	/**
	 * Creates a socket and its loop without opening the socket.
	 * @param name the name of the socket in threads and events
	 * @param settings the settings of the socket
	 * @param handler the handler of its messages and events
	 * @return the loop, to be started once
	 */
	SocketLoop create(String name, SocketSettings settings, SocketHandler handler);

	/**
	 * Resolves a TCP host name for several sockets, one for each address.
	 * @param endpoint the endpoint that the sockets connect to
	 * @param listener notified of the number of addresses, on a thread that may block
	 * @return the host, whose shares supply the addresses, or {@code null} if the
	 * endpoint has no host name or supports only one socket
	 */
	default @Nullable ResolvedHost share(Endpoint endpoint, IntConsumer listener) {
		return null;
	}

	/**
	 * The listener of all sockets.
	 * @return the listener
	 */
	TransportListener listener();

	/**
	 * Whether waiting for the loops of this transport is futile: the caller runs on one
	 * of them, or one is blocked. May be called on any thread.
	 * @return {@code true} on a loop's thread, or if a loop has been blocked for ten
	 * seconds, provided that the transport monitors its loops
	 */
	default boolean isBlocked() {
		return false;
	}

	/**
	 * The limits of the memory for messages of peers.
	 * @return the limits, by default a share of the heap
	 */
	default MemoryLimits memoryLimits() {
		return MemoryLimits.ofHeap();
	}

	/**
	 * The maximum size of a message that a connection can hold, regardless of the limits
	 * of its socket. A larger message would close the connection.
	 * @return the size of all frames in bytes, by default unlimited
	 */
	default long maxMessageSize() {
		return Long.MAX_VALUE;
	}

	/**
	 * Closes the open sockets. Queued messages are sent within the linger time.
	 */
	@Override
	default void close() {
	}

}
