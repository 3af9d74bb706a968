package io.zmqf.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The processes of a peer. */
final class RunningPeer implements AutoCloseable {

	/**
	 * The same for all; what the JVM chooses by itself with two processors and little
	 * memory.
	 */
	static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");

	private static final int START_MILLIS = 60_000;

	private final Peer peer;

	private final Settings settings;

	private final Path directory;

	private final List<Integer> ports = new ArrayList<>();

	private final List<Process> processes = new ArrayList<>();

	private final List<BufferedReader> answers = new ArrayList<>();

	RunningPeer(Peer peer, Settings settings) throws IOException {
		this.peer = peer;
		this.settings = settings;
		this.directory = Files.createTempDirectory("zmqf-benchmark");
		// Debian's RabbitMQ becomes a user of its own
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		for (int i = 0; i < 3; i++) {
			try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				this.ports.add(free.getLocalPort());
			}
		}
	}

	Peer peer() {
		return this.peer;
	}

	/** Starts all processes, and waits until a request is answered. */
	void start() throws IOException, InterruptedException {
		for (String name : this.peer.processes()) {
			if (name.endsWith("-server")) {
				this.processes.add(start(broker(name)));
				awaitPort(this.ports.get(0));
				continue;
			}
			Process process = start(name.startsWith("python ") ? python(name) : java(name));
			this.processes.add(process);
			BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
			this.answers.add(output);
			while (!Node.line(output).startsWith("READY")) {
				// the JVM itself has something to say
			}
		}
		ask("ask");
	}

	private Process start(List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.directory(this.directory.toFile());
		builder.redirectError(log().toFile());
		if (command.get(0).startsWith("rabbitmq")) {
			builder.redirectOutput(log().toFile());
			builder.environment()
				.putAll(Map.of("RABBITMQ_NODENAME", "benchmark" + this.ports.get(0) + "@localhost",
						"RABBITMQ_NODE_PORT", this.ports.get(0).toString(), "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
						"RABBITMQ_DIST_PORT", this.ports.get(1).toString(), "RABBITMQ_MNESIA_BASE",
						this.directory.toString(), "RABBITMQ_LOG_BASE", this.directory.toString(),
						"RABBITMQ_ENABLED_PLUGINS_FILE", this.directory.resolve("plugins").toString()));
		}
		return builder.start();
	}

	private Path log() {
		return this.settings.repository()
			.resolve("benchmarks/target/" + this.peer.name() + this.processes.size() + ".log");
	}

	private List<String> java(String role) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FLAGS);
		String more = System.getProperty("benchmarks.flags." + role);
		if (more != null) {
			command.addAll(List.of(more.split(" ")));
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Node.class.getName(), role));
		this.ports.forEach((port) -> command.add(port.toString()));
		return command;
	}

	private List<String> python(String name) {
		String script = name.substring(name.indexOf(' ') + 1);
		Path path = this.settings.repository()
			.resolve("zmqf-spring-boot-autoconfigure/src/test/resources/peers")
			.resolve(script);
		List<String> command = new ArrayList<>(List.of("/usr/bin/python3", path.toString()));
		if (script.equals("router.py")) {
			command.addAll(List.of("--frontend", tcp(0), "--backend", tcp(1), "--heartbeat", tcp(2)));
		}
		else {
			command.addAll(List.of("--endpoint", tcp(1), "--heartbeat", tcp(2), "--interval", "1"));
		}
		return command;
	}

	private List<String> broker(String name) {
		return name.equals("nats-server")
				? List.of("nats-server", "-a", "127.0.0.1", "-p", this.ports.get(0).toString()) : List.of(name);
	}

	private String tcp(int index) {
		return "tcp://127.0.0.1:" + this.ports.get(index);
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

	/** Has the client do something for this time, unmeasured. */
	void warmUp(Settings.Cell cell, long millis) throws IOException {
		ask(run(cell, millis));
	}

	Measurement measure(Settings.Cell cell, long millis) throws IOException {
		List<long[]> heapsBefore = heaps();
		Usage before = Usage.of(this.processes);
		String ran = ask(run(cell, millis));
		Usage used = Usage.of(this.processes).minus(before);
		return Measurement.of(ran, used, heapsBefore, heaps());
	}

	private static String run(Settings.Cell cell, long millis) {
		return "run " + cell.mode() + " " + cell.inFlight() + " " + cell.bytes() + " " + millis;
	}

	/** Bytes that each Java process has allocated, and its full collections, so far. */
	private List<long[]> heaps() throws IOException {
		List<long[]> heaps = new ArrayList<>();
		int answering = 0;
		for (int i = 0; i < this.processes.size(); i++) {
			String name = this.peer.processes().get(i);
			if (!name.endsWith("-server")) {
				BufferedReader output = this.answers.get(answering++);
				if (!name.startsWith("python ")) {
					String[] words = ask(this.processes.get(i), output, "heap").split(" ");
					heaps.add(new long[] { Long.parseLong(words[1]), Long.parseLong(words[2]) });
				}
			}
		}
		return heaps;
	}

	private String ask(String question) throws IOException {
		return ask(this.processes.get(this.processes.size() - 1), this.answers.get(this.answers.size() - 1), question);
	}

	private static String ask(Process process, BufferedReader answers, String question) throws IOException {
		process.outputWriter(StandardCharsets.UTF_8).append(question).append('\n').flush();
		return Node.line(answers);
	}

	@Override
	public void close() {
		for (int i = this.processes.size() - 1; i >= 0; i--) {
			Process process = this.processes.get(i);
			List<ProcessHandle> children = process.descendants().toList();
			process.destroy();
			children.forEach(ProcessHandle::destroy);
		}
	}

}
