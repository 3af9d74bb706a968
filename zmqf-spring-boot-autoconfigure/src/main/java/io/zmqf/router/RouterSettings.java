package io.zmqf.router;

import java.time.Duration;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * How a router works.
 *
 * @param frontend where it binds for clients
 * @param backend where it binds for workers
 * @param strategy what chooses a worker; {@code null} to have ZeroMQ deal requests out in
 * turn, for workers that announce nothing
 * @param queue how requests wait for a worker
 * @param maxAttempts how many workers are given an idempotent request, one after the loss
 * of the other
 * @param requestTimeout how long a request is kept whose sender said nothing of it
 * @param limits what peers can make its sockets take
 * @param security who is let in as a client
 * @param workerSecurity who is let in as a worker
 */
public record RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, Queue queue,
		int maxAttempts, Duration requestTimeout, SocketLimits limits, ServerSecurity security,
		ServerSecurity workerSecurity) {

	/** How many requests may wait unless something else is said. */
	public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

	/** How many bytes the requests may have that wait unless something else is said. */
	public static final long DEFAULT_QUEUE_MAX_SIZE = 64 * 1024 * 1024;

	/** How many workers are given a request unless something else is said. */
	public static final int DEFAULT_MAX_ATTEMPTS = 3;

	/** How long a request waits for a first worker unless something else is said. */
	public static final Duration DEFAULT_QUEUE_WAIT = Duration.ofMillis(500);

	/** How long a request is kept unless its sender says otherwise. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

	public RouterSettings {
		if (maxAttempts < 1 || requestTimeout.toMillis() < 1) {
			throw new IllegalArgumentException("Attempts " + maxAttempts + " and request timeout " + requestTimeout
					+ ": at least 1 and one millisecond are allowed");
		}
	}

	/**
	 * A router without security.
	 * @param frontend where it binds for clients
	 * @param backend where it binds for workers
	 * @param strategy what chooses a worker
	 * @param queue how requests wait for a worker
	 * @param maxAttempts how many workers are given an idempotent request
	 * @param requestTimeout how long a request is kept whose sender said nothing of it
	 * @param limits what peers can make its sockets take
	 */
	public RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, Queue queue,
			int maxAttempts, Duration requestTimeout, SocketLimits limits) {
		this(frontend, backend, strategy, queue, maxAttempts, requestTimeout, limits, ServerSecurity.NONE,
				ServerSecurity.NONE);
	}

	/**
	 * A router with every default.
	 * @param frontend where it binds for clients
	 * @param backend where it binds for workers
	 * @return the settings
	 */
	public static RouterSettings of(Endpoint frontend, Endpoint backend) {
		return new RouterSettings(frontend, backend, RoutingStrategy.leastInFlight(), Queue.DEFAULT,
				DEFAULT_MAX_ATTEMPTS, DEFAULT_REQUEST_TIMEOUT, SocketLimits.DEFAULT);
	}

	/**
	 * The same with another strategy.
	 * @param other what chooses a worker
	 * @return the settings
	 */
	public RouterSettings withStrategy(RoutingStrategy other) {
		return new RouterSettings(this.frontend, this.backend, other, this.queue, this.maxAttempts, this.requestTimeout,
				this.limits, this.security, this.workerSecurity);
	}

	/**
	 * The same for workers that announce nothing.
	 * @return the settings
	 */
	public RouterSettings asProxy() {
		return new RouterSettings(this.frontend, this.backend, null, this.queue, this.maxAttempts, this.requestTimeout,
				this.limits, this.security, this.workerSecurity);
	}

	/**
	 * The same with another queue.
	 * @param capacity how many requests may wait for a worker
	 * @param wait how long a request waits while there is no worker at all
	 * @return the settings
	 */
	public RouterSettings withQueue(int capacity, Duration wait) {
		return withQueue(new Queue(capacity, this.queue.maxSize(), wait));
	}

	/**
	 * The same with another queue.
	 * @param other how requests wait for a worker
	 * @return the settings
	 */
	public RouterSettings withQueue(Queue other) {
		return new RouterSettings(this.frontend, this.backend, this.strategy, other, this.maxAttempts,
				this.requestTimeout, this.limits, this.security, this.workerSecurity);
	}

	/**
	 * How requests wait for a worker.
	 *
	 * @param capacity how many may wait
	 * @param maxSize how many bytes they may have together
	 * @param longestWait how long each waits while there is no worker for it at all
	 */
	public record Queue(int capacity, long maxSize, Duration longestWait) {

		/** The queue unless something else is said. */
		public static final Queue DEFAULT = new Queue(DEFAULT_QUEUE_CAPACITY, DEFAULT_QUEUE_MAX_SIZE,
				DEFAULT_QUEUE_WAIT);

		public Queue {
			if (capacity < 0 || maxSize < 0 || longestWait.isNegative()) {
				throw new IllegalArgumentException("Queue of " + capacity + " requests and " + maxSize + " bytes, wait "
						+ longestWait + ": at least 0 is allowed");
			}
		}

	}

	/**
	 * The same with other limits.
	 * @param other what peers can make its sockets take
	 * @return the settings
	 */
	public RouterSettings withLimits(SocketLimits other) {
		return new RouterSettings(this.frontend, this.backend, this.strategy, this.queue, this.maxAttempts,
				this.requestTimeout, other, this.security, this.workerSecurity);
	}

	/**
	 * The same with security.
	 * @param clients who is let in as a client
	 * @param workers who is let in as a worker
	 * @return the settings
	 */
	public RouterSettings withSecurity(ServerSecurity clients, ServerSecurity workers) {
		return new RouterSettings(this.frontend, this.backend, this.strategy, this.queue, this.maxAttempts,
				this.requestTimeout, this.limits, clients, workers);
	}

}
