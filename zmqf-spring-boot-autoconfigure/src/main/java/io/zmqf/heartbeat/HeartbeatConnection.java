package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.zmqf.message.Events;
import io.zmqf.message.Misdirection;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/** The connection of a heartbeat sender to one address of its receiver, for one start. */
final class HeartbeatConnection extends Timed implements SocketHandler {

	private static final int OVERSLEPT_INTERVALS = 2;

	private final HeartbeatSender sender;

	private final String name;

	private final Endpoint endpoint;

	private final SocketLoop loop;

	private volatile boolean alive;

	private volatile @Nullable Instant lastHeartbeat;

	private volatile @Nullable Instant lastAnswered;

	/** Whether the receiver answers heartbeats. */
	private boolean answers;

	private long answeredAt;

	private long connectedAt;

	private int missed;

	private long lastCheck;

	/**
	 * Creates a connection.
	 * @param sender the sender
	 * @param endpoint the endpoint of the receiver
	 * @param share the address of the host, or {@code null} for all addresses
	 * @param number the number of the connection among those of its sender, from 0
	 */
	HeartbeatConnection(HeartbeatSender sender, Endpoint endpoint, ResolvedHost.@Nullable Share share, int number) {
		this.sender = sender;
		this.endpoint = endpoint;
		SocketSettings socket = SocketSettings.asking(this.endpoint)
			.withLimits(this.sender.settings().limits())
			.withPing(this.sender.settings().interval())
			.withSecurity(this.sender.settings().senderSecurity())
			.withOwnThread()
			.withShare(share);
		this.name = "zmqf-" + this.sender.type().wireName() + "-heartbeat" + ((number > 0) ? "-" + (number + 1) : "");
		this.loop = this.sender.transport().create(this.name, socket, this);
	}

	@Override
	public void onConnected() {
		this.answers = false;
		this.missed = 0;
		this.connectedAt = this.loop.now();
		try {
			become(true);
		}
		finally {
			beat();
		}
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
		String rejection = (frames.length > 0 && frames[0].length == 0) ? Misdirection.read(frames, 0) : null;
		if (rejection != null) {
			become(false);
			this.loop.rejected(rejection);
			this.sender.transport().listener().rejected(this.name, this.endpoint.toString(), rejection);
		}
		else if (frames.length == 3 && new String(frames[1], StandardCharsets.UTF_8).equals(Events.HEARTBEAT)) {
			this.answers = true;
			this.answeredAt = this.loop.now();
			this.lastAnswered = Instant.now();
			this.missed = 0;
			become(true);
		}
	}

	@Override
	protected void onTime() {
		try {
			check();
		}
		finally {
			scheduleCheck();
		}
	}

	private void check() {
		if (!this.loop.isConnected()) {
			become(false);
		}
		else if (hasMissedTooMuch()) {
			become(false);
			if (isSilentSince(lastSign())) {
				this.loop.reconnect(); // TCP would retransmit ever more slowly
			}
			else {
				beat();
			}
		}
		else {
			beat();
		}
	}

	/**
	 * Counts the misses. A receiver that has answered once must go on answering, even if
	 * its connection sends PINGs.
	 */
	private boolean hasMissedTooMuch() {
		if (this.loop.now() - this.lastCheck > OVERSLEPT_INTERVALS * interval()) {
			return false; // messages that came meanwhile are not read yet
		}
		this.missed = isSilentSince(this.answers ? this.answeredAt : lastSign()) ? this.missed + 1 : 0;
		return this.missed > this.sender.settings().maxMissed();
	}

	private boolean isSilentSince(long time) {
		return this.loop.now() - time > this.sender.settings().timeout().toNanos();
	}

	private long lastSign() {
		long heardAt = this.loop.lastReceived();
		return (heardAt - this.connectedAt > 0) ? heardAt : this.connectedAt;
	}

	private void beat() {
		scheduleCheck();
		Instant time = Instant.now();
		SendResult result = this.loop
			.send(Heartbeat.frames(this.sender.identity(), this.sender.type(), time.toEpochMilli()));
		if (result == SendResult.SENT) {
			this.lastHeartbeat = time;
		}
	}

	private void scheduleCheck() {
		this.lastCheck = this.loop.now();
		this.loop.schedule(this, this.loop.now() + interval());
	}

	private long interval() {
		return this.sender.settings().interval().toNanos();
	}

	private void become(boolean isAlive) {
		this.alive = isAlive;
		this.sender.changed(this);
	}

	/**
	 * Announces the last heartbeat to a receiver that answers, so that it counts no
	 * misses.
	 */
	@Override
	public void onClose() {
		if (this.answers && this.loop.isConnected()) {
			this.loop.send(Heartbeat.goodbye(this.sender.identity(), this.sender.type(), System.currentTimeMillis()));
		}
	}

	void open() {
		this.loop.start();
	}

	void close() {
		this.loop.close();
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	boolean isAlive() {
		return this.alive;
	}

	/** Returns the status of the connection. Thread-safe. */
	SenderStatus status() {
		return new SenderStatus(this.loop.status(), this.alive, this.lastHeartbeat, this.lastAnswered);
	}

}
