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
import io.zmqf.message.UnsentWords;
import io.zmqf.router.RoutingStrategy.RoutableWorker;
import org.jspecify.annotations.Nullable;

/**
 * A worker that the router can address. Belongs to the backend's loop; what is volatile
 * may be looked at from elsewhere.
 */
final class KnownWorker implements RoutableWorker {

	private final byte[] identity;

	private final long number;

	private final @Nullable String user;

	private final String id;

	/** The memory that requests in flight here may take. */
	private final long maxBytes;

	private final Set<RoutedRequest> requests = new LinkedHashSet<>();

	private long bytes;

	/** The number of its connection, 0 where it does not count them. */
	long connection;

	/** The workers with the same events, {@code null} while it gets no requests. */
	@Nullable WorkerGroup group;

	/** Whether its connection takes no more messages for now. */
	boolean full;

	/** Whether it announced itself, by its own connection. */
	boolean announced;

	/** The question whether it is still there, {@code null} for none. */
	@Nullable WorkerProbe probe;

	/** What it understands. */
	Capabilities capabilities = Capabilities.NONE;

	/** The parts of requests to all that wait for room here. */
	final FairQueue<Object, RoutedRequest> parts = new FairQueue<>();

	/** The words that wait for room here; owned by {@link FullWorkers}. */
	final UnsentWords words = new UnsentWords();

	/** Whether a part has the next turn, and not what any worker can have. */
	boolean partsTurn;

	private volatile @Nullable AnnouncedEvents events;

	private volatile int capacity;

	private volatile boolean leaving;

	private volatile PeerName peer = PeerName.UNKNOWN;

	/** The requests that it was given; written before {@code inFlight}. */
	private long given;

	private volatile int inFlight;

	/**
	 * Creates a worker.
	 * @param identity its routing id
	 * @param number its number in the order in which workers came
	 * @param user the authenticated user, {@code null} for none
	 * @param maxBytes the memory that requests in flight there may take
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

	/** Its name, as its own connection has it. */
	PeerName peer() {
		return this.peer;
	}

	/** The events that it announced, {@code null} for all events. */
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

	/** Whether it is of a user, or of none as its user is. */
	boolean isOf(@Nullable String other) {
		return Objects.equals(this.user, other);
	}

	void take(RoutedRequest request) {
		this.bytes += this.requests.add(request) ? request.bytes() : 0;
		this.given++;
		this.inFlight = this.requests.size();
	}

	void release(RoutedRequest request) {
		this.bytes -= this.requests.remove(request) ? request.bytes() : 0;
		this.inFlight = this.requests.size();
	}

	/** The requests in flight here, at this moment. */
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
				this.leaving, this.given);
	}

	boolean isAvailable() {
		return !this.leaving;
	}

	/** Whatever capacity a worker announces, the router keeps what it was given. */
	boolean hasRoom() {
		return this.inFlight < this.capacity && this.bytes < this.maxBytes && !this.full;
	}

	/** Whether something waits for room here. */
	boolean isWaitedFor() {
		return !this.words.isEmpty() || this.parts.size() > 0 || this.group != null && this.group.isWaitedFor();
	}

	/** The events that it announced, to be shown; {@code null} for all events. */
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
