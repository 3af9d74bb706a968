package io.zmqf.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.transport.Endpoint;

/**
 * A router or a worker in its own JVM, which ends with its standard input. It can be
 * killed, suspended and queried.
 */
public final class NodeProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private final List<Endpoint> endpoints;

	private NodeProcess(List<String> prefix, List<String> arguments) {
		try {
			List<String> command = new ArrayList<>(prefix);
			command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-XX:+UseSerialGC",
					"-XX:TieredStopAtLevel=1",
					"-Dzmqf.test.transport=" + System.getProperty("zmqf.test.transport", "nio"), "-cp",
					System.getProperty("java.class.path"), NodeMain.class.getName()));
			command.addAll(arguments);
			this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			this.output = this.process.inputReader(StandardCharsets.UTF_8);
			this.endpoints = Arrays.stream(line().split(" ")).map(Endpoint::parse).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String line() throws IOException {
		String line = this.output.readLine();
		if (line == null) {
			throw new IllegalStateException("It ended with " + this.process.onExit().join().exitValue());
		}
		return line;
	}

	/**
	 * Starts a router at free ports.
	 * @param strategy the routing strategy, or {@code proxy} for none
	 * @return the process, once it is bound
	 */
	public static NodeProcess router(String strategy) {
		return router(Nodes.ANY, Nodes.ANY, "strategy=" + strategy);
	}

	/**
	 * Starts a router.
	 * @param frontend the address for clients
	 * @param backend the address for workers
	 * @param options the options of {@link NodeMain}
	 * @return the process, once it is bound
	 */
	public static NodeProcess router(Endpoint frontend, Endpoint backend, String... options) {
		return routerBehind(List.of(), frontend, backend, options);
	}

	/**
	 * Starts a router by another command.
	 * @param prefix the command that runs its arguments, such as one that sets limits
	 * @param frontend the address for clients
	 * @param backend the address for workers
	 * @param options the options of {@link NodeMain}
	 * @return the process, once it is bound
	 */
	public static NodeProcess routerBehind(List<String> prefix, Endpoint frontend, Endpoint backend,
			String... options) {
		return new NodeProcess(prefix, arguments(options, "role=router", "frontend=" + frontend, "backend=" + backend));
	}

	/**
	 * Starts a worker.
	 * @param id the id in its replies
	 * @param routers the routers to connect to
	 * @return the process, once it has begun to connect
	 */
	public static NodeProcess worker(String id, Endpoint... routers) {
		return worker(id, null, List.of(routers));
	}

	/**
	 * Starts a worker that records the requests that it handles.
	 * @param id the id in its replies
	 * @param records the directory of the records
	 * @param routers the routers to connect to
	 * @param options the options of {@link NodeMain}
	 * @return the process, once it has begun to connect
	 */
	public static NodeProcess worker(String id, Path records, List<Endpoint> routers, String... options) {
		return workerBehind(List.of(), id, records, routers, options);
	}

	/**
	 * Starts a worker by another command.
	 * @param prefix the command that runs its arguments, such as one that enters another
	 * network
	 * @param id the id in its replies
	 * @param records the directory of the records
	 * @param routers the routers to connect to
	 * @param options the options of {@link NodeMain}
	 * @return the process, once it has begun to connect
	 */
	public static NodeProcess workerBehind(List<String> prefix, String id, Path records, List<Endpoint> routers,
			String... options) {
		String addresses = routers.stream().map(Endpoint::toString).collect(Collectors.joining(","));
		String[] all = (records != null) ? arguments(options, "records=" + records).toArray(String[]::new) : options;
		return new NodeProcess(prefix, arguments(all, "role=worker", "id=" + id, "routers=" + addresses));
	}

	private static List<String> arguments(String[] options, String... own) {
		return Stream.concat(Stream.of(own), Stream.of(options)).toList();
	}

	/**
	 * Where it is bound or connects.
	 * @return a router's frontend, backend and receiver of heartbeats, or the routers of
	 * a worker
	 */
	public List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * Queries the resources that the process uses.
	 * @return the current resources
	 */
	public Vitals vitals() {
		try {
			command("vitals");
			return Vitals.parse(line());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Stops it as an application does, and waits for its end. */
	public void stop() {
		try {
			command("stop");
			this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void command(String word) throws IOException {
		OutputStream input = this.process.getOutputStream();
		input.write((word + "\n").getBytes(StandardCharsets.UTF_8));
		input.flush();
	}

	/** Hangs it as it is, by SIGSTOP. */
	public void hang() {
		signal("-STOP");
	}

	/** Resumes the process by SIGCONT. */
	public void resume() {
		signal("-CONT");
	}

	private void signal(String signal) {
		try {
			int status = new ProcessBuilder("/bin/sh", "-c", "kill " + signal + " " + this.process.pid()).start()
				.waitFor();
			if (status != 0) {
				throw new IllegalStateException("kill " + signal + " ended with " + status);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Kills the process, without a goodbye to its peers. */
	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/**
	 * The resources of a process.
	 *
	 * @param heapBytes its heap after a collection
	 * @param residentBytes its resident memory
	 * @param threads the sorted names of the threads of this library and of JeroMQ
	 */
	public record Vitals(long heapBytes, long residentBytes, List<String> threads) {

		static Vitals parse(String line) {
			String[] parts = line.split(" ", 3);
			return new Vitals(Long.parseLong(parts[0]), Long.parseLong(parts[1]), List.of(parts[2].split(",")));
		}

		@Override
		public String toString() {
			return this.heapBytes + " " + this.residentBytes + " " + String.join(",", this.threads);
		}

	}

}
