package io.zmqf.router;

import java.time.Duration;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * How a router works.
 *
 * @param frontend where it binds for clients
 * @param backend where it binds for workers
 * @param strategy what chooses a worker; {@code null} to have ZeroMQ deal requests out in
 * turn, for workers that announce nothing
 * @param queueCapacity how many requests may wait for a worker
 * @param queueWait how long a request waits while there is no worker at all
 * @param requestTimeout how long a request is kept whose sender said nothing of it
 * @param maxMessageSize bytes of the largest frame that is taken
 * @param security who is let in as a client
 * @param workerSecurity who is let in as a worker
 */
public record RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, int queueCapacity,
		Duration queueWait, Duration requestTimeout, long maxMessageSize, ServerSecurity security,
		ServerSecurity workerSecurity) {

	/** How many requests may wait unless something else is said. */
	public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

	/** How long a request waits for a first worker unless something else is said. */
	public static final Duration DEFAULT_QUEUE_WAIT = Duration.ofMillis(500);

	/** How long a request is kept unless its sender says otherwise. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);

	public RouterSettings {
		if (queueCapacity < 0) {
			throw new IllegalArgumentException("Queue capacity " + queueCapacity + ": at least 0 is allowed");
		}
		if (queueWait.isNegative() || requestTimeout.toMillis() < 1) {
			throw new IllegalArgumentException("Queue wait " + queueWait + " and request timeout " + requestTimeout
					+ ": at least 0 and one millisecond are allowed");
		}
	}

	/**
	 * A router without security.
	 * @param frontend where it binds for clients
	 * @param backend where it binds for workers
	 * @param strategy what chooses a worker
	 * @param queueCapacity how many requests may wait for a worker
	 * @param queueWait how long a request waits while there is no worker at all
	 * @param requestTimeout how long a request is kept whose sender said nothing of it
	 * @param maxMessageSize bytes of the largest frame that is taken
	 */
	public RouterSettings(Endpoint frontend, Endpoint backend, @Nullable RoutingStrategy strategy, int queueCapacity,
			Duration queueWait, Duration requestTimeout, long maxMessageSize) {
		this(frontend, backend, strategy, queueCapacity, queueWait, requestTimeout, maxMessageSize, ServerSecurity.NONE,
				ServerSecurity.NONE);
	}

	/**
	 * A router with every default.
	 * @param frontend where it binds for clients
	 * @param backend where it binds for workers
	 * @return the settings
	 */
	public static RouterSettings of(Endpoint frontend, Endpoint backend) {
		return new RouterSettings(frontend, backend, RoutingStrategy.leastInFlight(), DEFAULT_QUEUE_CAPACITY,
				DEFAULT_QUEUE_WAIT, DEFAULT_REQUEST_TIMEOUT, SocketSettings.DEFAULT_MAX_MESSAGE_SIZE);
	}

	/**
	 * The same with another strategy.
	 * @param other what chooses a worker
	 * @return the settings
	 */
	public RouterSettings withStrategy(RoutingStrategy other) {
		return new RouterSettings(this.frontend, this.backend, other, this.queueCapacity, this.queueWait,
				this.requestTimeout, this.maxMessageSize, this.security, this.workerSecurity);
	}

	/**
	 * The same for workers that announce nothing.
	 * @return the settings
	 */
	public RouterSettings asProxy() {
		return new RouterSettings(this.frontend, this.backend, null, this.queueCapacity, this.queueWait,
				this.requestTimeout, this.maxMessageSize, this.security, this.workerSecurity);
	}

	/**
	 * The same with another queue.
	 * @param capacity how many requests may wait for a worker
	 * @param wait how long a request waits while there is no worker at all
	 * @return the settings
	 */
	public RouterSettings withQueue(int capacity, Duration wait) {
		return new RouterSettings(this.frontend, this.backend, this.strategy, capacity, wait, this.requestTimeout,
				this.maxMessageSize, this.security, this.workerSecurity);
	}

	/**
	 * The same with security.
	 * @param clients who is let in as a client
	 * @param workers who is let in as a worker
	 * @return the settings
	 */
	public RouterSettings withSecurity(ServerSecurity clients, ServerSecurity workers) {
		return new RouterSettings(this.frontend, this.backend, this.strategy, this.queueCapacity, this.queueWait,
				this.requestTimeout, this.maxMessageSize, clients, workers);
	}

}
