package io.zmqf.benchmarks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The settings of a run.
 *
 * @param peers the peers to measure
 * @param cells the cells to measure with each peer
 * @param rounds the maximum number of rounds, without the first one, which does not count
 * @param millis the measured time of each cell
 * @param warmUpMillis the maximum time of the busiest cell before the first round
 * @param end the time by which the last round must have ended
 * @param repository the root of the project's sources
 * @param results the directory of the table and the chart
 */
record Settings(List<Peer> peers, List<Cell> cells, int rounds, long millis, long warmUpMillis, Instant end,
		Path repository, Path results) {

	/** The time that each cell runs before it is measured. */
	static final long LEAD_MILLIS = 100;

	/**
	 * One column of the table.
	 *
	 * @param mode the kind of callers
	 * @param inFlight the number of concurrent requests
	 * @param bytes the size of each request and reply
	 */
	record Cell(Load.Mode mode, int inFlight, int bytes) {

		String title() {
			String size = (this.bytes < 1024) ? this.bytes + " B" : this.bytes / 1024 + " KiB";
			return switch (this.mode) {
				case ASYNC -> this.inFlight + " × " + size;
				case PLATFORM -> this.inFlight + " threads × " + size;
				case VIRTUAL -> this.inFlight + " virtual threads × " + size;
			};
		}

		/** Whether the cell is a main cell. */
		boolean isMain() {
			return this.mode == Load.Mode.ASYNC && this.bytes == 64;
		}

		/**
		 * Main cells are in all rounds. The others are in the first round and every
		 * second one after it.
		 */
		boolean isIn(int round) {
			return isMain() || round % 2 == 1 || round == 0;
		}

		/** Returns the command for a {@link Node}. */
		String command(long leadMillis, long millis) {
			return "run " + this.mode + " " + this.inFlight + " " + this.bytes + " " + leadMillis + " " + millis;
		}

	}

	static Settings of(List<String> args, Path repository, Instant started) {
		boolean quick = args.contains("--quick");
		List<Peer> peers = new ArrayList<>();
		int rounds = quick ? 4 : 9;
		long millis = 400;
		double minutes = quick ? 3 : 9.3;
		Path results = repository.resolve(quick ? "benchmarks/target" : "docs");
		for (String arg : args) {
			if (arg.startsWith("--peers=")) {
				for (String name : value(arg).split(",")) {
					peers.add(Peer.valueOf(name));
				}
			}
			else if (arg.startsWith("--rounds=")) {
				rounds = Integer.parseInt(value(arg));
			}
			else if (arg.startsWith("--millis=")) {
				millis = Long.parseLong(value(arg));
			}
			else if (arg.startsWith("--minutes=")) {
				minutes = Double.parseDouble(value(arg));
			}
			else if (arg.startsWith("--results=")) {
				results = Path.of(value(arg));
			}
			else if (!arg.equals("--quick")) {
				throw new IllegalArgumentException(arg);
			}
		}
		if (peers.isEmpty()) {
			peers.addAll(Arrays.asList(
					quick ? new Peer[] { Peer.ZMQF, Peer.ZMQF_LOOP, Peer.ZMQF_ROUTER, Peer.JEROMQ, Peer.JEROMQ_PROXY }
							: Peer.values()));
			peers.removeIf(Peer::isBaseline);
		}
		if (System.getProperty("benchmarks.baseline") != null) {
			for (Peer peer : Peer.values()) {
				String own = peer.name().replace("BASELINE", "ZMQF");
				if (peer.isBaseline() && !peers.contains(peer) && peers.contains(Peer.valueOf(own))) {
					peers.add(peers.indexOf(Peer.valueOf(own)) + 1, peer);
				}
			}
		}
		return new Settings(peers, quick ? cells(64) : cells(64, 1024), rounds, millis, 9000,
				started.plusMillis((long) (minutes * 60_000)), repository, results);
	}

	private static List<Cell> cells(int... sizes) {
		List<Cell> cells = new ArrayList<>();
		for (int bytes : sizes) {
			for (int inFlight : new int[] { 1, 16, 256 }) {
				cells.add(new Cell(Load.Mode.ASYNC, inFlight, bytes));
			}
		}
		cells.add(new Cell(Load.Mode.PLATFORM, 16, sizes[0]));
		if (hasVirtualThreads()) {
			cells.add(new Cell(Load.Mode.VIRTUAL, 16, sizes[0]));
		}
		return cells;
	}

	static boolean hasVirtualThreads() {
		return Runtime.version().feature() >= 21;
	}

	/** The cells of one peer. */
	List<Cell> cells(Peer peer) {
		return this.cells.stream().filter((cell) -> cell.isMain() || peer.isMain()).toList();
	}

	private static String value(String arg) {
		return arg.substring(arg.indexOf('=') + 1);
	}

}
