package io.zmqf.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes of a peer. */
final class RunningPeer implements AutoCloseable {

	private static final int START_MILLIS = 60_000;

	private final Peer peer;

	private final Path repository;

	private final Workplace place = new Workplace(5);

	private final List<Child> children = new ArrayList<>();

	RunningPeer(Peer peer, Path repository) throws IOException {
		this.peer = peer;
		this.repository = repository;
	}

	Peer peer() {
		return this.peer;
	}

	/** Starts all processes, and waits until a request is answered. */
	void start() throws IOException, InterruptedException {
		for (String name : this.peer.processes()) {
			Path log = this.repository.resolve("benchmarks/target/" + this.peer.name() + this.children.size() + ".log");
			if (name.startsWith("python ")) {
				this.children.add(Child.start(Child.Kind.PYTHON, python(name.substring(7)), log));
			}
			else if (name.equals("epmd") || name.endsWith("-server")) {
				this.children.add(Child.start(Child.Kind.BROKER, broker(name), log));
				awaitPort(this.place.port(name.equals("epmd") ? 3 : 0));
			}
			else {
				this.children.add(Child.java(Node.class, name, this.place.ports().subList(0, 3), log));
			}
		}
		for (Child child : this.children) {
			child.awaitReady();
		}
		client().ask("ask");
	}

	private Child client() {
		return this.children.get(this.children.size() - 1);
	}

	private ProcessBuilder python(String script) {
		Path path = this.repository.resolve("zmqf-spring-boot-autoconfigure/src/test/resources/peers").resolve(script);
		List<String> command = new ArrayList<>(List.of("/usr/bin/python3", path.toString()));
		if (script.equals("router.py")) {
			command.addAll(List.of("--frontend", tcp(0), "--backend", tcp(1), "--heartbeat", tcp(2)));
		}
		else {
			command.addAll(List.of("--endpoint", tcp(1), "--heartbeat", tcp(2), "--interval", "1"));
		}
		return new ProcessBuilder(command);
	}

	private ProcessBuilder broker(String name) {
		return switch (name) {
			case "nats-server" -> new ProcessBuilder(name, "-a", "127.0.0.1", "-p", port(0));
			case "epmd" -> new ProcessBuilder(name, "-address", "127.0.0.1", "-port", port(3));
			default -> rabbit(new ProcessBuilder(name));
		};
	}

	/** With an {@code epmd} of its own, as the machine's would outlive it. */
	private ProcessBuilder rabbit(ProcessBuilder builder) {
		String directory = this.place.directory().toString();
		builder.environment()
			.putAll(Map.of("RABBITMQ_NODENAME", "benchmark" + port(0) + "@localhost", "RABBITMQ_NODE_PORT", port(0),
					"RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1", "RABBITMQ_DIST_PORT", port(4), "ERL_EPMD_PORT", port(3),
					"RABBITMQ_MNESIA_BASE", directory, "RABBITMQ_LOG_BASE", directory, "RABBITMQ_ENABLED_PLUGINS_FILE",
					directory + "/plugins"));
		return builder;
	}

	private String port(int index) {
		return Integer.toString(this.place.port(index));
	}

	private String tcp(int index) {
		return "tcp://127.0.0.1:" + port(index);
	}

	private static void awaitPort(int port) throws IOException, InterruptedException {
		long giveUp = System.currentTimeMillis() + START_MILLIS;
		while (true) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				return;
			}
			catch (IOException ex) {
				if (System.currentTimeMillis() > giveUp) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(100);
			}
		}
	}

	/** Has the client do something for this time. */
	Measurement measure(int round, Settings.Cell cell, long leadMillis, long millis) throws IOException {
		List<Heap> before = heaps();
		Usage used = usage();
		String ran = client().ask(cell.command(leadMillis, millis));
		used = usage().minus(used);
		List<Heap> after = heaps();
		List<Heap> grown = new ArrayList<>();
		for (int i = 0; i < after.size(); i++) {
			grown.add(after.get(i).minus(before.get(i)));
		}
		return Measurement.of(round, ran, millis, used, grown);
	}

	/** Returns the usage of all processes so far. */
	Usage usage() throws IOException {
		return Usage.of(this.children.stream().map(Child::process).toList());
	}

	private List<Heap> heaps() throws IOException {
		List<Heap> heaps = new ArrayList<>();
		for (Child child : this.children) {
			if (child.isJava()) {
				heaps.add(child.heap());
			}
		}
		return heaps;
	}

	@Override
	public void close() {
		Child.end(this.children);
		this.place.close();
	}

}
