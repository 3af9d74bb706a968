package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;

import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.benchmarks.peers.Requester;
import io.zmqf.benchmarks.peers.Role;
import io.zmqf.benchmarks.peers.Streamer;

/**
 * Streams of small items: this project through a router and without one, beside as many
 * requests through the router, RSocket and gRPC; then many streams at once, beside as
 * many that are stalled and without them. All peers run at once, and are measured in
 * turn. Clients share this process; each server has one of its own.
 */
public final class Streams {

	private static final int BYTES = 64;

	private static final int IN_FLIGHT = 256;

	/** The streams at once beside which as many are stalled. */
	private static final int AT_ONCE = 500;

	private static final String WORKER_FLAGS = "benchmarks.flags.ZMQF_WORKER";

	private final List<Child> children = new ArrayList<>();

	private final List<Workplace> places = new ArrayList<>();

	private final Map<Streamer.Peer, Streamer> clients = new EnumMap<>(Streamer.Peer.class);

	private Streams() {
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code --items=N} (1,000,000), {@code --rounds=N} (5)
	 * @throws Exception if a process can't be started
	 */
	public static void main(String[] args) throws Exception {
		int items = 1_000_000;
		int rounds = 5;
		for (String arg : args) {
			String value = arg.substring(arg.indexOf('=') + 1);
			switch (arg.substring(0, arg.length() - value.length())) {
				case "--items=" -> items = Integer.parseInt(value);
				case "--rounds=" -> rounds = Integer.parseInt(value);
				default -> throw new IllegalArgumentException(arg);
			}
		}
		System.setProperty(WORKER_FLAGS, "-Dzmqf.worker.concurrency=" + 2 * AT_ONCE);
		Streams streams = new Streams();
		Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
		streams.run(items, rounds);
		Runtime.getRuntime().exit(0);
	}

	private void run(int items, int rounds) throws IOException {
		List<Integer> router = List.of();
		for (Streamer.Peer peer : Streamer.Peer.values()) {
			List<Integer> ports = start(peer);
			router = (peer == Streamer.Peer.ZMQF) ? ports : router;
			this.clients.put(peer, peer.client(ports));
		}
		Requester<?> requests = Role.ZMQF_CLIENT.start(router);
		if (!(requests instanceof Requester.OfPayload requester)) {
			throw new IllegalStateException("No client");
		}
		for (int round = 0; round <= rounds; round++) { // the first one warms up
			String name = (round == 0) ? "warm-up" : "round " + round;
			this.clients.entrySet().removeIf((client) -> !isReceived(name, client.getKey(), client.getValue(), items));
			print(name, "ZMQF " + IN_FLIGHT + " requests in flight", items / 4, time(requester, items / 4));
		}
		runBesideStalled(items, rounds);
		for (Child child : this.children) {
			System.out.println("heap of a server: " + child.heap());
		}
	}

	/** Many streams through the router, beside as many that are stalled and without. */
	private void runBesideStalled(int items, int rounds) {
		Streamer client = this.clients.get(Streamer.Peer.ZMQF);
		if (client == null) {
			return;
		}
		ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
		for (int round = 0; round <= rounds; round++) {
			String name = (round == 0) ? "warm-up" : "round " + round;
			long alone = time(client, items, threads);
			List<BaseStream<?, ?>> stalled = IntStream.range(0, AT_ONCE)
				.<BaseStream<?, ?>>mapToObj((i) -> client.stall(new Streamer.Wanted(items, BYTES)))
				.toList();
			long beside = time(client, items, threads);
			stalled.forEach(BaseStream::close);
			print(name, AT_ONCE + " streams", items, alone);
			print(name, "the same beside " + AT_ONCE + " stalled", items, beside);
		}
		threads.shutdown();
	}

	private static long time(Streamer client, int items, ExecutorService threads) {
		Streamer.Wanted each = new Streamer.Wanted(items / AT_ONCE, BYTES);
		long start = System.nanoTime();
		List<CompletableFuture<Long>> streams = IntStream.range(0, AT_ONCE)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> client.receive(each), threads))
			.toList();
		if (!streams.stream().map(CompletableFuture::join).allMatch((received) -> received == each.items())) {
			throw new IllegalStateException("Items are missing");
		}
		return System.nanoTime() - start;
	}

	/**
	 * Whether all items came. A peer whose connection breaks under them has no further
	 * turn.
	 */
	private static boolean isReceived(String round, Streamer.Peer peer, Streamer client, int items) {
		long start = System.nanoTime();
		try {
			long received = client.receive(new Streamer.Wanted(items, BYTES));
			if (received != items) {
				throw new IllegalStateException(received + " of " + items + " items came");
			}
		}
		catch (RuntimeException ex) {
			System.out.println(round + " " + peer + " stream failed: " + ex);
			return false;
		}
		print(round, peer + " stream", items, System.nanoTime() - start);
		return true;
	}

	private List<Integer> start(Streamer.Peer peer) throws IOException {
		Workplace place = new Workplace(3);
		this.places.add(place);
		Path target = Files
			.createDirectories(Path.of(System.getProperty("benchmarks.repository", ".")).resolve("benchmarks/target"));
		List<Child> started = new ArrayList<>();
		for (String server : peer.servers()) {
			Child child = Child.java(Node.class, server, place.ports().subList(0, 3),
					target.resolve("STREAMS_" + peer + "_" + server + ".log"));
			started.add(child);
			this.children.add(child);
		}
		for (Child child : started) {
			child.awaitReady();
		}
		return place.ports();
	}

	private static long time(Requester.OfPayload requester, int count) {
		Payload request = requester.payload(BYTES);
		Semaphore room = new Semaphore(IN_FLIGHT);
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			room.acquireUninterruptibly();
			requester.send(request).whenComplete((reply, failure) -> room.release());
		}
		room.acquireUninterruptibly(IN_FLIGHT);
		return System.nanoTime() - start;
	}

	private static void print(String round, String name, int items, long nanos) {
		System.out.println(String.format(Locale.ROOT, "%-8s %-32s %,12.0f a second", round, name,
				(double) items * TimeUnit.SECONDS.toNanos(1) / nanos));
	}

	private void close() {
		Child.end(this.children);
		this.places.forEach(Workplace::close);
	}

}
