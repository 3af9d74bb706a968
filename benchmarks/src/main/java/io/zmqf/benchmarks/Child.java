package io.zmqf.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that was started here, with all that it has started itself. */
final class Child {

	/**
	 * The JVM options of all processes: those that the JVM chooses with two processors
	 * and little memory.
	 */
	static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");

	private static final int END_SECONDS = 10;

	/** The kind of process, which determines how its readiness is detected. */
	enum Kind {

		/** A {@link Node}, which answers questions. */
		JAVA,
		/** Prints a line when it is ready, and nothing else. */
		PYTHON,
		/** Prints nothing. */
		BROKER

	}

	private final Kind kind;

	private final Process process;

	private final BufferedReader output;

	private Child(Kind kind, Process process) {
		this.kind = kind;
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static Child start(Kind kind, ProcessBuilder builder, Path log) throws IOException {
		builder.redirectError(log.toFile());
		if (kind == Kind.BROKER) {
			builder.redirectOutput(log.toFile());
		}
		return new Child(kind, builder.start());
	}

	/** A process of this class path, or of the baseline's. */
	static Child java(Class<?> main, String name, List<Integer> ports, Path log) throws IOException {
		boolean other = name.startsWith(Peer.BASELINE_PREFIX);
		String role = other ? name.substring(Peer.BASELINE_PREFIX.length()) : name;
		String classPath = System.getProperty(other ? "benchmarks.baseline" : "java.class.path");
		if (classPath == null) {
			throw new IllegalStateException("There is no baseline: run it with --baseline=<commit>");
		}
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FLAGS);
		String more = System.getProperty("benchmarks.flags." + role);
		if (more != null) {
			command.addAll(List.of(more.split(" ")));
		}
		command.addAll(List.of("-cp", classPath, main.getName(), role));
		ports.forEach((port) -> command.add(port.toString()));
		return start(Kind.JAVA, new ProcessBuilder(command), log);
	}

	Process process() {
		return this.process;
	}

	boolean isJava() {
		return this.kind == Kind.JAVA;
	}

	/** Waits until the process reports that it is ready. */
	void awaitReady() throws IOException {
		if (this.kind != Kind.BROKER) {
			while (!Node.line(this.output).startsWith("READY")) {
				// a warning of the JVM itself
			}
		}
	}

	String ask(String question) throws IOException {
		this.process.outputWriter(StandardCharsets.UTF_8).append(question).append('\n').flush();
		return Node.line(this.output);
	}

	Heap heap() throws IOException {
		return Heap.parse(ask("heap"));
	}

	/**
	 * Terminates the processes in reverse order of their start, and waits for their end.
	 */
	static void end(List<Child> children) {
		List<ProcessHandle> ending = new ArrayList<>();
		for (int i = children.size() - 1; i >= 0; i--) {
			ProcessHandle own = children.get(i).process.toHandle();
			List<ProcessHandle> descendants = own.descendants().toList();
			ending.add(own);
			ending.addAll(descendants);
			own.destroy();
			descendants.forEach(ProcessHandle::destroy);
		}
		long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
		for (ProcessHandle handle : ending) {
			try {
				handle.onExit().get(Math.max(0, giveUp - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (Exception ex) {
				handle.destroyForcibly();
			}
		}
	}

}
