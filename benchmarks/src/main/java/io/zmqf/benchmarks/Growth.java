package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.zmqf.benchmarks.GrowthResults.Curve;
import io.zmqf.benchmarks.GrowthResults.Memory;
import io.zmqf.benchmarks.GrowthResults.Sample;
import io.zmqf.benchmarks.Settings.Cell;
import io.zmqf.benchmarks.peers.GrowingWorker;

/**
 * Measures the throughput and memory of a router with a growing number of workers,
 * clients, bytes and requests in flight.
 */
public final class Growth {

	/** The time of each measurement, and of the lead before it. */
	static final long MILLIS = 500;

	static final long LEAD_MILLIS = 300;

	private static final int WORKERS = 8;

	private static final int KEPT = 4000;

	private static final int NODES = 5000;

	private static final int WAIT_MILLIS = 5;

	private static final int ROUNDS = 5;

	private static final int WARM_UP_MILLIS = 12_000;

	/** The time reserved for the clients, which are measured after the rounds. */
	private static final Duration LAST_PART = Duration.ofSeconds(30);

	private final Path repository;

	private final Path results;

	private final Instant end;

	private final List<Child> children = new CopyOnWriteArrayList<>();

	private final GrowthResults found = new GrowthResults();

	private final Workplace place = new Workplace(3);

	private final Child router;

	private final Child keeper;

	private final Child clients;

	private Growth(Path repository, Path results, Instant end) throws IOException {
		this.repository = repository;
		this.results = results;
		this.end = end;
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
		this.router = start(GrowthNode.Part.ROUTER, 0);
		for (int number = 0; number < WORKERS; number++) {
			start(GrowthNode.Part.WORKER, number);
		}
		this.keeper = start(GrowthNode.Part.KEEPER, KEPT);
		this.clients = start(GrowthNode.Part.CLIENTS, 0);
		for (Child child : this.children) {
			child.awaitReady();
		}
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code --minutes=N}, {@code --results=directory}
	 * @throws Exception if the results can't be written
	 */
	public static void main(String[] args) throws Exception {
		Instant started = Instant.ofEpochSecond(Long.getLong("benchmarks.started", Instant.now().getEpochSecond()));
		Path repository = Path.of(System.getProperty("benchmarks.repository", "."));
		double minutes = 4.5;
		Path results = repository.resolve("docs");
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			switch (arg.substring(0, arg.length() - value.length())) {
				case "--minutes=" -> minutes = Double.parseDouble(value);
				case "--results=" -> results = Path.of(value);
				default -> throw new IllegalArgumentException(arg);
			}
		}
		new Growth(repository, results, started.plusMillis((long) (minutes * 60_000))).run();
		Runtime.getRuntime().exit(0);
	}

	private Child start(GrowthNode.Part part, int number) throws IOException {
		List<Integer> numbers = new ArrayList<>(this.place.ports());
		numbers.add(number);
		Path target = Files.createDirectories(this.repository.resolve("benchmarks/target"));
		Child child = Child.java(GrowthNode.class, part.name(), numbers,
				target.resolve("GROWTH_" + part + this.children.size() + ".log"));
		this.children.add(child);
		return child;
	}

	private void run() throws IOException, InterruptedException {
		String loadBefore = Machine.load();
		Meanwhile meanwhile = new Meanwhile(List.of(), this.children.stream().map(Child::process).toList());
		this.clients.ask("clients 1");
		for (int team : GrowingWorker.TEAMS) {
			this.clients.ask("event " + GrowingWorker.event(team) + " 0");
			this.clients.ask("ask");
		}
		this.clients.ask("event " + GrowingWorker.event(WORKERS) + " 0");
		Cell busiest = new Cell(Load.Mode.ASYNC, 256, 64);
		new WarmUp((cell, millis) -> warmUp(cell, millis), List.of(busiest), WARM_UP_MILLIS).run();
		memory();
		rounds();
		clients();
		Files.createDirectories(this.results);
		Files.writeString(this.results.resolve("performance-growth.md"), GrowthReport.of(this.found,
				meanwhile.end(Map.of(), "before " + loadBefore + ", after " + Machine.load())));
		Files.writeString(this.results.resolve("performance-growth.svg"), Curves.of(this.found));
		System.out.println("Written to " + this.results);
	}

	private Measurement warmUp(Cell cell, long millis) throws IOException {
		Heap before = this.router.heap();
		String ran = this.clients.ask(cell.command(0, millis));
		return Measurement.of(0, ran, millis, new Usage(0, 0), List.of(this.router.heap().minus(before)));
	}

	private Memory memory(Child child) throws IOException {
		return Memory.parse(child.ask("memory"));
	}

	/** Measures the memory per node and request. Connections are measured later. */
	private void memory() throws IOException, InterruptedException {
		Memory router = memory(this.router);
		this.found.add("a router with 9 workers and one client: in all", router);
		this.clients.ask("beat " + NODES);
		Memory routerWithNodes = memory(this.router);
		this.found.add("router: a node that it knows by heartbeats", routerWithNodes.since(router, NODES));
		Memory client = memory(this.clients);
		Memory worker = memory(this.keeper);
		this.clients.ask("keep " + KEPT + " 64");
		awaitKept();
		Memory routerWithRequests = memory(this.router);
		this.found.add("router: a request of 64 B that a worker has", routerWithRequests.since(routerWithNodes, KEPT));
		this.found.add("worker: a request of 64 B that it has", memory(this.keeper).since(worker, KEPT));
		this.clients.ask("keep " + KEPT + " 64");
		this.found.add("router: a request of 64 B that waits for a worker",
				memory(this.router).since(routerWithRequests, KEPT));
		this.found.add("client: a request of 64 B in flight", memory(this.clients).since(client, 2 * KEPT));
		this.keeper.ask("release");
		this.found.addFailures(Long.parseLong(this.clients.ask("await").split(" ")[1]));
	}

	/** The router has them; the worker may not yet. */
	private void awaitKept() throws IOException, InterruptedException {
		while (Integer.parseInt(this.keeper.ask("kept").split(" ")[1]) < KEPT) {
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private void rounds() throws IOException {
		Duration longest = Duration.ZERO;
		for (int round = 0; round <= ROUNDS; round++) {
			Instant now = Instant.now();
			if (round > 1 && now.plus(longest).plus(LAST_PART).isAfter(this.end)) {
				System.out.println("No time for another round");
				break;
			}
			for (Curve curve : Curve.values()) {
				if (curve != Curve.CLIENTS) {
					for (int point : curve.points()) {
						measure(curve, point, round > 0);
					}
				}
			}
			Duration took = Duration.between(now, Instant.now());
			longest = (took.compareTo(longest) > 0) ? took : longest;
		}
	}

	/** The connections stay open, so there is no second round. */
	private void clients() throws IOException {
		Memory router = memory(this.router);
		Memory client = memory(this.clients);
		int before = 1;
		int most = 1;
		for (int number : Curve.CLIENTS.points()) {
			this.clients.ask("event " + GrowingWorker.event(1) + " 0");
			this.clients.ask("clients " + number);
			most = number;
			for (int i = 0; i < 3; i++) {
				measure(Curve.CLIENTS, number, true);
			}
		}
		this.found.add("router: a connection of a client", memory(this.router).since(router, most - before));
		this.found.add("client: its connection", memory(this.clients).since(client, most - before));
	}

	private void measure(Curve curve, int point, boolean counts) throws IOException {
		int team = (curve == Curve.WORKERS || curve == Curve.WAITING_WORKERS) ? point : 1;
		int wait = (curve == Curve.WAITING_WORKERS) ? WAIT_MILLIS : 0;
		int inFlight = switch (curve) {
			case WORKERS, WAITING_WORKERS -> 256;
			case IN_FLIGHT -> point;
			case PAYLOAD -> 16;
			case CLIENTS -> 1000;
		};
		int bytes = (curve == Curve.PAYLOAD) ? point : 64;
		this.clients.ask("event " + GrowingWorker.event(team) + " " + wait);
		Sample sample = Sample
			.parse(this.clients.ask(new Cell(Load.Mode.ASYNC, inFlight, bytes).command(LEAD_MILLIS, MILLIS)), MILLIS);
		if (counts) {
			this.found.add(curve, point, sample);
		}
		System.out.printf(Locale.ROOT, "%-16s %9d %9.0f/s  p50 %9.0f  p99 %9.0f µs%s%n", curve, point,
				sample.perSecond(), sample.p50() / 1e3, sample.p99() / 1e3,
				(sample.failures() > 0) ? "  FAILED " + sample.failures() : "");
	}

	private void close() {
		Child.end(this.children);
		this.place.close();
	}

}
