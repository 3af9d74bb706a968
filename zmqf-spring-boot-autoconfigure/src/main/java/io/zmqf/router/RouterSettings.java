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
 * @param strategy the strategy that chooses a worker; {@code null} to have ZeroMQ deal
 * requests out in turn, for workers that announce nothing
 * @param queue the limits of the requests that wait for a worker
 * @param maxAttempts the number of workers that are given an idempotent request, one
 * after the loss of the other
 * @param requestTimeout the time that a request is kept whose sender names no timeout
 * @param maxTimeout the longest time that any request is kept
 * @param maxHeartbeatWorkers the number of workers that are known by heartbeats alone and
 * have not been reached yet
 * @param limits the limits of the sockets
 * @param security the authentication of clients
 * @param workerSecurity the authentication of workers
 * @param disclosure the description of its application, and those who may read it
 * @since 0.1.0
 */
public record RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, Queue queue,
		int maxAttempts, Duration requestTimeout, Duration maxTimeout, int maxHeartbeatWorkers, SocketLimits limits,
		ServerSecurity security, ServerSecurity workerSecurity, Disclosure disclosure) {

	/** Default number of requests that may wait. */
	public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

	/**
	 * Default number of bytes of the requests that may wait: 64 MB, or an eighth of the
	 * heap where that is less.
	 */
	public static final long DEFAULT_QUEUE_MAX_SIZE = MemoryLimits.ofQueue();

	/** Default number of workers that are given an idempotent request. */
	public static final int DEFAULT_MAX_ATTEMPTS = 3;

	/** Default time that a request waits for a first worker. */
	public static final Duration DEFAULT_QUEUE_WAIT = Duration.ofMillis(500);

	/** Default time that a request is kept whose sender names no timeout. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

	/** Default longest time that any request is kept. */
	public static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofMinutes(10);

	/** Default number of workers known by heartbeats alone. */
	public static final int DEFAULT_MAX_HEARTBEAT_WORKERS = 1000;

	public RouterSettings {
		requestTimeout = BoundedTime.of(requestTimeout);
		maxTimeout = BoundedTime.of(maxTimeout);
		if (maxAttempts < 1 || requestTimeout.toMillis() < 1 || maxTimeout.toMillis() < 1 || maxHeartbeatWorkers < 0) {
			throw new IllegalArgumentException("Attempts " + maxAttempts + ", request timeout " + requestTimeout
					+ ", longest timeout " + maxTimeout + " and " + maxHeartbeatWorkers
					+ " workers known by heartbeats: at least 1, one millisecond and 0 are allowed");
		}
	}

	/**
	 * Creates settings with every default.
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
	 * Returns a copy for workers that announce nothing.
	 * @return the settings
	 */
	public RouterSettings asProxy() {
		return with((copy) -> copy.strategy = null);
	}

	/**
	 * Returns a copy with another queue.
	 * @param capacity the number of requests that may wait for a worker
	 * @param wait the time that a request waits while there is no worker at all
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
	 * @param ifNotNamed the time that a request is kept whose sender names no timeout
	 * @param longest the longest time that any request is kept
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
	 * @param attempts the number of workers that are given an idempotent request
	 * @return the settings
	 */
	public RouterSettings withMaxAttempts(int attempts) {
		return with((copy) -> copy.maxAttempts = attempts);
	}

	/**
	 * Returns a copy with another limit.
	 * @param workers the number of workers that are known by heartbeats alone and have
	 * not been reached yet
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
	 * @param other the description of its application, and those who may read it
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

	/** The parts of a copy that can differ from the original. */
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
	 * @param capacity the number of requests
	 * @param maxSize the number of bytes of all of them
	 * @param longestWait the time that each waits while there is no worker for it at all
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
