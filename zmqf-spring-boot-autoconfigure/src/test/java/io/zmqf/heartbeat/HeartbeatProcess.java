package io.zmqf.heartbeat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.support.Echo;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;

/**
 * A worker or a client with heartbeats, or a receiver of heartbeats, in a JVM of its own,
 * which ends with its standard input.
 */
final class HeartbeatProcess implements AutoCloseable {

	private static final String HEAP = "heap ";

	private final Process process;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private Endpoint endpoint = Endpoint.parse("tcp://127.0.0.1:0");

	private HeartbeatProcess(List<String> prefix, String... arguments) {
		List<String> command = new ArrayList<>(prefix);
		command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xms64m", "-Xmx64m",
				"-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				HeartbeatProcess.class.getName()));
		command.addAll(List.of(arguments));
		try {
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8);
		Thread reader = new Thread(() -> output.lines().forEach(this.lines::add), "heartbeat-process");
		reader.setDaemon(true);
		reader.start();
	}

	/** A worker that answers {@code echo}, and sends heartbeats. */
	static HeartbeatProcess worker(List<String> prefix, Endpoint backend, HeartbeatSettings settings) {
		return started(new HeartbeatProcess(prefix, "worker", settings.endpoint().toString(),
				millis(settings.interval()), millis(settings.timeout()), backend.toString()));
	}

	/** A client that only sends heartbeats. */
	static HeartbeatProcess client(HeartbeatSettings settings) {
		return started(new HeartbeatProcess(List.of(), "client", settings.endpoint().toString(),
				millis(settings.interval()), millis(settings.timeout())));
	}

	/** A receiver of heartbeats. */
	static HeartbeatProcess receiver(List<String> prefix, HeartbeatSettings settings) {
		return started(new HeartbeatProcess(prefix, "receiver", settings.endpoint().toString(),
				millis(settings.interval()), millis(settings.timeout())));
	}

	private static HeartbeatProcess started(HeartbeatProcess process) {
		process.endpoint = Endpoint.parse(process.awaitLine("tcp://").strip());
		return process;
	}

	/** Where it is bound or connects, with the real port. */
	Endpoint endpoint() {
		return this.endpoint;
	}

	/** The time that its threads have worked, all together. */
	Duration cpu() {
		return this.process.toHandle().info().totalCpuDuration().orElseThrow();
	}

	/** The memory that it holds, as the system counts it. */
	long residentKiB() {
		try (var lines = Files.lines(Path.of("/proc/" + this.process.pid() + "/status"))) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the heap after a garbage collection. */
	long heapKiB() {
		try {
			this.process.getOutputStream().write('\n');
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Long.parseLong(awaitLine(HEAP).substring(HEAP.length()));
	}

	/** Returns the lines that were not awaited so far. */
	List<String> otherLines() {
		return List.copyOf(this.lines);
	}

	private static String millis(Duration duration) {
		return Long.toString(duration.toMillis());
	}

	/**
	 * Waits for a line, and discards those before it.
	 * @param expected the prefix of the line
	 * @return the line
	 */
	String awaitLine(String expected) {
		try {
			String line;
			do {
				line = this.lines.poll(60, TimeUnit.SECONDS);
				if (line == null) {
					throw new AssertionError("No line '" + expected + "', alive: " + this.process.isAlive());
				}
			}
			while (!line.startsWith(expected));
			return line;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Kills the process by SIGKILL, without a goodbye to its peers. */
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/** Stops it by SIGSTOP: a hung process, whose connections stay open. */
	void stop() {
		signal("STOP");
	}

	/** Resumes the process by SIGCONT. */
	void cont() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			int status = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + this.process.pid()).start()
				.waitFor();
			if (status != 0) {
				throw new AssertionError("SIG" + name + " was not delivered");
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

	/**
	 * Runs the node.
	 * @param arguments {@code worker}, {@code client} or {@code receiver}, the address
	 * for heartbeats, their interval and timeout in milliseconds, and the backend that a
	 * worker connects to
	 * @throws IOException if the standard input fails
	 */
	public static void main(String[] arguments) throws IOException {
		HeartbeatSettings settings = HeartbeatSettings.of(Endpoint.parse(arguments[1]))
			.withPace(Duration.ofMillis(Long.parseLong(arguments[2])), Duration.ofMillis(Long.parseLong(arguments[3])),
					1);
		try (NioTransport transport = new NioTransport(TransportListener.NONE)) {
			if (arguments[0].equals("client")) {
				System.out.println(settings.endpoint());
				new HeartbeatSender(settings, NodeIdentity.random(), NodeType.CLIENT, transport, new Printing())
					.start();
			}
			else if (arguments[0].equals("worker")) {
				WorkerSettings worker = WorkerSettings.worker(Endpoint.parse(arguments[4]));
				Worker working = new Worker(worker, Echo.handlers("process"), Executors.newCachedThreadPool(),
						transport, WorkerListener.NONE);
				working.start();
				System.out.println(settings.endpoint());
				new HeartbeatSender(settings, working.identity(), NodeType.WORKER, transport, new Printing()).start();
			}
			else {
				HeartbeatReceiver receiver = new HeartbeatReceiver(settings, NodeType.ROUTER, transport,
						new Printing());
				receiver.start();
				System.out.println(receiver.endpoint());
			}
			while (System.in.read() >= 0) {
				System.gc();
				Runtime runtime = Runtime.getRuntime();
				System.out.println(HEAP + (runtime.totalMemory() - runtime.freeMemory()) / 1024);
			}
			Runtime.getRuntime().halt(0);
		}
	}

	/** Prints the nodes that connect and disconnect. */
	private static final class Printing implements NodeListener {

		@Override
		public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
			if (first) {
				System.out.println("connected");
			}
		}

		@Override
		public void lost(Node node) {
			System.out.println("disconnected");
		}

		@Override
		public void receiver(String endpoint, boolean alive) {
			System.out.println(alive ? "receiver found" : "receiver lost");
		}

	}

}
