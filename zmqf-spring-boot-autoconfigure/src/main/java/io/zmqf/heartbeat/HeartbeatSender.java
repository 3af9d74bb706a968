package io.zmqf.heartbeat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.zmqf.message.Events;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.AddressPool;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Says to a router or a server that a client or a worker is alive. A loop of its own, so
 * that nothing else can delay it. A receiver of this library answers each heartbeat,
 * those of others at least ZMTP's PING: so the sender knows when its receiver falls
 * silent. It counts the misses as a receiver does, and connects anew after too many.
 */
public final class HeartbeatSender {

	private static final int OVERSLEPT_INTERVALS = 2;

	private final HeartbeatSettings settings;

	private final Supplier<Endpoint> receiver;

	private final NodeIdentity identity;

	private final NodeType type;

	private final Transport transport;

	private final NodeListener listener;

	/** The first one of a start, and those to further addresses of the host. */
	private volatile List<Sending> sending = List.of();

	/** Those whose receiver is there; of what one name means, one is enough. */
	private final List<Sending> alive = new ArrayList<>();

	private @Nullable AddressPool sockets;

	private boolean started;

	/**
	 * Creates a sender that connects when it is started.
	 * @param settings where and how often
	 * @param identity who sends
	 * @param type what it is, {@link NodeType#CLIENT} or {@link NodeType#WORKER}
	 * @param transport what makes its socket
	 * @param listener who is told whether the receiver is there
	 */
	public HeartbeatSender(HeartbeatSettings settings, NodeIdentity identity, NodeType type, Transport transport,
			NodeListener listener) {
		this(settings, settings::endpoint, identity, type, transport, listener);
	}

	/**
	 * Creates a sender whose receiver may be elsewhere by the time it is started.
	 * @param settings how often
	 * @param receiver gives the receiver's address, once for each start
	 * @param identity who sends
	 * @param type what it is, {@link NodeType#CLIENT} or {@link NodeType#WORKER}
	 * @param transport what makes its socket
	 * @param listener who is told whether the receiver is there
	 */
	public HeartbeatSender(HeartbeatSettings settings, Supplier<Endpoint> receiver, NodeIdentity identity,
			NodeType type, Transport transport, NodeListener listener) {
		this.settings = settings;
		this.receiver = receiver;
		this.identity = identity;
		this.type = type;
		this.transport = transport;
		this.listener = listener;
	}

	/** Begins to connect and to send. */
	public synchronized void start() {
		AddressPool prepared = prepare();
		this.sending.forEach((each) -> each.loop.start());
		this.started = true;
		prepared.watch();
	}

	/** Makes what {@link #start()} starts; a test steps it. */
	synchronized AddressPool prepare() {
		AddressPool prepared = this.sockets;
		if (prepared == null) {
			Endpoint current = endpoint();
			prepared = new AddressPool(current, this.transport, (share) -> add(current, share));
			this.sockets = prepared;
			prepared.add();
		}
		return prepared;
	}

	/** Not to an address that was found after the end. */
	private synchronized void add(Endpoint current, ResolvedHost.@Nullable Share share) {
		if (this.sockets != null) {
			List<Sending> all = new ArrayList<>(this.sending);
			Sending added = new Sending(current, share, all.size());
			all.add(added);
			this.sending = all;
			if (this.started) {
				added.loop.start();
			}
		}
	}

	/** Closes. */
	public synchronized void stop() {
		List<Sending> all = this.sending;
		this.sending = List.of();
		this.started = false;
		if (this.sockets != null) {
			this.sockets.close();
			this.sockets = null;
		}
		all.forEach((each) -> each.loop.close());
	}

	/**
	 * Where heartbeats go.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.receiver.get().forConnecting();
	}

	/**
	 * What it says that this node is.
	 * @return a client or a worker
	 */
	public NodeType type() {
		return this.type;
	}

	/**
	 * How things are, without waiting.
	 * @return the sender at this moment
	 */
	public SenderStatus status() {
		List<Sending> all = this.sending;
		if (all.isEmpty()) {
			return new SenderStatus(null, false, null, null);
		}
		Sending shown = all.stream().filter((each) -> each.alive).findFirst().orElse(all.get(0));
		return new SenderStatus(shown.loop.status(), shown.alive, shown.lastHeartbeat, shown.lastAnswered);
	}

	/** The socket of one start. */
	private final class Sending extends Timed implements SocketHandler {

		private final Endpoint endpoint;

		private final SocketLoop loop;

		private volatile boolean alive;

		private volatile @Nullable Instant lastHeartbeat;

		private volatile @Nullable Instant lastAnswered;

		/** Whether the receiver answers heartbeats, and when it last did. */
		private boolean answers;

		private long answeredAt;

		private long connectedAt;

		private int missed;

		private long lastLook;

		Sending(Endpoint endpoint, ResolvedHost.@Nullable Share share, int number) {
			this.endpoint = endpoint;
			SocketSettings socket = SocketSettings.asking(this.endpoint)
				.withLimits(HeartbeatSender.this.settings.limits())
				.withPing(HeartbeatSender.this.settings.interval())
				.withSecurity(HeartbeatSender.this.settings.senderSecurity())
				.withOwnThread()
				.withShare(share);
			this.loop = HeartbeatSender.this.transport.create("zmqf-" + HeartbeatSender.this.type.wireName()
					+ "-heartbeat" + ((number > 0) ? "-" + (number + 1) : ""), socket, this);
		}

		@Override
		public void onConnected() {
			this.answers = false;
			this.missed = 0;
			this.connectedAt = this.loop.now();
			become(true);
			beat();
		}

		@Override
		public void onDisconnected() {
			become(false);
		}

		@Override
		public void onRefused() {
			become(false);
		}

		@Override
		public void onMessage(byte[][] frames) {
			if (frames.length == 3
					&& new String(frames[1], java.nio.charset.StandardCharsets.UTF_8).equals(Events.HEARTBEAT)) {
				this.answers = true;
				this.answeredAt = this.loop.now();
				this.lastAnswered = Instant.now();
				this.missed = 0;
				become(true);
			}
		}

		@Override
		protected void onTime() {
			if (!this.loop.isConnected()) {
				become(false);
				scheduleLook();
			}
			else if (hasMissedTooMuch()) {
				become(false);
				if (isSilentSince(lastSign())) {
					this.loop.reconnect(); // TCP itself would wait ever longer
					scheduleLook();
				}
				else {
					beat();
				}
			}
			else {
				beat();
			}
		}

		/** Who has answered once has to go on, whatever the connection tells. */
		private boolean hasMissedTooMuch() {
			if (this.loop.now() - this.lastLook > OVERSLEPT_INTERVALS * interval()) {
				return false; // what has come meanwhile is still unread
			}
			this.missed = isSilentSince(this.answers ? this.answeredAt : lastSign()) ? this.missed + 1 : 0;
			return this.missed > HeartbeatSender.this.settings.maxMissed();
		}

		private boolean isSilentSince(long time) {
			return this.loop.now() - time > HeartbeatSender.this.settings.timeout().toNanos();
		}

		private long lastSign() {
			long heardAt = this.loop.heardAt();
			return (heardAt - this.connectedAt > 0) ? heardAt : this.connectedAt;
		}

		private void beat() {
			Instant time = Instant.now();
			SendResult result = this.loop
				.send(Heartbeat.frames(HeartbeatSender.this.identity, HeartbeatSender.this.type, time.toEpochMilli()));
			if (result == SendResult.SENT) {
				this.lastHeartbeat = time;
			}
			scheduleLook();
		}

		private void scheduleLook() {
			this.lastLook = this.loop.now();
			this.loop.schedule(this, this.loop.now() + interval());
		}

		private long interval() {
			return HeartbeatSender.this.settings.interval().toNanos();
		}

		private void become(boolean isAlive) {
			synchronized (HeartbeatSender.this.alive) {
				List<Sending> alive = HeartbeatSender.this.alive;
				boolean before = !alive.isEmpty();
				this.alive = isAlive;
				alive.remove(this);
				if (isAlive) {
					alive.add(this);
				}
				if (before == alive.isEmpty()) {
					HeartbeatSender.this.listener.receiver(this.endpoint.toString(), !before);
				}
			}
		}

	}

}
