package io.zmqf.router;

import java.time.Duration;
import java.util.function.Consumer;

import io.zmqf.info.Disclosure;
import io.zmqf.message.BoundedTime;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a router.
 *
 * @param frontend the endpoint that clients connect to
 * @param backend the endpoint that workers connect to
 * @param strategy the strategy that chooses a worker, or {@code null} for a DEALER
 * socket, which distributes requests in turn to workers that do not register
 * @param queue the limits of the requests that wait for a worker
 * @param maxAttempts the maximum number of workers that an idempotent request is sent to,
 * one after the loss of another
 * @param requestTimeout the timeout of requests that do not state one
 * @param maxTimeout the maximum timeout of a request
 * @param maxHeartbeatWorkers the maximum number of workers that are known by heartbeats
 * alone and have not been reached yet
 * @param limits the limits of the sockets
 * @param security the authentication of clients
 * @param workerSecurity the authentication of workers
 * @param disclosure the description of the application and the access to it
 * @since 0.1.0
 */
public record RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, Queue queue,
		int maxAttempts, Duration requestTimeout, Duration maxTimeout, int maxHeartbeatWorkers, SocketLimits limits,
		ServerSecurity security, ServerSecurity workerSecurity, Disclosure disclosure) {

	/** Default maximum number of waiting requests. */
	public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

	/**
	 * Default maximum size of all waiting requests, in bytes: 64 MB, or an eighth of the
	 * heap if that is less.
	 */
	public static final long DEFAULT_QUEUE_MAX_SIZE = MemoryLimits.ofQueue();

	/** Default maximum number of workers that an idempotent request is sent to. */
	public static final int DEFAULT_MAX_ATTEMPTS = 3;

	/** Default time for which a request waits for a first worker. */
	public static final Duration DEFAULT_QUEUE_WAIT = Duration.ofMillis(500);

	/** Default timeout of requests that do not state one. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

	/** Default maximum timeout of a request. */
	public static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofMinutes(10);

	/** Default maximum number of workers that are known by heartbeats alone. */
	public static final int DEFAULT_MAX_HEARTBEAT_WORKERS = 1000;

	public RouterSettings {
		requestTimeout = BoundedTime.of(requestTimeout);
		maxTimeout = BoundedTime.of(maxTimeout);
		if (maxAttempts < 1 || requestTimeout.toMillis() < 1 || maxTimeout.toMillis() < 1 || maxHeartbeatWorkers < 0) {
			throw new IllegalArgumentException("Max attempts " + maxAttempts + ", request timeout " + requestTimeout
					+ ", longest timeout " + maxTimeout + " and " + maxHeartbeatWorkers
					+ " workers known by heartbeats: at least 1, 1 ms, 1 ms and 0 are required");
		}
	}

	/**
	 * Creates settings with default values.
	 * @param frontend the endpoint that clients connect to
	 * @param backend the endpoint that workers connect to
	 * @return the settings
	 */
	public static RouterSettings of(Endpoint frontend, Endpoint backend) {
		return new RouterSettings(frontend, backend, RoutingStrategy.leastInFlight(), Queue.DEFAULT,
				DEFAULT_MAX_ATTEMPTS, DEFAULT_REQUEST_TIMEOUT, DEFAULT_MAX_TIMEOUT, DEFAULT_MAX_HEARTBEAT_WORKERS,
				SocketLimits.DEFAULT, ServerSecurity.NONE, ServerSecurity.NONE, Disclosure.INSIDE);
	}

	/**
	 * Returns a copy with another strategy.
	 * @param other the strategy that chooses a worker
	 * @return the settings
	 */
	public RouterSettings withStrategy(RoutingStrategy other) {
		return with((copy) -> copy.strategy = other);
	}

	/**
	 * Returns a copy for workers that do not register.
	 * @return the settings
	 */
	public RouterSettings asProxy() {
		return with((copy) -> copy.strategy = null);
	}

	/**
	 * Returns a copy with another queue.
	 * @param capacity the maximum number of requests that wait for a worker
	 * @param wait the time for which a request waits if there is no worker for it
	 * @return the settings
	 */
	public RouterSettings withQueue(int capacity, Duration wait) {
		return withQueue(new Queue(capacity, this.queue.maxSize(), wait));
	}

	/**
	 * Returns a copy with another queue.
	 * @param other the limits of the requests that wait for a worker
	 * @return the settings
	 */
	public RouterSettings withQueue(Queue other) {
		return with((copy) -> copy.queue = other);
	}

	/**
	 * Returns a copy with other timeouts.
	 * @param ifNotNamed the timeout of requests that do not state one
	 * @param longest the maximum timeout of a request
	 * @return the settings
	 */
	public RouterSettings withTimeouts(Duration ifNotNamed, Duration longest) {
		return with((copy) -> {
			copy.requestTimeout = ifNotNamed;
			copy.maxTimeout = longest;
		});
	}

	/**
	 * Returns a copy with another number of attempts.
	 * @param attempts the maximum number of workers that an idempotent request is sent to
	 * @return the settings
	 */
	public RouterSettings withMaxAttempts(int attempts) {
		return with((copy) -> copy.maxAttempts = attempts);
	}

	/**
	 * Returns a copy with another limit.
	 * @param workers the maximum number of workers that are known by heartbeats alone and
	 * have not been reached yet
	 * @return the settings
	 */
	public RouterSettings withMaxHeartbeatWorkers(int workers) {
		return with((copy) -> copy.maxHeartbeatWorkers = workers);
	}

	/**
	 * Returns a copy with other limits.
	 * @param other the limits of the sockets
	 * @return the settings
	 */
	public RouterSettings withLimits(SocketLimits other) {
		return with((copy) -> copy.limits = other);
	}

	/**
	 * Returns a copy with security.
	 * @param clients the authentication of clients
	 * @param workers the authentication of workers
	 * @return the settings
	 */
	public RouterSettings withSecurity(ServerSecurity clients, ServerSecurity workers) {
		return with((copy) -> {
			copy.security = clients;
			copy.workerSecurity = workers;
		});
	}

	/**
	 * Returns a copy with another disclosure.
	 * @param other the description of the application and the access to it
	 * @return the settings
	 */
	public RouterSettings withDisclosure(Disclosure other) {
		return with((copy) -> copy.disclosure = other);
	}

	private RouterSettings with(Consumer<Copy> change) {
		Copy copy = new Copy(this);
		change.accept(copy);
		return copy.settings();
	}

	/** The values of a copy that can differ from the original. */
	private static final class Copy {

		private final RouterSettings original;

		private @Nullable RoutingStrategy strategy;

		private Queue queue;

		private int maxAttempts;

		private Duration requestTimeout;

		private Duration maxTimeout;

		private int maxHeartbeatWorkers;

		private SocketLimits limits;

		private ServerSecurity security;

		private ServerSecurity workerSecurity;

		private Disclosure disclosure;

		Copy(RouterSettings original) {
			this.original = original;
			this.strategy = original.strategy;
			this.queue = original.queue;
			this.maxAttempts = original.maxAttempts;
			this.requestTimeout = original.requestTimeout;
			this.maxTimeout = original.maxTimeout;
			this.maxHeartbeatWorkers = original.maxHeartbeatWorkers;
			this.limits = original.limits;
			this.security = original.security;
			this.workerSecurity = original.workerSecurity;
			this.disclosure = original.disclosure;
		}

		RouterSettings settings() {
			return new RouterSettings(this.original.frontend, this.original.backend, this.strategy, this.queue,
					this.maxAttempts, this.requestTimeout, this.maxTimeout, this.maxHeartbeatWorkers, this.limits,
					this.security, this.workerSecurity, this.disclosure);
		}

	}

	/**
	 * Limits of the requests that wait for a worker.
	 *
	 * @param capacity the maximum number of requests
	 * @param maxSize the maximum size of all requests, in bytes
	 * @param longestWait the maximum time for which a request waits if there is no worker
	 * for it
	 */
	public record Queue(int capacity, long maxSize, Duration longestWait) {

		/** Default limits. */
		public static final Queue DEFAULT = new Queue(DEFAULT_QUEUE_CAPACITY, DEFAULT_QUEUE_MAX_SIZE,
				DEFAULT_QUEUE_WAIT);

		public Queue {
			longestWait = BoundedTime.of(longestWait);
			if (capacity < 0 || maxSize < 0 || longestWait.isNegative()) {
				throw new IllegalArgumentException("Queue of " + capacity + " requests and " + maxSize + " bytes, wait "
						+ longestWait + ": at least 0 is allowed");
			}
		}

	}

}
