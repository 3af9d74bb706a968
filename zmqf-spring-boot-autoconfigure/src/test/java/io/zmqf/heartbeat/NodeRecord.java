package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Records which nodes connected and disconnected, and when. */
public final class NodeRecord implements NodeListener {

	private final List<Node> connected = new CopyOnWriteArrayList<>();

	private final List<Node> missed = new CopyOnWriteArrayList<>();

	private final List<Node> lost = new CopyOnWriteArrayList<>();

	private final List<Node> left = new CopyOnWriteArrayList<>();

	private final List<LateNode> late = new CopyOnWriteArrayList<>();

	private final List<Long> lostAt = new CopyOnWriteArrayList<>();

	private final List<Boolean> receiver = new CopyOnWriteArrayList<>();

	private final AtomicLong heard = new AtomicLong();

	private final List<String> refusals = new CopyOnWriteArrayList<>();

	private final AtomicLong malformed = new AtomicLong();

	private final AtomicLong overLimit = new AtomicLong();

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
		this.heard.incrementAndGet();
		if (first) {
			this.connected.add(node);
		}
	}

	@Override
	public void missed(Node node) {
		this.missed.add(node);
	}

	@Override
	public void late(LateNode node) {
		this.late.add(node);
	}

	@Override
	public void left(Node node) {
		this.left.add(node);
	}

	@Override
	public void lost(Node node) {
		this.lostAt.add(System.currentTimeMillis());
		this.lost.add(node);
	}

	@Override
	public void refused(boolean isMalformed, @Nullable String address, String reason) {
		this.refusals.add(address + ": " + reason);
		(isMalformed ? this.malformed : this.overLimit).incrementAndGet();
	}

	@Override
	public void receiver(String endpoint, boolean alive) {
		this.receiver.add(alive);
	}

	public Node awaitConnected(int count) {
		await().atMost(Duration.ofSeconds(30)).until(() -> this.connected.size() >= count);
		return this.connected.get(count - 1);
	}

	public Node awaitLost(int count) {
		await().atMost(Duration.ofSeconds(60)).until(() -> this.lost.size() >= count);
		return this.lost.get(count - 1);
	}

	/**
	 * Returns the time in milliseconds between the last heartbeat of a node and its
	 * disconnection.
	 */
	public long silence(int count) {
		return this.lostAt.get(count - 1) - awaitLost(count).lastHeartbeat().toEpochMilli();
	}

	public void awaitReceiver(boolean alive) {
		await().atMost(Duration.ofSeconds(60))
			.until(() -> !this.receiver.isEmpty() && this.receiver.get(this.receiver.size() - 1) == alive);
	}

	public List<Node> connected() {
		return this.connected;
	}

	public List<Node> missed() {
		return this.missed;
	}

	public List<Node> lost() {
		return this.lost;
	}

	public List<Boolean> receiver() {
		return this.receiver;
	}

	public long heard() {
		return this.heard.get();
	}

	public List<String> refusals() {
		return this.refusals;
	}

	public long malformed() {
		return this.malformed.get();
	}

	public long overLimit() {
		return this.overLimit.get();
	}

	public List<Node> left() {
		return this.left;
	}

	public List<LateNode> late() {
		return this.late;
	}

}
