package io.zmqf.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Events;
import io.zmqf.support.HostileFrames;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Garbage on every socket that a router binds, beside requests that mean well. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(1200)
class HostileFaultIT {

	private static final long GROWTH = 16 * 1024 * 1024;

	private static final int THREADS = 4;

	@TempDir
	private Path records;

	@Test
	void hostileConnectionsOfEveryKind() {
		int ofEach = Form.of(60, 10_000);
		AtomicLong connections = new AtomicLong();
		besideGarbage(ofEach + " hostile connections of each of " + Hostility.values().length + " kinds", (router) -> {
			inParallel((thread) -> {
				Random random = new Random(thread);
				for (int i = thread; i < ofEach; i += THREADS) {
					for (Hostility kind : Hostility.values()) {
						kind.attack(router.endpoints().get(i % 3), random);
						connections.incrementAndGet();
					}
				}
			});
			return connections + " connections";
		});
		assertThat(connections).hasValue((long) ofEach * Hostility.values().length);
	}

	@Test
	void randomFramesByPeersThatHaveShakenHands() {
		int frames = Form.of(30_000, 1_000_000);
		AtomicLong sent = new AtomicLong();
		besideGarbage(frames + " random frames", (router) -> {
			inParallel((thread) -> {
				HostileFrames messages = new HostileFrames(thread);
				long own = 0;
				for (int i = thread; own < frames / THREADS; i++) {
					own += send(router.endpoints().get(i % 3), messages, 1000);
				}
				sent.addAndGet(own);
			});
			return sent + " frames";
		});
		assertThat(sent.get()).isGreaterThanOrEqualTo(frames);
	}

	/** Sends about so many frames over one connection, fewer where it is closed. */
	private static long send(Endpoint endpoint, HostileFrames messages, int count) throws IOException {
		long sent = 0;
		try (Socket socket = Zmtp.connectAsDealer(endpoint)) {
			socket.setSoLinger(true, 0);
			while (sent < count) {
				Object[] message = messages.next();
				if (!HostileFrames.isControl(message, Events.READY)) {
					// that would be a worker
					socket.getOutputStream().write(encoded(message));
					sent += message.length;
				}
			}
			socket.shutdownOutput();
			Zmtp.isClosedByPeer(socket, 200);
		}
		catch (java.net.SocketException ex) {
			// closed by the peer, which is its right
		}
		return sent;
	}

	private static byte[] encoded(Object[] message) {
		byte[][] frames = new byte[message.length][];
		for (int i = 0; i < message.length; i++) {
			frames[i] = Zmtp.frame(HostileFrames.bytes(message[i]), i < message.length - 1);
		}
		return Zmtp.concat(frames);
	}

	private void besideGarbage(String kind, java.util.function.Function<NodeProcess, String> garbage) {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouter();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			NodeProcess.Vitals before = router.vitals();
			Load load = Load.start(Load.Work.once(300), clients);
			load.awaitAnswer();
			String sent = garbage.apply(router);
			load.awaitAnswer();
			Audit audit = load.stop();
			NodeProcess.Vitals after = router.vitals();
			Map<Long, Integer> handled = cluster.handled();
			FaultTable.add(kind, "not idempotent", audit, handled,
					sent + String.format(java.util.Locale.ROOT, "; the router's heap grew by %.1f MB to %.1f MB",
							(after.heapBytes() - before.heapBytes()) / 1e6, after.heapBytes() / 1e6));
			audit.assertAllAnswered().assertHandledAtMostOnce(handled);
			assertThat(after.threads()).isEqualTo(before.threads());
			assertThat(after.heapBytes()).isLessThan(before.heapBytes() + GROWTH);
		}
	}

	/** The task of a thread. */
	@FunctionalInterface
	private interface Task {

		void run(int thread) throws IOException;

	}

	private static void inParallel(Task task) {
		List<CompletableFuture<Void>> running = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			running.add(CompletableFuture.runAsync(() -> {
				try {
					task.run(thread);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, (attack) -> new Thread(attack, "attack").start()));
		}
		CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
			.orTimeout(Duration.ofMinutes(15).toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
			.join();
	}

}
