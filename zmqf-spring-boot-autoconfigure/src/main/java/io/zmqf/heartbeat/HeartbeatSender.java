package io.zmqf.heartbeat;

import java.time.Instant;
import java.util.function.Supplier;

import io.zmqf.message.Events;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Says to a router or a server that a client or a worker is alive. A loop of its own, so
 * that nothing else can delay it. A receiver of this library answers, so that the sender
 * knows when it falls silent; of others the connection tells.
 */
public final class HeartbeatSender {

	private final HeartbeatSettings settings;

	private final Supplier<Endpoint> receiver;

	private final NodeIdentity identity;

	private final NodeType type;

	private final Transport transport;

	private final NodeListener listener;

	private volatile @Nullable Sending sending;

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
		preparedSending().loop.start();
	}

	/** Makes what {@link #start()} starts; a test steps it. */
	synchronized void prepare() {
		preparedSending();
	}

	private Sending preparedSending() {
		Sending prepared = this.sending;
		if (prepared == null) {
			prepared = new Sending();
			this.sending = prepared;
		}
		return prepared;
	}

	/** Closes. */
	public synchronized void stop() {
		Sending current = this.sending;
		this.sending = null;
		if (current != null) {
			current.loop.close();
		}
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
		Sending current = this.sending;
		return (current != null)
				? new SenderStatus(current.loop.status(), current.alive, current.lastHeartbeat, current.lastAnswered)
				: new SenderStatus(null, false, null, null);
	}

	/** The socket of one start. */
	private final class Sending extends Timed implements SocketHandler {

		private final Endpoint endpoint = HeartbeatSender.this.endpoint();

		private final SocketLoop loop;

		private volatile boolean alive;

		private volatile @Nullable Instant lastHeartbeat;

		private volatile @Nullable Instant lastAnswered;

		/** When the receiver last answered; it need not ever. */
		private boolean answers;

		private long lastAnswer;

		private int missed;

		Sending() {
			SocketSettings socket = SocketSettings.asking(this.endpoint)
				.withPing(HeartbeatSender.this.settings.interval(), HeartbeatSender.this.settings.timeout())
				.withSecurity(HeartbeatSender.this.settings.senderSecurity());
			this.loop = HeartbeatSender.this.transport
				.create("zmqf-" + HeartbeatSender.this.type.wireName() + "-heartbeat", socket, this);
		}

		@Override
		public void onConnected() {
			this.answers = false;
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
				this.lastAnswer = this.loop.now();
				this.lastAnswered = Instant.now();
				this.missed = 0;
				become(true);
			}
		}

		@Override
		protected void onTime() {
			if (!this.loop.isConnected()) {
				become(false);
				this.loop.schedule(this, this.loop.now() + HeartbeatSender.this.settings.interval().toNanos());
				return;
			}
			boolean silent = this.answers
					&& this.loop.now() - this.lastAnswer > HeartbeatSender.this.settings.timeout().toNanos();
			if (silent && ++this.missed > HeartbeatSender.this.settings.maxMissed()) {
				become(false);
			}
			beat();
		}

		private void beat() {
			Instant time = Instant.now();
			SendResult result = this.loop
				.send(Heartbeat.frames(HeartbeatSender.this.identity, HeartbeatSender.this.type, time.toEpochMilli()));
			if (result == SendResult.SENT) {
				this.lastHeartbeat = time;
			}
			this.loop.schedule(this, this.loop.now() + HeartbeatSender.this.settings.interval().toNanos());
		}

		private void become(boolean isAlive) {
			if (this.alive != isAlive) {
				this.alive = isAlive;
				HeartbeatSender.this.listener.receiver(this.endpoint.toString(), isAlive);
			}
		}

	}

}
