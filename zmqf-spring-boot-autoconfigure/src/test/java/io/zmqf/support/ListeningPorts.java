package io.zmqf.transport.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * The TCP ports that this process listens on, as Linux tells. Skips the test elsewhere.
 */
final class ListeningPorts {

	private static final String LISTENING = "0A";

	private ListeningPorts() {
	}

	/**
	 * Asks the kernel.
	 * @return an address and port for each, in hexadecimal digits
	 */
	static Set<String> ofThisProcess() throws IOException {
		Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")));
		Set<String> sockets = ownSockets();
		Set<String> ports = new TreeSet<>();
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			if (Files.exists(Path.of(table))) {
				try (Stream<String> lines = Files.lines(Path.of(table))) {
					lines.skip(1)
						.map((line) -> line.strip().split("\\s+"))
						.filter((columns) -> columns[3].equals(LISTENING)
								&& sockets.contains("socket:[" + columns[9] + "]"))
						.forEach((columns) -> ports.add(columns[1]));
				}
			}
		}
		return ports;
	}

	private static Set<String> ownSockets() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.map(ListeningPorts::target).collect(Collectors.toSet());
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
			throw new AssertionError(ex);
		}
	}

}
