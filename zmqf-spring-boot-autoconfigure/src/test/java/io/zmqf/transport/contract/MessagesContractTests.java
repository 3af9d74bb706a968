package io.zmqf.transport.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Order and wholeness of messages, the high-water mark and back-pressure. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.zmqf.transport.contract.TransportKind#routes")
class MessagesContractTests extends TransportContract {

	private static final int KILOBYTES = 1024 * 64;

	MessagesContractTests(TransportKind.Route route) {
		super(route);
	}

	@Test
	void messagesArriveInOrderBothWays() throws InterruptedException {
		RecordingSocket dealer = connected(dealer(router().echo().start()));
		int messages = 5000;
		dealer.run(() -> {
			for (int i = 0; i < messages; i++) {
				assertThat(dealer.loop().send(new byte[][] { RecordingSocket.bytes(Integer.toString(i)) }))
					.isEqualTo(SendResult.SENT);
			}
		});
		for (int i = 0; i < messages; i++) {
			assertThat(dealer.text()).containsExactly(Integer.toString(i));
		}
	}

	@Test
	void frameLengthsAndEmptyFramesArriveAsTheyWereSent() throws InterruptedException {
		RecordingSocket dealer = connected(dealer(router().echo().start()));
		Random random = new Random(1);
		int[] sizes = { 0, 1, 254, 255, 256, 257, 8191, 8192, 8193, 65_535, 65_536, 65_537, 300_000 };
		for (int i = 0; i < 100; i++) {
			Object[] frames = new Object[1 + random.nextInt(9)];
			for (int j = 0; j < frames.length; j++) {
				byte[] frame = new byte[sizes[random.nextInt(sizes.length)]];
				random.nextBytes(frame);
				frames[j] = frame;
			}
			dealer.sent(frames);
			assertThat(dealer.message()).isDeepEqualTo(Arrays.copyOf(frames, frames.length, byte[][].class));
		}
	}

	@Test
	void aLargeMessageArrivesWhole() throws InterruptedException {
		RecordingSocket dealer = connected(dealer(router().echo().start()));
		byte[] large = new byte[12 * 1024 * 1024];
		new Random(2).nextBytes(large);
		dealer.sent("first", large, "last");
		byte[][] frames = dealer.message();
		assertThat(frames.length).isEqualTo(3);
		assertThat(Arrays.equals(frames[1], large)).isTrue();
	}

	@Test
	void nothingIsSentWithoutAConnection() {
		RecordingSocket dealer = dealer(free());
		dealer.start();
		assertThat(dealer.loop().isConnected()).isFalse();
		assertThat(dealer.send("nobody")).isEqualTo(SendResult.FULL);
	}

	@Test
	void aMessageToAnUnknownPeerIsUnroutable() throws InterruptedException {
		RecordingSocket router = router();
		connected(dealer(router.start(), "known")).sent("hello");
		router.message();
		assertThat(router.send("unknown", "nobody")).isEqualTo(SendResult.UNROUTABLE);
		assertThat(router.send("known", "somebody")).isEqualTo(SendResult.SENT);
	}

	@Test
	void messagesAreQueuedUpToTheHighWaterMarkWithoutLoss() throws InterruptedException {
		RecordingSocket router = router(free(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(10)));
		RecordingSocket dealer = connected(
				dealer(router.start(), (settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(10))));
		dealer.sent("hello");
		String identity = router.text().get(0);
		dealer.run(() -> dealer.loop().pauseReading(true));
		int sent = 0;
		while (router.send(identity, filled(sent)) == SendResult.SENT) {
			sent++;
			assertThat(sent).as("messages that no peer reads").isLessThan(5000);
		}
		assertThat(sent).isGreaterThanOrEqualTo(10);
		dealer.loop().execute(() -> dealer.loop().pauseReading(false));
		for (int i = 0; i < sent; i++) {
			assertThat(dealer.message()).isDeepEqualTo(new byte[][] { filled(i) });
		}
		await().pollInSameThread().until(() -> router.send(identity, "again") == SendResult.SENT);
		assertThat(dealer.text()).containsExactly("again");
	}

	private static byte[] filled(int number) {
		byte[] data = new byte[KILOBYTES];
		data[0] = (byte) number;
		data[KILOBYTES - 1] = (byte) (number >> 8);
		return data;
	}

	@Test
	void writableNoticeIsSentOnceForEachWait() throws InterruptedException {
		RecordingSocket router = router(free(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(5)));
		RecordingSocket dealer = dealer(router.start(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(5)));
		router.run(() -> router.loop().pauseReading(true));
		AtomicInteger sent = new AtomicInteger();
		AtomicInteger waits = new AtomicInteger();
		AtomicInteger calls = new AtomicInteger();
		int messages = 3000;
		Runnable pump = () -> {
			while (sent.get() < messages
					&& dealer.loop().send(new byte[][] { filled(sent.get()) }) == SendResult.SENT) {
				sent.incrementAndGet();
			}
			if (sent.get() < messages) {
				waits.incrementAndGet();
				dealer.loop().awaitWritable();
			}
		};
		dealer.onNotice((notice) -> {
			if (notice.equals("writable")) {
				calls.incrementAndGet();
				pump.run();
			}
		});
		connected(dealer);
		dealer.run(pump);
		await().until(() -> waits.get() > 0 && dealer.loop().query(() -> true, false).get());
		router.loop().execute(() -> router.loop().pauseReading(false));
		for (int i = 0; i < messages; i++) {
			assertThat(router.message()[1]).isEqualTo(filled(i));
		}
		assertThat(calls).hasValue(waits.get());
	}

	@Test
	void pausedReadingLeavesMessagesWhereTheyAreInOrder() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start()));
		router.run(() -> router.loop().pauseReading(true));
		for (int i = 0; i < 500; i++) {
			dealer.sent(Integer.toString(i));
		}
		for (int i = 0; i < 3; i++) {
			router.run(() -> {
			});
		}
		assertThat(router.messages()).isEmpty();
		router.loop().execute(() -> router.loop().pauseReading(false));
		for (int i = 0; i < 500; i++) {
			assertThat(router.text()).endsWith(Integer.toString(i));
		}
	}

	@Test
	void readingThatIsPausedByAMessageStopsAfterIt() throws InterruptedException {
		RecordingSocket router = router();
		router.onMessage((frames) -> router.loop().pauseReading(true));
		RecordingSocket dealer = connected(dealer(router.start()));
		dealer.run(() -> {
			for (int i = 0; i < 10; i++) {
				dealer.loop().send(new byte[][] { { (byte) i } });
			}
		});
		for (int i = 0; i < 10; i++) {
			assertThat(router.message()[1]).containsExactly(i);
			router.run(() -> {
			});
			assertThat(router.messages()).isEmpty();
			router.run(() -> router.loop().pauseReading(false));
		}
	}

	@Test
	void manyCallersSendWithoutMixingUpTheirMessages() throws InterruptedException {
		RecordingSocket router = router();
		RecordingSocket dealer = connected(dealer(router.start(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(100_000))));
		int callers = 4;
		int each = 3000;
		List<Thread> threads = new ArrayList<>();
		AtomicInteger unsent = new AtomicInteger();
		for (int i = 0; i < callers; i++) {
			int caller = i;
			threads.add(new Thread(() -> {
				for (int j = 0; j < each; j++) {
					byte[][] message = { { (byte) caller }, new byte[j % 700],
							RecordingSocket.bytes(Integer.toString(j)) };
					dealer.loop().executeHere(() -> {
						if (dealer.loop().send(message) != SendResult.SENT) {
							unsent.incrementAndGet();
						}
					});
				}
			}));
		}
		threads.forEach(Thread::start);
		int[] next = new int[callers];
		for (int i = 0; i < callers * each; i++) {
			byte[][] message = router.message();
			int number = next[message[1][0]]++;
			assertThat(message[2]).hasSize(number % 700);
			assertThat(RecordingSocket.text(message[3])).isEqualTo(Integer.toString(number));
		}
		for (Thread thread : threads) {
			thread.join(TimeUnit.SECONDS.toMillis(20));
		}
		assertThat(unsent).hasValue(0);
	}

}
