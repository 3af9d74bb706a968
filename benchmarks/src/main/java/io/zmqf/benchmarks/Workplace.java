package io.zmqf.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.FileSystemUtils;

/** Free ports, and a directory. */
final class Workplace implements AutoCloseable {

	private final Path directory;

	private final List<Integer> ports = new ArrayList<>();

	Workplace(int ports) throws IOException {
		this.directory = Files.createTempDirectory("zmqf-benchmark");
		// Debian's RabbitMQ becomes a user of its own
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		List<ServerSocket> free = new ArrayList<>();
		for (int i = 0; i < ports; i++) {
			free.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			this.ports.add(free.get(i).getLocalPort());
		}
		for (ServerSocket socket : free) {
			socket.close();
		}
	}

	Path directory() {
		return this.directory;
	}

	List<Integer> ports() {
		return this.ports;
	}

	int port(int index) {
		return this.ports.get(index);
	}

	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			System.err.println(this.directory + " is left behind: " + ex.getMessage());
		}
	}

}
