package io.zmqf.transport.contract;

import java.io.DataInputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The closing of sockets and of the transport, whatever their peers do. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.zmqf.transport.contract.TransportKind#routes")
class ClosingContractTests extends TransportContract {

	private static final int MEGABYTE = 1024 * 1024;

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	ClosingContractTests(TransportKind.Route route) {
		super(route);
	}

	@Test
	void messagesSentBeforeTheCloseArrive() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start()));
		dealer.sent("hello");
		String identity = router.text().get(0);
		for (int i = 0; i < 12; i++) {
			router.sent(identity, new byte[MEGABYTE], Integer.toString(i));
		}
		router.loop().close();
		for (int i = 0; i < 12; i++) {
			assertThat(RecordingSocket.text(dealer.message()[1])).isEqualTo(Integer.toString(i));
		}
	}

	@Test
	void repliesAreStillSentWhileTheLoopCloses() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start(), "asker"));
		dealer.sent("hello");
		router.message();
		router.onNotice((notice) -> {
			if (notice.equals("close")) {
				router.loop()
					.send(new byte[][] { RecordingSocket.bytes("asker"), RecordingSocket.bytes("last words") });
			}
		});
		router.loop().close();
		assertThat(dealer.text()).containsExactly("last words");
	}

	@Test
	void closeDoesNotWaitForAPeerThatReadsNothing() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start()));
		dealer.sent("hello");
		String identity = router.text().get(0);
		dealer.run(() -> dealer.loop().pauseReading(true));
		for (int i = 0; i < 30; i++) {
			assertThat(router.send(identity, new byte[MEGABYTE])).isEqualTo(SendResult.SENT);
		}
		assertThat(CompletableFuture.runAsync(() -> router.loop().close())).succeedsWithin(20, TimeUnit.SECONDS);
		assertThat(CompletableFuture.runAsync(this::closeTransport)).succeedsWithin(20, TimeUnit.SECONDS);
	}

	@Test
	void aPeerOutsideThatTakesNothingIsCutOffWhenTheTransportIsClosed() throws Exception {
		org.junit.jupiter.api.Assumptions.assumeTrue(this.route.scheme() == TransportKind.Scheme.TCP,
				"the peer is written by hand");
		RecordingSocket router = router().echo();
		try (Socket peer = Zmtp.connectAsDealer(router.start(), "slow")) {
			peer.getOutputStream().write(Zmtp.frame(Zmtp.ascii("hello"), false));
			assertThat(new DataInputStream(peer.getInputStream()).readNBytes(7)).endsWith('o');
			for (int i = 0; i < 12; i++) {
				assertThat(router.send("slow", new byte[MEGABYTE])).isEqualTo(SendResult.SENT);
			}
			assertThat(CompletableFuture.runAsync(this::closeTransport)).succeedsWithin(20, TimeUnit.SECONDS);
			assertThat(Zmtp.isClosedByPeer(peer, 20_000)).isTrue();
		}
	}

	@Test
	void closingTheTransportEndsOpenLoops() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start()));
		closeTransport();
		AtomicBoolean rejected = new AtomicBoolean();
		for (RecordingSocket socket : new RecordingSocket[] { router, dealer }) {
			rejected.set(false);
			socket.loop().execute(new LoopTask() {

				@Override
				public void run() {
					throw new IllegalStateException("Nothing runs on a loop that has ended");
				}

				@Override
				public void reject() {
					rejected.set(true);
				}

			});
			assertThat(rejected).isTrue();
			assertThat(socket.order()).containsOnlyOnce("close");
		}
		assertThat(this.listener.failures()).isEmpty();
		expectFailures();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> router().start())
			.withMessageContaining("closed");
	}

	@Test
	void theTransportClosesWhileItsSocketsAreInUse() throws InterruptedException {
		RecordingSocket router = router().echo();
		Endpoint endpoint = router.start();
		AtomicBoolean stop = new AtomicBoolean();
		Thread[] callers = new Thread[3];
		for (int i = 0; i < callers.length; i++) {
			RecordingSocket dealer = connected(dealer(endpoint));
			callers[i] = new Thread(() -> {
				while (!stop.get()) {
					sendHere(dealer);
				}
			});
			callers[i].start();
		}
		try {
			await().until(() -> router.loop().status().messagesReceived() > 100);
			assertThat(CompletableFuture.runAsync(this::closeTransport)).succeedsWithin(20, TimeUnit.SECONDS);
		}
		finally {
			stop.set(true); // their messages are kept
		}
		for (Thread caller : callers) {
			caller.join(TimeUnit.SECONDS.toMillis(20));
			assertThat(caller.isAlive()).isFalse();
		}
	}

	/** Sends on the calling thread, and waits until it succeeds or is rejected. */
	private static void sendHere(RecordingSocket dealer) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		dealer.loop().executeHere(new LoopTask() {

			@Override
			public void run() {
				done.complete(null);
				dealer.loop().send(new byte[][] { { 1, 2, 3 } });
			}

			@Override
			public void reject() {
				done.complete(null);
			}

		});
		done.join();
	}

	@Test
	void openingAndClosingManyTimesLeavesNeitherThreadsNorDescriptors() throws Exception {
		RecordingSocket router = router().echo();
		Endpoint endpoint = router.start();
		cycle(endpoint, 30);
		int threads = Thread.activeCount();
		long descriptors = descriptors();
		cycle(endpoint, 200);
		await().untilAsserted(() -> {
			assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
			assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 20);
		});
	}

	private void cycle(Endpoint endpoint, int times) throws InterruptedException {
		for (int i = 0; i < times; i++) {
			RecordingSocket dealer = connected(dealer(endpoint));
			if (i % 2 == 0) {
				assertEcho(dealer, "hello");
			}
			dealer.loop().close();
		}
	}

	private static long descriptors() throws Exception {
		if (!Files.isDirectory(DESCRIPTORS)) {
			return 0;
		}
		try (Stream<Path> open = Files.list(DESCRIPTORS)) {
			return open.count();
		}
	}

}
