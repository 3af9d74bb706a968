package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.zmqf.message.PeerName;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of a router by the peers' applications. Peers choose their
 * application names. Therefore the number of distinct names is limited.
 *
 * @since 0.1.0
 */
public final class PeerMetrics extends BoundMeters implements RouterListener {

	/** The maximum number of gauges for distinct applications. */
	static final int MAX_APPLICATIONS = 100;

	private static final String OTHER = "other";

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Map<Peers, AtomicInteger> connections = new ConcurrentHashMap<>();

	/** The registered workers by id. */
	private final Map<String, Peers> workers = new ConcurrentHashMap<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
		this.connections.forEach((peers, count) -> bind(registry, peers, count));
	}

	private void bind(MeterRegistry registry, Peers peers, AtomicInteger count) {
		gauge(registry, "zmqf.router.peers", "Connections of clients that have sent requests, and of workers", count,
				AtomicInteger::get, "type", peers.type(), "application", peers.application());
	}

	@Override
	public void clientJoined(PeerName client) {
		count(peers("client", client)).incrementAndGet();
	}

	@Override
	public void clientLeft(PeerName client) {
		count(peers("client", client)).decrementAndGet();
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		Peers joined = peers("worker", peer);
		Peers before = this.workers.put(worker, joined);
		if (before != null) {
			count(before).decrementAndGet();
		}
		count(joined).incrementAndGet();
	}

	@Override
	public void workerLeft(String worker, PeerName peer, String reason) {
		Peers before = this.workers.remove(worker);
		if (before != null) {
			count(before).decrementAndGet();
		}
	}

	private synchronized Peers peers(String type, PeerName peer) {
		Peers named = new Peers(type, peer.application());
		return (this.connections.containsKey(named) || this.connections.size() < MAX_APPLICATIONS) ? named
				: new Peers(type, OTHER);
	}

	private synchronized AtomicInteger count(Peers peers) {
		AtomicInteger count = this.connections.get(peers);
		if (count != null) {
			return count;
		}
		AtomicInteger created = new AtomicInteger();
		this.connections.put(peers, created);
		this.registries.forEach((registry) -> bind(registry, peers, created));
		return created;
	}

	/** The type and application of peers that share a gauge. */
	private record Peers(String type, String application) {
	}

}
