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
 * How a worker or a server works.
 *
 * @param type {@link NodeType#WORKER} connects to its endpoints, {@link NodeType#SERVER}
 * binds them
 * @param endpoints the routers, or the server's own addresses
 * @param identity the identity of the node
 * @param concurrency the number of requests that are handled at once
 * @param prefetch the number of requests that may wait for a thread before no more are
 * taken
 * @param announceInterval the interval at which a worker announces itself until its
 * router answers
 * @param limits the limits of messages and connections
 * @param security the credentials of a worker, or the security of a server
 * @param maxTimeout the longest time that a request counts, also where its sender says
 * nothing of time
 * @param queue the limits of a server's requests that wait for a place
 * @param expectReturn the time within which the worker, or another one in its place, is
 * back after its goodbye; zero where it does not come back
 * @param disclosure the description of its application, and those who may read it
 * @param maxCollected the largest number of items in the reply to a caller that takes no
 * stream
 * @since 0.1.0
 */
public record WorkerSettings(NodeType type, List<Endpoint> endpoints, NodeIdentity identity, int concurrency,
		Prefetch prefetch, Duration announceInterval, SocketLimits limits, SocketSecurity security, Duration maxTimeout,
		Queue queue, Duration expectReturn, Disclosure disclosure, int maxCollected) {

	/** How many requests are handled at once unless something else is said. */
	public static final int DEFAULT_CONCURRENCY = 16;

	/** How often a worker announces itself unless something else is said. */
	public static final Duration DEFAULT_ANNOUNCE_INTERVAL = Duration.ofSeconds(1);

	/** The longest time that a request counts unless something else is set. */
	public static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofMinutes(10);

	/** The largest number of collected items unless something else is set. */
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
			throw new IllegalArgumentException("A " + type.wireName() + " answers no requests");
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
	 * A worker with every default.
	 * @param routers the routers to connect to
	 * @return the settings
	 */
	public static WorkerSettings worker(Endpoint... routers) {
		return of(NodeType.WORKER, routers);
	}

	/**
	 * A server with every default.
	 * @param addresses the addresses to bind
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
	 * The same with other limits.
	 * @param handledAtOnce the number of requests that are handled at once
	 * @param waiting the number of further requests that may wait for a thread
	 * @return the settings
	 */
	public WorkerSettings withConcurrency(int handledAtOnce, int waiting) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, handledAtOnce, Prefetch.of(waiting),
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * The same with other limits.
	 * @param other the limits of messages and connections
	 * @return the settings
	 */
	public WorkerSettings withLimits(SocketLimits other) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, other, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * Returns a copy of a worker that comes back after its goodbye.
	 * @param within the time within which it, or another one in its place, is back
	 * @return the settings
	 */
	public WorkerSettings withExpectReturn(Duration within) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, within, this.disclosure,
				this.maxCollected);
	}

	/**
	 * The same with security.
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
	 * The same with another queue.
	 * @param waiting the limits of requests that wait for a place
	 * @return the settings
	 */
	public WorkerSettings withQueue(Queue waiting) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, waiting, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * The same with another longest timeout.
	 * @param longest the longest time that a request counts
	 * @return the settings
	 */
	public WorkerSettings withMaxTimeout(Duration longest) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, longest, this.queue, this.expectReturn,
				this.disclosure, this.maxCollected);
	}

	/**
	 * The same with another disclosure.
	 * @param other the description of its application, and those who may read it
	 * @return the settings
	 */
	public WorkerSettings withDisclosure(Disclosure other) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				other, this.maxCollected);
	}

	/**
	 * The same with another limit.
	 * @param items the largest number of items in the reply to a caller that takes no
	 * stream
	 * @return the settings
	 */
	public WorkerSettings withMaxCollected(int items) {
		return new WorkerSettings(this.type, this.endpoints, this.identity, this.concurrency, this.prefetch,
				this.announceInterval, this.limits, this.security, this.maxTimeout, this.queue, this.expectReturn,
				this.disclosure, items);
	}

	/**
	 * How many requests may wait for a thread before no more are taken: as many as have
	 * lately been answered within a time, and a number at least.
	 *
	 * @param least the number
	 * @param time the time, 0 where the number is all
	 */
	public record Prefetch(int least, Duration time) {

		/** The number unless something else is said. */
		public static final int DEFAULT = 64;

		/**
		 * What a worker prefetches unless something else is said: handlers that are quick
		 * have enough to do until the router knows of it, and behind slow ones no more
		 * wait than the number.
		 */
		public static final Prefetch GROWING = new Prefetch(DEFAULT, Duration.ofMillis(10));

		public Prefetch {
			if (least < 0 || time.isNegative()) {
				throw new IllegalArgumentException("Prefetch of " + least + " and " + time + ": at least 0 is allowed");
			}
		}

		/**
		 * Always the same.
		 * @param requests the number of requests
		 * @return the prefetch
		 */
		public static Prefetch of(int requests) {
			return new Prefetch(requests, Duration.ZERO);
		}

	}

	/**
	 * The queue of a server.
	 *
	 * @param capacity the number of requests that may wait
	 * @param maxSize the bytes that they may have together
	 */
	public record Queue(int capacity, long maxSize) {

		/**
		 * The queue unless something else is set: 10,000 requests, and 64 MB or an eighth
		 * of the heap where that is less.
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
