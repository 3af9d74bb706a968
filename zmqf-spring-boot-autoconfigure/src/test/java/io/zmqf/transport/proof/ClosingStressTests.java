package io.zmqf.transport.proof;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.nio.NioTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sockets that close while callers run tasks on their loop, with peers that read slowly:
 * each peer receives only its own bytes. {@code -Dzmqf.closings.seconds} sets the
 * duration.
 */
@Timeout(1200)
class ClosingStressTests {

	private static final long SECONDS = Long.getLong("zmqf.closings.seconds", 3);

	private static final int PEERS = (SECONDS >= 600) ? 24 : 8;

	private static final int CALLERS = 2;

	private static final int LARGEST = 60_000;

	private final RecordingListener listener = new RecordingListener();

	private final AtomicLong closings = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	@Test
	void noByteOfAConnectionReachesAnotherOne(TestReporter reporter) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		try (NioTransport transport = new NioTransport(this.listener)) {
			for (int round = 0; System.nanoTime() - end < 0; round++) {
				round(transport, round);
			}
		}
		assertThat(this.listener.failures()).isEmpty();
		assertThat(this.closings.get()).isGreaterThanOrEqualTo((SECONDS >= 600) ? 10_000 : 2 * PEERS);
		assertThat(this.bytes.get()).isPositive();
		reporter.publishEntry("closings", this.closings.toString());
		reporter.publishEntry("bytes", this.bytes.toString());
	}

	/** Two sockets with peers; the one closes while callers send to those of both. */
	private void round(NioTransport transport, int round) throws Exception {
		List<Peer> peers = new ArrayList<>();
		List<SocketLoop> routers = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			SocketLoop router = transport.create("router " + i,
					SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("tcp://127.0.0.1:0")),
					(frames) -> {
					});
			Endpoint endpoint = router.start();
			routers.add(router);
			for (int j = 0; j < PEERS; j++) {
				peers.add(new Peer(endpoint, router, (byte) (1 + (round * 2 * PEERS + i * PEERS + j) % 250)));
			}
		}
		AtomicBoolean stop = new AtomicBoolean();
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			threads.add(run(() -> send(peers, stop)));
		}
		for (Peer peer : peers) {
			threads.add(run(peer::readAll));
		}
		// it closes at any time
		TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(15_000));
		routers.get(round % 2).close();
		TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(5_000));
		stop.set(true);
		routers.get(1 - round % 2).close();
		for (CompletableFuture<Void> thread : threads) {
			thread.get(30, TimeUnit.SECONDS);
		}
		this.closings.addAndGet(peers.size());
	}

	private static CompletableFuture<Void> run(Runnable work) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		new Thread(() -> {
			try {
				work.run();
				done.complete(null);
			}
			catch (Throwable ex) {
				done.completeExceptionally(ex);
			}
		}).start();
		return done;
	}

	private static void send(List<Peer> peers, AtomicBoolean stop) {
		while (!stop.get()) {
			Peer peer = peers.get(ThreadLocalRandom.current().nextInt(peers.size()));
			byte[] data = new byte[1 + ThreadLocalRandom.current().nextInt(LARGEST)];
			Arrays.fill(data, peer.number);
			CompletableFuture<Void> sent = new CompletableFuture<>();
			peer.router.executeHere(new LoopTask() {

				@Override
				public void run() {
					peer.router.send(new byte[][] { Zmtp.ascii(peer.name()), data });
					sent.complete(null);
				}

				@Override
				public void reject() {
					sent.complete(null);
				}

			});
			sent.join();
		}
	}

	/** Reads slowly, and checks that it receives only its own byte. */
	private final class Peer {

		private final SocketLoop router;

		private final byte number;

		private final Socket socket;

		Peer(Endpoint endpoint, SocketLoop router, byte number) throws IOException {
			this.router = router;
			this.number = number;
			this.socket = Zmtp.connectAsDealer(endpoint, name());
			this.socket.setReceiveBufferSize(131_072);
		}

		String name() {
			return "peer " + Byte.toUnsignedInt(this.number);
		}

		void readAll() {
			try (this.socket) {
				DataInputStream input = new DataInputStream(this.socket.getInputStream());
				while (true) {
					readFrame(input);
				}
			}
			catch (EOFException | SocketException ex) {
				// it was closed
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private void readFrame(DataInputStream input) throws IOException {
			int flags = input.readUnsignedByte();
			assertThat(flags).as("flags of a frame").isIn(0, 2);
			long left = (flags == 2) ? input.readLong() : input.readUnsignedByte();
			assertThat(left).as("length of a frame").isBetween(1L, (long) LARGEST);
			byte[] piece = new byte[8192];
			while (left > 0) {
				int length = input.read(piece, 0, (int) Math.min(left, piece.length));
				if (length < 0) {
					throw new EOFException();
				}
				for (int i = 0; i < length; i++) {
					if (piece[i] != this.number) {
						throw new AssertionError("Byte " + piece[i] + " of another connection than " + this.number);
					}
				}
				left -= length;
				ClosingStressTests.this.bytes.addAndGet(length);
				if (ThreadLocalRandom.current().nextInt(8) == 0) {
					Thread.yield();
				}
			}
		}

	}

}
