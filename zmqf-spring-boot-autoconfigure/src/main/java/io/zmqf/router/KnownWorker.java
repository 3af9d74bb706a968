package io.zmqf.router;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.info.NodeStats.WorkerLoad;
import io.zmqf.message.Capabilities;
import io.zmqf.message.PeerName;
import io.zmqf.message.Printable;
import io.zmqf.message.UnsentControlMessages;
import io.zmqf.router.RoutingStrategy.RoutableWorker;
import org.jspecify.annotations.Nullable;

/**
 * A worker that the router can address. Confined to the backend's loop; other threads may
 * read the volatile fields.
 */
final class KnownWorker implements RoutableWorker {

	private final byte[] identity;

	private final long number;

	private final @Nullable String user;

	private final String id;

	/** The maximum memory of its requests in flight, in bytes. */
	private final long maxBytes;

	private final Set<RoutedRequest> requests = new LinkedHashSet<>();

	private long bytes;

	/** The number of its connection, or 0 if the worker does not count them. */
	long connection;

	/**
	 * The group of workers with the same events, or {@code null} while it gets no
	 * requests.
	 */
	@Nullable WorkerGroup group;

	/** Whether its connection is full. */
	boolean full;

	/** Whether it registered by its own connection. */
	boolean announced;

	/** The pending probe, or {@code null} if there is none. */
	@Nullable WorkerProbe probe;

	Capabilities capabilities = Capabilities.NONE;

	/** The parts of requests to all that wait for this worker. */
	final FairQueue<Object, RoutedRequest> parts = new FairQueue<>();

	/** The unsent control messages. Owned by {@link FullWorkers}. */
	final UnsentControlMessages unsent = new UnsentControlMessages();

	/** Whether a part has the next turn, not a request for any worker. */
	boolean partsTurn;

	private volatile @Nullable AnnouncedEvents events;

	private volatile int capacity;

	private volatile boolean leaving;

	private volatile PeerName peer = PeerName.UNKNOWN;

	/**
	 * The number of requests sent to it. Written before the volatile {@code inFlight},
	 * which publishes it.
	 */
	private long dispatched;

	private volatile int inFlight;

	/**
	 * Creates a worker.
	 * @param identity the routing id
	 * @param number the sequence number of the worker, in the order of joining
	 * @param user the authenticated user, or {@code null} if there is none
	 * @param maxBytes the maximum memory of its requests in flight, in bytes
	 */
	KnownWorker(byte[] identity, long number, @Nullable String user, long maxBytes) {
		this.identity = identity;
		this.number = number;
		this.user = user;
		this.id = Printable.of(identity);
		this.maxBytes = maxBytes;
	}

	void announces(@Nullable AnnouncedEvents handled) {
		this.events = handled;
		this.leaving = false;
	}

	void takes(int requests) {
		this.capacity = requests;
	}

	void isNamed(PeerName name) {
		this.peer = name;
	}

	/** Returns the name from its own connection. */
	PeerName peer() {
		return this.peer;
	}

	/** Returns the announced events, or {@code null} for all events. */
	@Nullable AnnouncedEvents events() {
		return this.events;
	}

	void leaves() {
		this.leaving = true;
	}

	byte[] identity() {
		return this.identity;
	}

	long number() {
		return this.number;
	}

	/** Whether the worker belongs to a user. {@code null} stands for no user. */
	boolean isOf(@Nullable String other) {
		return Objects.equals(this.user, other);
	}

	void take(RoutedRequest request) {
		this.bytes += this.requests.add(request) ? request.bytes() : 0;
		this.dispatched++;
		this.inFlight = this.requests.size();
	}

	void release(RoutedRequest request) {
		this.bytes -= this.requests.remove(request) ? request.bytes() : 0;
		this.inFlight = this.requests.size();
	}

	/** Returns a copy of the requests in flight. */
	List<RoutedRequest> requests() {
		return new ArrayList<>(this.requests);
	}

	RouterStatus.WorkerStatus status() {
		return new RouterStatus.WorkerStatus(this.id, this.peer, shownEvents(), this.inFlight, this.capacity,
				this.leaving);
	}

	WorkerLoad load() {
		int current = this.inFlight;
		AnnouncedEvents handled = this.events;
		return new WorkerLoad(this.id, (handled != null) ? handled.sorted() : null, current, this.capacity,
				this.leaving, this.dispatched);
	}

	boolean isAvailable() {
		return !this.leaving;
	}

	/**
	 * Whether the worker can get another request. Its memory is bounded whatever capacity
	 * it announces, because the router keeps requests in flight.
	 */
	boolean hasRoom() {
		return this.inFlight < this.capacity && this.bytes < this.maxBytes && !this.full;
	}

	/** Whether a message or a request waits for this worker. */
	boolean isWaitedFor() {
		return !this.unsent.isEmpty() || this.parts.size() > 0 || this.group != null && this.group.isWaitedFor();
	}

	/** Returns the announced events in printable form, or {@code null} for all events. */
	@Nullable Set<String> shownEvents() {
		AnnouncedEvents handled = this.events;
		return (handled != null) ? handled.shown() : null;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public int inFlight() {
		return this.inFlight;
	}

	@Override
	public int capacity() {
		return this.capacity;
	}

}
