package io.zmqf.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.ProblemType;
import io.zmqf.support.BlockingPeer;
import io.zmqf.support.Zmtp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The memory that peers can make a node use. Shortened unless {@code -Dzmqf.memory=full}.
 */
@Timeout(600)
@ParameterizedClass(name = "CURVE: {0}")
@ValueSource(booleans = { false, true })
class MemoryIT {

	private static final int MEGABYTE = 1024 * 1024;

	private static final boolean FULL = System.getProperty("zmqf.memory", "short").equals("full");

	private final boolean curve;

	@TempDir
	@SuppressWarnings("NullAway.Init") // set by JUnit
	Path directory;

	private final List<AutoCloseable> strangers = new ArrayList<>();

	MemoryIT(boolean curve) {
		this.curve = curve;
	}

	/** Does something to a node, which serves others meanwhile and afterwards. */
	private void survives(SmallNode node, Attack attack) throws Exception {
		try (node) {
			node.assertServesGoodClients();
			attack.on(node);
			node.assertServesGoodClients();
			for (AutoCloseable stranger : this.strangers) {
				stranger.close();
			}
			node.assertServesGoodClients();
			node.assertNoForcedCollection();
			await().ignoreExceptions().untilAsserted(() -> {
				assertThat(node.memory()[0]).as("heap").isLessThan(50L * MEGABYTE);
				assertThat(node.memory()[1]).as("direct memory").isLessThan(2L * MEGABYTE);
			});
			node.terminate();
		}
	}

	/** An attack on a node. */
	@FunctionalInterface
	private interface Attack {

		void on(SmallNode node) throws Exception;

	}

	private SmallNode with256MB() throws IOException {
		return SmallNode.start(this.curve, this.directory, "-Xmx256m");
	}

	private SmallNode withLittleDirectMemory() throws IOException {
		return SmallNode.start(this.curve, this.directory, "-Xmx128m", "-XX:MaxDirectMemorySize=10m");
	}

	private BlockingPeer stranger(SmallNode node) throws IOException {
		BlockingPeer stranger = node.connect();
		this.strangers.add(stranger);
		return stranger;
	}

	@Test
	void nothingAnnouncedIsAllocated() throws Exception {
		survives(with256MB(), (node) -> {
			for (int i = 0; i < 40; i++) {
				BlockingPeer stranger = stranger(node);
				stranger.write(ByteBuffer.allocate(9 + 1024).put((byte) 2).putLong(16L * MEGABYTE).array());
			}
		});
	}

	@Test
	void unreadRepliesAreHeldUpToALimit() throws Exception {
		survives(with256MB(), (node) -> {
			BlockingPeer stranger = stranger(node);
			for (int i = 0; i < 600; i++) {
				stranger.send(SmallNode.request("large", new byte[] { '1' }));
			}
		});
	}

	@Test
	void messagesThatNoHandlerCanTakeYetAreHeldUpToALimit() throws Exception {
		survives(with256MB(), (node) -> {
			requestTooMuch(node, 250, MEGABYTE);
			if (FULL) {
				requestTooMuch(node, 40, 10 * MEGABYTE);
			}
		});
	}

	private void requestTooMuch(SmallNode node, int requests, int size) throws Exception {
		byte[] data = new byte[size];
		Arrays.fill(data, (byte) ' ');
		data[0] = '1';
		BlockingPeer stranger = stranger(node);
		stranger.socket().setSoTimeout(60_000);
		CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
			try {
				for (int i = 0; i < requests; i++) {
					stranger.send(SmallNode.request("slow", data));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		node.assertServesGoodClients();
		assertThat(sent).succeedsWithin(Duration.ofSeconds(60));
		for (int i = 0; i < requests; i++) {
			byte[][] reply = stranger.receive();
			if (!new String(reply[1], StandardCharsets.US_ASCII).equals("slow")) {
				// beyond the limit of queued data
				assertThat(reply[2]).asString().contains(ProblemType.BUSY.uri());
			}
		}
	}

	@Test
	void messagesWithoutEndAreHeldUpToALimit() throws Exception {
		survives(with256MB(), (node) -> {
			byte[] begun = new byte[15 * MEGABYTE];
			List<CompletableFuture<Void>> writing = new ArrayList<>();
			for (int i = 0; i < 15; i++) {
				BlockingPeer stranger = stranger(node);
				byte[] whole = stranger.encode(begun, new byte[] { 1 });
				writing.add(CompletableFuture.runAsync(() -> {
					try {
						stranger.write(Arrays.copyOf(whole, begun.length));
					}
					catch (IOException ex) {
						// it was cut off, as one that holds most
					}
				}, (task) -> new Thread(task).start()));
			}
			node.assertServesGoodClients();
			CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new))
				.exceptionally((ex) -> null)
				.get(60, TimeUnit.SECONDS);
		});
	}

	@Test
	void idleConnectionsHoldNoDirectMemory() throws Exception {
		survives(withLittleDirectMemory(), (node) -> {
			int idle = FULL ? 4000 : 1000;
			for (int i = 0; i < idle; i++) {
				if (i % 4 == 0) {
					this.strangers.add(Zmtp.connect(node.endpoint())); // sends nothing
				}
				else if (i % 4 == 1) {
					Socket greeting = Zmtp.connect(node.endpoint());
					greeting.getOutputStream().write(Zmtp.greeting(), 0, 20);
					this.strangers.add(greeting);
				}
				else {
					stranger(node);
				}
			}
		});
	}

	@Test
	void connectionsThatComeAndGoLeaveNothing() throws Exception {
		survives(withLittleDirectMemory(), (node) -> {
			int guests = FULL ? 20_000 : 2000;
			for (int i = 0; i < guests; i++) {
				if (i % 2 == 0) {
					Zmtp.connect(node.endpoint()).close();
				}
				else {
					node.connect().close();
				}
			}
		});
	}

}
