package io.zmqf.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.BlockingPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** The process of a {@link SmallNodeMain}. */
final class SmallNode implements AutoCloseable {

	private static final byte[] NO_IDENTITY = {};

	private final Process process;

	private final BufferedReader output;

	private final Endpoint endpoint;

	private final @Nullable CurveKey key;

	private final Path log;

	private SmallNode(boolean curve, Path directory, List<String> options) throws IOException {
		CurveKeyPair keys = CurveKeyPair.generate();
		this.key = curve ? keys.publicKey() : null;
		this.log = directory.resolve("gc.log");
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
		command.addAll(options);
		command.addAll(List.of("-Xlog:gc:file=" + this.log, "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), SmallNodeMain.class.getName()));
		if (curve) {
			command.add(keys.secretText());
		}
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		String line = this.output.readLine();
		assertThat(line).as("the endpoint of the node").isNotNull();
		this.endpoint = Endpoint.parse(line);
	}

	static SmallNode start(boolean curve, Path directory, String... options) throws IOException {
		return new SmallNode(curve, directory, List.of(options));
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/** A connection that has shaken hands. */
	BlockingPeer connect() throws IOException {
		return BlockingPeer.connect(this.endpoint, NO_IDENTITY, this.key);
	}

	static byte[][] request(String event, byte[] data) {
		return new byte[][] { NO_IDENTITY, event.getBytes(StandardCharsets.US_ASCII), data };
	}

	/**
	 * Has several good clients served, one after the other and each on its connection.
	 */
	void assertServesGoodClients() throws IOException {
		for (int i = 0; i < 5; i++) {
			try (BlockingPeer client = connect()) {
				client.socket().setSoTimeout(20_000);
				for (int j = 0; j < 4; j++) {
					byte[] data = ("\"" + i + " " + j + "\"").getBytes(StandardCharsets.US_ASCII);
					client.send(request("echo", data));
					byte[][] reply = client.receive();
					assertThat(reply[1]).asString().isEqualTo("echo");
					assertThat(reply[2]).isEqualTo(data);
				}
			}
		}
	}

	/** Asserts that no full collection was forced so far. */
	void assertNoForcedCollection() throws IOException {
		assertThat(Files.readString(this.log)).doesNotContain("System.gc()");
	}

	/** The bytes of the heap and of direct buffers that are in use. */
	long[] memory() throws IOException {
		try (BlockingPeer client = connect()) {
			client.send(request("memory", new byte[] { '1' }));
			String[] parts = new String(client.receive()[2], StandardCharsets.US_ASCII).split(",");
			return new long[] { Long.parseLong(parts[0]), Long.parseLong(parts[1]) };
		}
	}

	/** Ends it by SIGTERM, within its limit. */
	void terminate() throws Exception {
		assertThat(this.process.toHandle().destroy()).isTrue();
		assertThat(this.process.waitFor(20, TimeUnit.SECONDS)).as("ends by SIGTERM").isTrue();
		assertThat(this.output.readLine()).isEqualTo("stopped");
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

}
