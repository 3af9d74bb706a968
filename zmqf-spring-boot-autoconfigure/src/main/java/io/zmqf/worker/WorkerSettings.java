package io.zmqf.worker;

import java.time.Duration;
import java.util.List;

import io.zmqf.info.Disclosure;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.SocketSecurity;

/**
 * The settings of a worker or a server.
 *
 * @param type {@link NodeType#WORKER} connects to its endpoints, {@link NodeType#SERVER}
 * binds them
 * @param endpoints the endpoints of the routers, or the endpoints that the server binds
 * @param identity the identity of the node
 * @param concurrency the maximum number of requests handled concurrently
 * @param prefetch the number of further requests to accept that wait for a thread
 * @param announceInterval the interval of a worker's attempts to register with its router
 * until it is welcomed
 * @param limits the limits of messages and connections
 * @param security the credentials of a worker, or the security of a server
 * @param maxTimeout the maximum timeout of a request, which also applies to requests
 * without a timeout
 * @param queue the limits of a server's queue of requests
 * @param expectReturn the time within which the worker or its replacement registers again
 * after the goodbye; zero if none does
 * @param disclosure the description of the application, and the peers that may read it
 * @param maxCollected the maximum number of items in the reply to a caller that accepts
 * no stream
 * @since 0.1.0
 */
public record WorkerSettings(NodeType type, List<Endpoint> endpoints, NodeIdentity identity, int concurrency,
		Prefetch prefetch, Duration announceInterval, SocketLimits limits, SocketSecurity security, Duration maxTimeout,
		Queue queue, Duration expectReturn, Disclosure disclosure, int maxCollected) {

	/** The default number of requests handled concurrently. */
	public static final int DEFAULT_CONCURRENCY = 16;

	/** The default interval of attempts to register. */
	public static final Duration DEFAULT_ANNOUNCE_INTERVAL = Duration.ofSeconds(1);

	/** The default maximum timeout of a request. */
	public static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofMinutes(10);

	/** The default maximum number of collected items. */
	public static final int DEFAULT_MAX_COLLECTED = 1_000;

	public WorkerSettings {
		endpoints = (type == NodeType.WORKER) ? endpoints.stream().distinct().toList() : List.copyOf(endpoints);
		announceInterval = BoundedTime.of(announceInterval);
		expectReturn = BoundedTime.of(expectReturn);
		maxTimeout = BoundedTime.of(maxTimeout);
		if (endpoints.isEmpty()) {
			throw new IllegalArgumentException("The " + type.wireName() + " has no address");
		}
		if (type != NodeType.WORKER && type != NodeType.SERVER) {
			throw new IllegalArgumentException("A " + type.wireName() + " can't answer requests");
		}
		if (announceInterval.toMillis() < 1) {
			throw new IllegalArgumentException(
					"Announce interval " + announceInterval + ": at least one millisecond is allowed");
		}
		if (expectReturn.isNegative()) {
			throw new IllegalArgumentException("Expected return within " + expectReturn + ": at least 0 is allowed");
		}
		if (maxTimeout.toMillis() < 1) {
			throw new IllegalArgumentException(
					"Longest timeout " + maxTimeout + ": at least one millisecond is allowed");
		}
		if (concurrency < 1) {
			throw new IllegalArgumentException("Concurrency " + concurrency + ": at least 1 is allowed");
		}
		if (maxCollected < 1) {
			throw new IllegalArgumentException("Collected items " + maxCollected + ": at least 1 is allowed");
		}
	}

	/**
	 * Returns the default settings of a worker.
	 * @param routers the endpoints of the routers
	 * @return the settings
	 */
	public static WorkerSettings worker(Endpoint... routers) {
		return of(NodeType.WORKER, routers);
	}

	/**
	 * Returns the default settings of a server.
	 * @param addresses the endpoints to bind
	 * @return the settings
	 */
	public static WorkerSettings server(Endpoint... addresses) {
		return of(NodeType.SERVER, addresses);
	}

	private static WorkerSettings of(NodeType type, Endpoint... endpoints) {
		boolean worker = type == NodeType.WORKER;
		return new WorkerSettings(type, List.of(endpoints), NodeIdentity.random(), DEFAULT_CONCURRENCY,
				worker ? Prefetch.GROWING : Prefetch.of(Prefetch.DEFAULT), DEFAULT_ANNOUNCE_INTERVAL,
				SocketLimits.DEFAULT, worker ? ClientSecurity.NONE : ServerSecurity.NONE, DEFAULT_MAX_TIMEOUT,
				Queue.DEFAULT, Duration.ZERO, Disclosure.INSIDE, DEFAULT_MAX_COLLECTED);
	}

	/**
	 * Returns a copy with another concurrency and a constant prefetch.
	 * @param handledAtOnce the maximum number of requests handled concurrently
	 * @param waiting the number of further requests to accept that wait for a thread
	 * @return the settings
	 */
	public WorkerSettings withConcurrency(int handledAtOnce, int waiting) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, handledAtOnce, Prefetch.of(waiting),
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy with other limits of messages and connections.
	 * @param other the limits
	 * @return the settings
	 */
	public WorkerSettings withLimits(SocketLimits other) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, other, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy with another time of return.
	 * @param within the time within which the worker or its replacement registers again
	 * after the goodbye
	 * @return the settings
	 */
	public WorkerSettings withExpectReturn(Duration within) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, within, this.disclosure,
				this.maxCollected);
	}

	/**
	 * Returns a copy with other security.
	 * @param other a {@link ClientSecurity} for a worker, a {@link ServerSecurity} for a
	 * server
	 * @return the settings
	 */
	public WorkerSettings withSecurity(SocketSecurity other) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, other, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy with another queue.
	 * @param waiting the limits of a server's queue of requests
	 * @return the settings
	 */
	public WorkerSettings withQueue(Queue waiting) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, waiting, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy with another maximum timeout.
	 * @param longest the maximum timeout of a request
	 * @return the settings
	 */
	public WorkerSettings withMaxTimeout(Duration longest) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, longest, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy with another disclosure.
	 * @param other the description of the application, and the peers that may read it
	 * @return the settings
	 */
	public WorkerSettings withDisclosure(Disclosure other) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				other, this.maxCollected);
	}

	/**
	 * Returns a copy with another maximum number of collected items.
	 * @param items the maximum number of items in the reply to a caller that accepts no
	 * stream
	 * @return the settings
	 */
	public WorkerSettings withMaxCollected(int items) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, items);
	}

	/**
	 * The number of further requests to accept that wait for a thread. It is the number
	 * of requests that were recently answered within {@code time}, and at least
	 * {@code least}.
	 *
	 * @param least the minimum number of requests
	 * @param time the time, zero for a constant number
	 */
	public record Prefetch(int least, Duration time) {

		/** The default minimum number of requests. */
		public static final int DEFAULT = 64;

		/**
		 * The default prefetch of a worker. It keeps short handlers busy until the router
		 * has received their replies. Behind slow handlers, only the minimum number of
		 * requests waits.
		 */
		public static final Prefetch GROWING = new Prefetch(DEFAULT, Duration.ofMillis(10));

		public Prefetch {
			if (least < 0 || time.isNegative()) {
				throw new IllegalArgumentException("Prefetch of " + least + " and " + time + ": at least 0 is allowed");
			}
		}

		/**
		 * Returns a constant prefetch.
		 * @param requests the number of requests
		 * @return the prefetch
		 */
		public static Prefetch of(int requests) {
			return new Prefetch(requests, Duration.ZERO);
		}

	}

	/**
	 * The limits of a server's queue of requests.
	 *
	 * @param capacity the maximum number of requests in the queue
	 * @param maxSize the maximum total size of these requests in bytes
	 */
	public record Queue(int capacity, long maxSize) {

		/**
		 * The default limits: 10,000 requests, and 64 MB or an eighth of the heap if that
		 * is less.
		 */
		public static final Queue DEFAULT = new Queue(10_000, MemoryLimits.ofQueue());

		public Queue {
			if (capacity < 0 || maxSize < 0) {
				throw new IllegalArgumentException(
						"A queue of " + capacity + " requests and " + maxSize + " bytes: at least 0 is allowed");
			}
		}

	}

}
