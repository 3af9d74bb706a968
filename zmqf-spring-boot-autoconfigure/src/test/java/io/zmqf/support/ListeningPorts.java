package io.zmqf.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.tools.Tool;

/**
 * The TCP ports that this process and those that it has started listen on, by the
 * kernel's own tables. Tests that use it need {@link Tool#PROC}.
 */
public final class ListeningPorts {

	private static final String LISTENING = "0A";

	private ListeningPorts() {
	}

	/**
	 * Returns the listening ports.
	 * @return a description of each port
	 */
	public static Set<String> open() {
		Set<Long> processes = Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
			.map(ProcessHandle::pid)
			.collect(Collectors.toSet());
		List<Path> tables = Stream.of("/proc/net/tcp", "/proc/net/tcp6").map(Path::of).filter(Files::exists).toList();
		Set<String> sockets = processes.stream().flatMap(ListeningPorts::files).collect(Collectors.toSet());
		return tables.stream()
			.flatMap(ListeningPorts::lines)
			.map((line) -> line.strip().split("\\s+"))
			.filter((columns) -> columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]"))
			.map((columns) -> columns[1])
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<String> lines(Path table) {
		try {
			return Files.readAllLines(table).stream().skip(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<String> files(long process) {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process + "/fd"))) {
			return Arrays.stream(descriptors.map(ListeningPorts::target).toArray(String[]::new));
		}
		catch (IOException ex) {
			return Stream.empty(); // has ended meanwhile
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (NoSuchFileException ex) {
			return ""; // closed meanwhile
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
