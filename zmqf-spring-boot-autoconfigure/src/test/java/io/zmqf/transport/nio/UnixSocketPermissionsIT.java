package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zmqf.peers.PythonPeer;
import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The permissions of a Unix domain socket's file determine which users can connect. */
@Timeout(90)
class UnixSocketPermissionsIT {

	private static final String CONNECT = """
			import socket, sys
			socket.socket(socket.AF_UNIX).connect(sys.argv[1])
			""";

	private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
			"--clear-groups");

	@TempDir
	Path directory;

	private NioTransport transport = new NioTransport(TransportListener.NONE);

	@AfterEach
	void close() {
		this.transport.close();
	}

	@ParameterizedTest
	@RequiresTool({ Tool.OTHER_USER, Tool.PYTHON })
	@CsvSource({ "rw-------, false", "rw-rw----, false", "rw-r--r--, false", "rw-rw-rw-, true" })
	void anotherUserConnectsIfThePermissionsLetThemWrite(String permissions, boolean connects) throws Exception {
		bind(permissions);
		List<String> command = new ArrayList<>(AS_NOBODY);
		command.addAll(List.of(Python.executable(), "-c", CONNECT, path().toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor() == 0).as(output).isEqualTo(connects);
		assertThat(output.contains("PermissionError")).as(output).isNotEqualTo(connects);
	}

	@Test
	@RequiresTool({ Tool.OTHER_USER, Tool.PYZMQ })
	void anotherUsersLibzmqClientIsRefusedByThePermissions() throws Exception {
		bind("rw-------");
		try (PythonPeer client = PythonPeer.launchWithin(AS_NOBODY, "client.py", "--endpoint", "ipc://" + path(),
				"--timeout", "1")) {
			assertThat(client.awaitExit(Duration.ofSeconds(30))).isOne();
			assertThat(client.lines()).containsExactly("{\"failure\": \"not connected\"}");
		}
	}

	private void bind(String permissions) throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.transport.close();
		this.transport = new NioTransport(TransportListener.NONE, PosixFilePermissions.fromString(permissions),
				MemoryLimits.ofHeap(), Map.of());
		SocketLoop loop = this.transport.create("router",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("ipc://" + path())), (frames) -> {
				});
		loop.start();
	}

	private Path path() {
		return this.directory.resolve("s");
	}

}
