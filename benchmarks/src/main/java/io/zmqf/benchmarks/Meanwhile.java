package io.zmqf.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.zmqf.benchmarks.Results.Surroundings;
import io.zmqf.benchmarks.Settings.Cell;

/**
 * Measures the load beside the measurements: idle peers, other processes and the host.
 */
final class Meanwhile {

	private static final double NANOS = 1e9;

	private final List<RunningPeer> peers;

	private final List<Process> processes;

	private final long begin = System.nanoTime();

	private final Machine.Time machine = Machine.time();

	private final double own = own();

	private final Map<Peer, Double> used = new EnumMap<>(Peer.class);

	private final double usedByProcesses;

	Meanwhile(List<RunningPeer> peers) throws IOException {
		this(peers, List.of());
	}

	/** With processes that always have something to do. */
	Meanwhile(List<RunningPeer> peers, List<Process> processes) throws IOException {
		this.peers = peers;
		this.processes = processes;
		this.usedByProcesses = Usage.of(processes).cpuNanos() / NANOS;
		for (RunningPeer peer : peers) {
			this.used.put(peer.peer(), peer.usage().cpuNanos() / NANOS);
		}
	}

	Surroundings end(Map<Peer, Map<Cell, List<Measurement>>> measurements, String load) throws IOException {
		Machine.Time all = Machine.time().minus(this.machine);
		double known = own() - this.own + Usage.of(this.processes).cpuNanos() / NANOS - this.usedByProcesses;
		Map<Peer, Double> idle = new EnumMap<>(Peer.class);
		for (RunningPeer running : this.peers) {
			Peer peer = running.peer();
			double total = running.usage().cpuNanos() / NANOS - this.used.getOrDefault(peer, 0.0);
			known += total;
			idle.put(peer, Math.max(0, total - busy(measurements.getOrDefault(peer, Map.of()).values())));
		}
		return new Surroundings(load, (System.nanoTime() - this.begin) / NANOS, idle, Math.max(0, all.busy() - known),
				all.stolen());
	}

	private static double busy(Collection<List<Measurement>> measurements) {
		return measurements.stream()
			.flatMap(List::stream)
			.mapToDouble((measured) -> measured.used().cpuNanos() / NANOS)
			.sum();
	}

	private static double own() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / NANOS;
	}

}
