package io.zmqf.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.zmqf.tools.Python;

/**
 * One of the scripts in {@code /peers}, running in its own process.
 * <p>
 * A failure is an {@link AssertionError} with the whole output of the peer. Thread-safe.
 */
public final class PythonPeer implements AutoCloseable {

	private static final String SHARED_SCRIPT = "peer.py";

	private static final String READY = "READY ";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String script;

	private final Path directory;

	private final Process process;

	private final OutputLines output = new OutputLines();

	private volatile List<String> endpoints = List.of();

	private PythonPeer(List<String> prefix, String script, String... arguments) {
		this.script = script;
		try {
			this.directory = Files.createTempDirectory("zmqf-peer");
			letOthersRead(this.directory, "rwxr-xr-x");
			extract(SHARED_SCRIPT);
			extract(script);
			List<String> command = new ArrayList<>(prefix);
			command.addAll(List.of(Python.executable(), "-B", script));
			command.addAll(List.of(arguments));
			ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectError(this.directory.resolve("stderr").toFile());
			builder.environment().put("TMPDIR", this.directory.toString());
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8);
		Thread thread = new Thread(() -> this.output.readAll(reader), script + "-" + this.process.pid());
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Starts a peer and waits until it is bound or connected.
	 * @param script the script's file name, as in {@code server.py}
	 * @param arguments its arguments, in ASCII: a JVM may have no other encoding for them
	 * @return the peer, to be closed
	 */
	public static PythonPeer start(String script, String... arguments) {
		return ready(launch(script, arguments));
	}

	/**
	 * Starts a peer in other surroundings, and waits until it is bound or connected.
	 * @param prefix a command that runs the one which follows it, as
	 * {@code ip netns exec} does
	 * @param script the script's file name
	 * @param arguments its arguments, in ASCII
	 * @return the peer, to be closed
	 */
	public static PythonPeer startWithin(List<String> prefix, String script, String... arguments) {
		return ready(launchWithin(prefix, script, arguments));
	}

	/**
	 * Starts a peer in other surroundings, and waits for nothing.
	 * @param prefix a command that runs the one which follows it, as {@code setpriv} does
	 * @param script the script's file name
	 * @param arguments its arguments, in ASCII
	 * @return the peer, to be closed
	 */
	public static PythonPeer launchWithin(List<String> prefix, String script, String... arguments) {
		return new PythonPeer(prefix, script, arguments);
	}

	private static PythonPeer ready(PythonPeer peer) {
		try {
			peer.awaitReady();
			return peer;
		}
		catch (Throwable ex) {
			peer.close();
			throw ex;
		}
	}

	/**
	 * Starts a peer without waiting: for a peer that starts before the node that it
	 * connects to, or that is rejected.
	 * @param script the script's file name, as in {@code server.py}
	 * @param arguments its arguments, in ASCII
	 * @return the peer, to be closed
	 */
	public static PythonPeer launch(String script, String... arguments) {
		return launchWithin(List.of(), script, arguments);
	}

	/**
	 * Waits until the peer is bound or connected. Needed once, and after
	 * {@link #launch(String, String...)} alone.
	 */
	public void awaitReady() {
		String ready = awaitLine((line) -> line.startsWith(READY), PATIENCE);
		this.endpoints = List.of(ready.substring(READY.length()).split(" "));
	}

	/**
	 * The one endpoint, or the first, with its real port.
	 * @return an endpoint
	 */
	public String endpoint() {
		return this.endpoints.get(0);
	}

	/**
	 * The endpoints with their real ports: a router's are its frontend, its backend and
	 * its heartbeats, a server's its own and its heartbeats.
	 * @return the endpoints, none before the peer is ready
	 */
	public List<String> endpoints() {
		return this.endpoints;
	}

	/**
	 * Returns the output of the peer so far.
	 * @return all lines, in order
	 */
	public List<String> lines() {
		return this.output.all();
	}

	/**
	 * Waits for a line. Each line is returned once: the next call with the same predicate
	 * waits for another one.
	 * @param predicate the condition of the line
	 * @param timeout the maximum time to wait
	 * @return the first such line that was not returned before
	 */
	public String awaitLine(Predicate<String> predicate, Duration timeout) {
		try {
			return this.output.claim(predicate, timeout)
				.orElseThrow(() -> new AssertionError("No such line within " + timeout + ". " + describe()));
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Waits for the peer's end and the last of its lines.
	 * @param timeout the maximum time to wait
	 * @return its exit code, or 128 plus the signal's number if a signal ended it
	 */
	public int awaitExit(Duration timeout) {
		try {
			if (!this.output.awaitEnd(timeout)) {
				throw new AssertionError("Not ended within " + timeout + ". " + describe());
			}
			return this.process.waitFor();
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Ends the peer by SIGKILL: no farewell, its connections are closed by the kernel.
	 */
	public void kill() {
		this.process.destroyForcibly();
		awaitExit(PATIENCE);
	}

	/** Terminates the peer by SIGTERM. */
	public void terminate() {
		this.process.destroy();
	}

	/**
	 * Stops the peer by SIGSTOP: a hung process, whose connections stay open.
	 */
	public void stop() {
		signal("STOP");
	}

	/** Resumes a stopped peer by SIGCONT. */
	public void cont() {
		signal("CONT");
	}

	/**
	 * Closes the peer's standard input, as the end of this JVM would.
	 */
	void closeInput() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ends the peer, stopped or not, and removes its files.
	 */
	@Override
	public void close() {
		kill();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void extract(String name) throws IOException {
		try (InputStream resource = PythonPeer.class.getResourceAsStream("/peers/" + name)) {
			if (resource == null) {
				throw new IllegalArgumentException("There is no peer '" + name + "'");
			}
			Files.copy(resource, this.directory.resolve(name));
			letOthersRead(this.directory.resolve(name), "rw-r--r--");
		}
	}

	/** The process may run as another user. */
	private static void letOthersRead(Path path, String permissions) throws IOException {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
	}

	private void signal(String name) {
		try {
			String command = "kill -" + name + " " + this.process.pid();
			int status = new ProcessBuilder("/bin/sh", "-c", command).start().waitFor();
			if (status != 0) {
				throw new AssertionError("SIG" + name + " was not delivered. " + describe());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private String describe() {
		String state = this.process.isAlive() ? "is alive" : "has ended with " + this.process.exitValue();
		return this.script + " " + state + " and has printed " + lines() + ", to stderr: " + errors();
	}

	private String errors() {
		try {
			return Files.readString(this.directory.resolve("stderr"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private static AssertionError interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new AssertionError("Interrupted", ex);
	}

}
