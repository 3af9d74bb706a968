package io.zmqf.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.zmqf.message.Events;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.PeerName;
import io.zmqf.message.Printable;
import io.zmqf.message.Problem;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The announcements of a worker on one connection, and its router's answers. Belongs to
 * the connection's loop.
 */
final class RouterDialogue extends Timed {

	/** A router that answers goodbyes does so at once. */
	private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How often in a row something happens that is no chance. */
	private static final int OFTEN = 3;

	private static final int MAX_WELCOME_BYTES = 4 * 1024;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final String name;

	private final WorkerContext context;

	private final SocketLoop loop;

	private final IntSupplier capacity;

	private final Runnable onSilence;

	/** The capacity that the router knows. */
	private int announced;

	private int announcedBytes;

	/** The number of the connection among all of the worker. */
	private long connection;

	/** The connections in a row that the router has closed in place of an answer. */
	private int unanswered;

	private final SharedRouter shared;

	private boolean welcomed;

	private final CompletableFuture<Void> firstWelcome = new CompletableFuture<>();

	private boolean leaving;

	/** Until when the router's answer to the goodbye is awaited; 0 for not at all. */
	private long goodbyeUntil;

	/**
	 * Creates the dialogue.
	 * @param name the name of the socket
	 * @param context the node of the connection
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param onSilence a callback for a goodbye that the router does not answer
	 */
	RouterDialogue(String name, WorkerContext context, SocketLoop loop, IntSupplier capacity, Runnable onSilence) {
		this.name = name;
		this.context = context;
		this.loop = loop;
		this.capacity = capacity;
		this.onSilence = onSilence;
		this.shared = new SharedRouter(loop,
				() -> context.report().connections().get().stream().map((connection) -> connection.router().shared),
				this::rejected);
	}

	/** Whether the router is one that answers announcements. */
	boolean isWelcomed() {
		return this.welcomed;
	}

	/** Completed with the first welcome, on the loop. */
	CompletableFuture<Void> firstWelcome() {
		return this.firstWelcome;
	}

	/** Whether the router may have sent requests before it read the goodbye. */
	boolean isAwaitingGoodbye() {
		return this.goodbyeUntil != 0 && this.goodbyeUntil - this.loop.now() > 0;
	}

	void connected() {
		this.shared.connected();
		this.connection = this.context.connections().incrementAndGet();
		if (this.unanswered++ >= OFTEN) {
			rejected("It has closed the last " + OFTEN
					+ " connections before it had answered the announcement. Its log has the reason: the announcement, of "
					+ this.announcedBytes + " bytes, may be larger than its zmqf.max-message-size");
		}
		announce();
	}

	void disconnected() {
		this.shared.disconnected();
		this.welcomed = false;
		this.goodbyeUntil = 0;
		this.loop.cancel(this);
	}

	private void rejected(String reason) {
		this.loop.rejected(reason);
		this.context.transport().listener().rejected(this.name, endpoint(), reason);
	}

	private String endpoint() {
		return this.loop.status().endpoint();
	}

	/** Takes a message without an address, which is the router's own. */
	void hear(byte[][] frames) {
		this.unanswered = 0;
		switch (MessageCodec.event(frames[1])) {
			case Events.WELCOME -> welcome(frames);
			case Events.BYE -> this.goodbyeUntil = 0; // all that it had sent is here
			case Events.READY_QUESTION -> announce();
			case Events.ERROR -> refused(frames);
			default -> {
			}
		}
	}

	private void refused(byte[][] frames) {
		if (MessageCodec.isError(frames, 0)) {
			String elsewhere = Misdirection.read(frames, 0);
			rejected((elsewhere != null) ? elsewhere
					: "The router refused the announcement: " + Printable.of(Problem.brief(frames[2]).detail()));
		}
	}

	private void welcome(byte[][] frames) {
		boolean known = this.welcomed;
		this.welcomed = true;
		this.firstWelcome.complete(null);
		this.loop.cancel(this);
		capacityMayHaveChanged();
		if (!known) {
			this.context.listener()
				.welcomed(identity().toString(),
						PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), null, endpoint()));
			this.shared.welcomed(routerId(frames));
		}
	}

	private static @Nullable String routerId(byte[][] welcome) {
		try {
			return (welcome.length > 2 && welcome[2].length <= MAX_WELCOME_BYTES)
					? JSON.readTree(welcome[2]).path("node_id").asString(null) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private NodeIdentity identity() {
		return this.context.settings().identity();
	}

	/** Before its welcome a router is told again and again anyway. */
	void capacityMayHaveChanged() {
		if (this.welcomed && this.announced != this.capacity.getAsInt()) {
			announce();
		}
	}

	/** Before its welcome a router is told again and again anyway. */
	void eventsChanged() {
		if (this.welcomed) {
			announce();
		}
	}

	private void announce() {
		if (!this.leaving) {
			// Again, whatever this throws
			this.loop.schedule(this, this.loop.now() + this.context.settings().announceInterval().toNanos());
			this.announced = this.capacity.getAsInt();
			byte[][] ready = Announcement.ready(identity(), this.context.handlers().events(), this.announced,
					this.connection);
			this.announcedBytes = ready[2].length;
			this.loop.send(ready);
		}
	}

	/** Announces that no more requests are taken. */
	void leave() {
		this.leaving = true;
		this.shared.leave();
		this.loop.cancel(this);
		if (this.loop.isConnected()) {
			this.loop.send(Announcement.bye(identity(), this.context.settings().expectReturn()));
			if (this.welcomed) {
				this.goodbyeUntil = this.loop.now() + GOODBYE_NANOS;
				this.loop.schedule(this, this.goodbyeUntil);
			}
		}
	}

	@Override
	protected void onTime() {
		if (this.leaving) {
			this.onSilence.run();
		}
		else {
			this.unanswered = 0; // it is there, and answers nothing
			announce();
		}
	}

}
