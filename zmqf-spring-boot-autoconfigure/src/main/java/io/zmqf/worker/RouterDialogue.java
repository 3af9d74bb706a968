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
 * The registration of a worker with its router on one connection. Confined to the
 * connection's event loop.
 */
final class RouterDialogue extends Timed {

	/**
	 * The maximum time to wait for the router's reply to a goodbye. A router that replies
	 * does so at once.
	 */
	private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The number of consecutive connections closed without a reply that is reported as a
	 * rejection.
	 */
	private static final int OFTEN = 3;

	private static final int MAX_WELCOME_BYTES = 4 * 1024;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final String name;

	private final WorkerContext context;

	private final SocketLoop loop;

	private final IntSupplier capacity;

	private final Runnable onSilence;

	/** The capacity last sent to the router. */
	private int announced;

	private int announcedBytes;

	/** The number of the current connection, unique within the worker. */
	private long connection;

	/** The number of consecutive connections without a reply of the router. */
	private int unanswered;

	private final SharedRouter shared;

	private boolean welcomed;

	private final CompletableFuture<Void> firstWelcome = new CompletableFuture<>();

	private boolean leaving;

	/**
	 * The time until which the router's reply to the goodbye is awaited, or 0 if it is
	 * not.
	 */
	private long goodbyeUntil;

	/**
	 * Creates the dialogue.
	 * @param name the name of the socket
	 * @param context the context of the node
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param onSilence a callback for a goodbye to which the router does not reply in
	 * time
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

	/** Whether the router has welcomed the worker on the current connection. */
	boolean isWelcomed() {
		return this.welcomed;
	}

	/** Returns the future that completes with the first welcome, on the event loop. */
	CompletableFuture<Void> firstWelcome() {
		return this.firstWelcome;
	}

	/**
	 * Whether requests may arrive that the router sent before it read the goodbye.
	 */
	boolean isAwaitingGoodbye() {
		return this.goodbyeUntil != 0 && this.goodbyeUntil - this.loop.now() > 0;
	}

	void connected() {
		this.shared.connected();
		this.connection = this.context.connections().incrementAndGet();
		if (this.unanswered++ >= OFTEN) {
			rejected("The router closed the last " + OFTEN
					+ " connections before it answered the announcement. Its log has the reason: the "
					+ "announcement of " + this.announcedBytes + " bytes may exceed its zmqf.max-message-size");
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

	/** Handles a message of the router itself, which has no addresses. */
	void onRouterMessage(byte[][] frames) {
		this.unanswered = 0;
		switch (MessageCodec.event(frames[1])) {
			case Events.WELCOME -> welcome(frames);
			case Events.BYE -> this.goodbyeUntil = 0; // all its requests are here
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

	/**
	 * Registers again if the capacity has changed. Before the welcome, the worker repeats
	 * its registration anyway.
	 */
	void capacityMayHaveChanged() {
		if (this.welcomed && this.announced != this.capacity.getAsInt()) {
			announce();
		}
	}

	/**
	 * Registers again with the current events, even before the welcome, which may confirm
	 * the former events.
	 */
	void eventsChanged() {
		if (this.loop.isConnected()) {
			announce();
		}
	}

	private void announce() {
		if (!this.leaving) {
			// First, so that it is repeated even if this fails
			this.loop.schedule(this, this.loop.now() + this.context.settings().announceInterval().toNanos());
			this.announced = this.capacity.getAsInt();
			byte[][] ready = Announcement.ready(identity(), this.context.handlers().events(), this.announced,
					this.connection);
			this.announcedBytes = ready[2].length;
			this.loop.send(ready);
		}
	}

	/** Says goodbye to the router, so that it sends no more requests. */
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
			this.unanswered = 0; // the router keeps the connection, but does not reply
			announce();
		}
	}

}
