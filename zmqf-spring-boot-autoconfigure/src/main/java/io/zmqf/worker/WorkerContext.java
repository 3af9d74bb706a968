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
 * The state that the connections of a worker or a server and their requests share.
 * Thread-safe.
 *
 * @param settings the settings
 * @param handlers the handlers of requests
 * @param executor the executor of blocking handlers
 * @param transport the transport that creates the sockets
 * @param listener the listener to notify
 * @param tracing the receiver of traces of requests
 * @param abandoned the number of requests whose handlers still run after their end
 * @param connections the number of connections established to routers so far
 * @param report the replies to queries about the node
 */
record WorkerContext(WorkerSettings settings, HandlerRegistry handlers, LimitedExecutor executor, Transport transport,
		WorkerListener listener, RequestTracing tracing, AtomicInteger abandoned, AtomicLong connections,
		WorkerReport report) {

	/**
	 * The divisor of the memory for messages that gives the share of requests. Handlers
	 * need memory for the decoded requests, too.
	 */
	private static final int SHARE_OF_MEMORY = 2;

	/**
	 * Returns the maximum size in bytes of the requests that one connection handles
	 * concurrently.
	 */
	long maxBytes() {
		return this.transport.memoryLimits().node() / SHARE_OF_MEMORY;
	}

	boolean isServer() {
		return this.settings.type() == NodeType.SERVER;
	}

	/** Reports the failure of a handler. Called on the handler's thread. */
	void failed(byte[][] frames, @Nullable Throwable failure) {
		this.listener.handlerFailed(RequestReference.of(frames), failure);
	}

	/**
	 * Runs application code for a cancelled handler on the executor, without counting it
	 * against the concurrency.
	 * @param request the request of the handler
	 * @param actions the calls to application code
	 * @param ended the callback to run after them, or if the executor rejects them
	 */
	void runBeside(byte[][] request, Runnable actions, Runnable ended) {
		boolean submitted = false;
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
			submitted = true;
		}
		finally {
			if (!submitted) {
				ended.run();
			}
		}
	}

	/**
	 * Creates the subscriber of the items of a reply to a caller that accepts no stream.
	 */
	ItemSubscriber collected(byte[][] frames, Message request, Function<@Nullable Object, byte[]> writer) {
		return new CollectedItems(request, writer, this.settings.maxCollected(), maxData(),
				(failure) -> failed(frames, failure));
	}

	/**
	 * Describes the size of a reply that is over a limit, and the limit. Returns
	 * {@code null} if it is within all limits.
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

	/** Returns the maximum size of a reply's data in bytes. */
	long maxData() {
		return Math.min(this.settings.limits().messageSize(), this.transport.maxMessageSize());
	}

	/**
	 * Describes a size of data that is over the limit, and the limit. Returns
	 * {@code null} if it is within the limit.
	 */
	@Nullable String excess(int data) {
		long limit = maxData();
		return (data > limit) ? data + " bytes: " + limit + " are allowed" : null;
	}

}
