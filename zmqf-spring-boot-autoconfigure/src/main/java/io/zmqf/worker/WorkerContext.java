package io.zmqf.worker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.Headers;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.NodeType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a worker or a server, and their requests, have in common. Safe
 * for threads.
 *
 * @param settings the settings
 * @param handlers the handlers of requests
 * @param executor the threads of handlers
 * @param transport the factory of the sockets
 * @param listener the listener to notify
 * @param tracing the receiver of traces of single requests
 * @param abandoned the number of requests whose handlers still run after their deadline
 * @param connections the number of connections that were made to routers
 * @param report the answers to questions about the node
 */
record WorkerContext(WorkerSettings settings, HandlerRegistry handlers, LimitedExecutor executor, Transport transport,
		WorkerListener listener, RequestTracing tracing, AtomicInteger abandoned, AtomicLong connections,
		WorkerReport report) {

	/** What handlers make of requests takes memory, too. */
	private static final int SHARE_OF_MEMORY = 2;

	/** The memory that requests of one connection take at most while they are handled. */
	long maxBytes() {
		return this.transport.memoryLimits().node() / SHARE_OF_MEMORY;
	}

	boolean isServer() {
		return this.settings.type() == NodeType.SERVER;
	}

	/** A handler has failed, on its thread. */
	void failed(byte[][] frames, @Nullable Throwable failure) {
		this.listener.handlerFailed(RequestReference.of(frames), failure);
	}

	/**
	 * Has something done that is the application's, for a handler that is cancelled.
	 * @param request the request of the handler
	 * @param actions the calls of the application
	 * @param ended the code to run at their end, or when they can't be made
	 */
	void runBeside(byte[][] request, Runnable actions, Runnable ended) {
		boolean given = false;
		try {
			this.executor.executeUncounted(() -> {
				try {
					actions.run();
				}
				catch (Throwable ex) {
					failed(request, ex);
				}
				finally {
					ended.run();
				}
			});
			given = true;
		}
		finally {
			if (!given) {
				ended.run();
			}
		}
	}

	/** What takes the items of a reply whose caller takes no stream. */
	ItemSubscriber collected(byte[][] frames, Message request, Function<@Nullable Object, byte[]> writer) {
		return new CollectedItems(request, writer, this.settings.maxCollected(), maxData(),
				(failure) -> failed(frames, failure));
	}

	/**
	 * The size of an answer that is over a limit, and the limit; {@code null} for none.
	 */
	@Nullable String excess(byte[][] answer, int delimiter) {
		SocketLimits limits = this.settings.limits();
		String excess = excess(answer[delimiter + 2].length);
		if (excess != null) {
			return excess;
		}
		int headers = Headers.size(answer, delimiter);
		if (headers > limits.headersSize()) {
			return "headers of " + headers + " bytes: " + limits.headersSize() + " are allowed";
		}
		long whole = MessageCodec.bytes(answer);
		long limit = this.transport.maxMessageSize();
		return (whole > limit) ? whole + " bytes with headers and addresses: " + limit + " are allowed" : null;
	}

	/** The bytes of the largest data of an answer. */
	long maxData() {
		return Math.min(this.settings.limits().messageSize(), this.transport.maxMessageSize());
	}

	/** The size of data that is over the limit, and the limit; {@code null} for none. */
	@Nullable String excess(int data) {
		long limit = maxData();
		return (data > limit) ? data + " bytes: " + limit + " are allowed" : null;
	}

}
