package io.zmqf.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;

import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;

/** A router or a worker in a JVM of its own, which ends with its standard input. */
public final class NodeProcess implements AutoCloseable {

	private final Process process;

	private final List<Endpoint> endpoints;

	private NodeProcess(String... arguments) {
		try {
			ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m",
					"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
					NodeProcess.class.getName());
			builder.command().addAll(List.of(arguments));
			this.process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
			BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8);
			String ready = output.readLine();
			if (ready == null) {
				throw new IllegalStateException("It ended with " + this.process.exitValue());
			}
			this.endpoints = ready.lines()
				.flatMap((line) -> List.of(line.split(" ")).stream())
				.map(Endpoint::parse)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static NodeProcess router(String strategy) {
		return new NodeProcess("router", strategy);
	}

	static NodeProcess worker(String id, Endpoint backend) {
		return new NodeProcess("worker", id, backend.toString());
	}

	/** A router's frontend and backend, or the router that a worker connects to. */
	List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/** Ends the process at once, without a word to its peers. */
	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/**
	 * Runs the node.
	 * @param arguments {@code router} and a strategy, or {@code worker}, an id and a
	 * backend
	 * @throws IOException if the standard input fails
	 */
	public static void main(String[] arguments) throws IOException {
		try (JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE)) {
			if (arguments[0].equals("router")) {
				Router router = new Router(settings(arguments[1]), transport, RouterListener.NONE);
				router.start();
				System.out.println(router.frontend() + " " + router.backend());
			}
			else {
				Worker worker = new Worker(WorkerSettings.worker(Endpoint.parse(arguments[2])),
						Echo.handlers(arguments[1]), Executors.newFixedThreadPool(WorkerSettings.DEFAULT_CONCURRENCY),
						transport, WorkerListener.NONE);
				worker.start();
				System.out.println(worker.endpoints().get(0));
			}
			while (System.in.read() >= 0) {
				// until whoever started this is gone
			}
			Runtime.getRuntime().halt(0);
		}
	}

	private static RouterSettings settings(String strategy) {
		return switch (strategy) {
			case "proxy" -> Nodes.ROUTER.asProxy();
			case "round-robin" -> Nodes.ROUTER.withStrategy(RoutingStrategy.roundRobin());
			default -> Nodes.ROUTER.withStrategy(RoutingStrategy.leastInFlight());
		};
	}

}
