package io.zmqf.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

import io.zmqf.transport.internal.DefaultSocketLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The work of a loop, stepped by the test and by the test's clock. */
class SocketLoopTests {

	private static final Endpoint PEER = Endpoint.parse("tcp://peer:1");

	private final SteppedTransport transport = new SteppedTransport();

	private final List<String> happened = new ArrayList<>();

	private final Recorder handler = new Recorder();

	private SocketLoop loop = connecting(0);

	@Test
	void aTurnRunsTasksThenMessagesThenTimers() {
		this.transport.open();
		this.happened.clear();
		this.loop.schedule(new Alarm("timer"), this.loop.now());
		socket().incoming(bytes("message"));
		this.loop.execute(() -> this.happened.add("task 1"));
		this.loop.execute(() -> this.happened.add("task 2"));
		assertThat(this.transport.turnOnce(0)).isEqualTo(4);
		assertThat(this.happened).containsExactly("task 1", "task 2", "message", "timer");
		assertThat(this.transport.turnOnce(0)).isZero();
	}

	@Test
	void manyTasksLeaveRoomForMessages() {
		this.transport.open();
		AtomicInteger tasks = new AtomicInteger();
		for (int i = 0; i < 1000; i++) {
			this.loop.execute(tasks::incrementAndGet);
		}
		socket().incoming(bytes("message"));
		this.transport.turnOnce(0);
		assertThat(this.happened).contains("message");
		assertThat(tasks).hasValueLessThan(1000);
		this.transport.turn();
		assertThat(tasks).hasValue(1000);
	}

	@Test
	void manyMessagesLeaveRoomForTasks() {
		this.transport.open();
		for (int i = 0; i < 1000; i++) {
			socket().incoming(bytes("message"));
		}
		this.transport.turnOnce(0);
		assertThat(socket().unread()).isPositive();
		this.transport.turn();
		assertThat(socket().unread()).isZero();
	}

	@Test
	void timeIsConstantDuringATurn() {
		this.transport.open();
		this.transport.turnOnce(0);
		long before = this.loop.now();
		this.transport.clock().advance(Duration.ofMillis(3));
		assertThat(this.loop.now()).isEqualTo(before);
		this.transport.turnOnce(0);
		assertThat(this.loop.now() - before).isEqualTo(Duration.ofMillis(3).toNanos());
	}

	@Test
	void exceptionsOfTasksMessagesAndTimersAreReported() {
		this.transport.open();
		this.handler.failure = new StackOverflowError("message");
		this.loop.execute(() -> {
			throw new IllegalStateException("task");
		});
		this.loop.execute(() -> {
			throw new AssertionError("task");
		});
		this.loop.schedule(new Alarm("timer", new OutOfMemoryError("timer")), this.loop.now());
		this.loop.schedule(new Alarm("next timer"), this.loop.now() + 1);
		socket().incoming(bytes("bad"));
		socket().incoming(bytes("good"));
		this.transport.clock().advance(Duration.ofMillis(1));
		this.transport.turn();
		assertThat(this.transport.failures()).extracting(Throwable::getMessage)
			.containsExactly("task", "task", "message", "timer");
		assertThat(this.happened).contains("good", "timer", "next timer");
	}

	@Test
	void exceptionsOfNoticesAreReported() {
		this.handler.noticeFailure = new IllegalStateException("notice");
		this.transport.open();
		socket().connected();
		this.transport.turn();
		socket().peerGone();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "connected", "open", "disconnected");
		assertThat(this.transport.failures()).hasSize(4);
		assertThat(this.transport.sockets(0)).hasSize(2);
	}

	@Test
	void connectionIsReportedOnce() {
		this.transport.open();
		assertThat(socket().attempts()).isOne();
		assertThat(this.loop.isConnected()).isFalse();
		socket().connected();
		socket().connected();
		this.transport.turn();
		assertThat(this.loop.isConnected()).isTrue();
		assertThat(this.happened).containsExactly("open", "connected");
	}

	@Test
	void aLostPeerIsReplacedByANewSocketAfterTheBackOff() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		first.incoming(bytes("last"));
		first.peerGone();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "connected", "last", "open", "disconnected");
		assertThat(first.isClosed()).isTrue();
		assertThat(this.loop.isConnected()).isFalse();
		assertThat(socket().attempts()).isZero();
		pass(Duration.ofMillis(40));
		assertThat(socket().attempts()).isOne();
		socket().connected();
		this.transport.turn();
		assertThat(this.happened).last().isEqualTo("connected");
	}

	@Test
	void aSocketThatCannotBeClosedIsReplacedAllTheSame() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		first.failsToClose();
		first.peerGone();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "connected", "open", "disconnected");
		assertThat(this.transport.failures()).extracting(Throwable::getMessage).containsExactly("closing");
		pass(Duration.ofMillis(40));
		assertThat(socket()).isNotSameAs(first);
		assertThat(socket().attempts()).isOne();
	}

	@Test
	void aSocketIsReplacedAlthoughItsLastMessagesCannotBeReceived() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		this.transport.turn();
		first.failsToReceive();
		((DefaultSocketLoop) this.loop).restart();
		assertThat(first.isClosed()).isTrue();
		assertThat(this.happened).containsExactly("open", "connected", "open", "disconnected");
		assertThat(this.transport.failures()).extracting(Throwable::getMessage).containsExactly("receiving");
	}

	@Test
	void messagesOfAReplacedSocketAreHandledDespiteAFailure() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		this.transport.turn();
		first.failsToReceive();
		first.incoming(bytes("last words"));
		((DefaultSocketLoop) this.loop).restart();
		assertThat(this.happened).containsExactly("open", "connected", "last words", "open", "disconnected");
		assertThat(this.transport.failures()).extracting(Throwable::getMessage).containsExactly("receiving");
	}

	@Test
	void aSocketIsReplacedAlthoughNoneOfItsMessagesCanBeReceived() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		this.transport.turn();
		first.neverReceives();
		((DefaultSocketLoop) this.loop).restart();
		assertThat(first.isClosed()).isTrue();
		assertThat(this.transport.failures()).isNotEmpty().hasSizeLessThan(100);
	}

	@Test
	void boundSocketIsClosedUntilItCanBeReopened() {
		this.transport.forget();
		this.loop = this.transport.create("router",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("inproc://bound")), (frames) -> {
				});
		this.transport.open();
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.CONNECTED);
		this.transport.withoutSockets(true);
		((DefaultSocketLoop) this.loop).restart();
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.CLOSED);
		pass(Duration.ofSeconds(5));
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.CLOSED);
		// An ordinary one is for the start to report, and is not logged
		assertThat(this.transport.failures()).isNotEmpty().allSatisfy((failure) -> {
			assertThat(failure).isNotInstanceOf(TransportException.class).hasMessageContaining("retrying");
			assertThat(failure).hasCauseInstanceOf(TransportException.class);
		});
		this.transport.withoutSockets(false);
		pass(Duration.ofSeconds(2));
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.CONNECTED);
	}

	@Test
	void connectingSocketIsDisconnectedUntilItCanBeReopened() {
		this.transport.open();
		socket().connected();
		this.transport.turn();
		this.transport.withoutSockets(true);
		((DefaultSocketLoop) this.loop).restart();
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.DISCONNECTED);
		this.transport.withoutSockets(false);
		pass(Duration.ofSeconds(2));
		socket().connected();
		this.transport.turn();
		assertThat(this.loop.status().state()).isEqualTo(SocketStatus.State.CONNECTED);
	}

	@Test
	void backOffGrowsWithEachRejectionAndIsResetByAConnectionOfASecond() {
		this.transport.open();
		assertThat(refuseAndMeasure()).isLessThanOrEqualTo(20);
		assertThat(lastOf(this::refuseAndMeasure)).isBetween(500L, 1000L);
		connectFor(Duration.ofSeconds(1));
		assertThat(refuseAndMeasure()).isLessThanOrEqualTo(20);
		assertThat(refuseAndMeasure()).isBetween(20L, 40L);
	}

	@Test
	void aPeerThatClosesEachConnectionAfterAMessageDoesNotResetTheBackOff() {
		this.transport.open();
		assertThat(lastOf(() -> {
			connectFor(Duration.ofMillis(900));
			socket().peerGone();
			this.transport.turn();
			return untilAttempt();
		})).isBetween(500L, 1000L);
	}

	private static long lastOf(LongSupplier delay) {
		return LongStream.generate(delay).limit(12).skip(11).sum();
	}

	private void connectFor(Duration time) {
		socket().connected();
		socket().incoming(bytes("hello"));
		this.transport.turn();
		assertThat(this.loop.isConnected()).isTrue();
		pass(time);
	}

	private long refuseAndMeasure() {
		ScriptedSocket refusing = socket();
		refusing.refused();
		this.transport.turn();
		assertThat(socket()).isNotSameAs(refusing);
		assertThat(this.happened).last().isEqualTo("refused");
		return untilAttempt();
	}

	private long untilAttempt() {
		long millis = 0;
		while (socket().attempts() == 0 && millis < 10_000) {
			pass(Duration.ofMillis(1));
			millis++;
		}
		return millis;
	}

	@Test
	void aHostThatIsUnknownIsTriedAgainOnTheSameSocket() {
		this.transport.forget();
		this.loop = connecting(3);
		this.transport.open();
		assertThat(socket().attempts()).isOne();
		for (int i = 0; i < 10; i++) {
			pass(Duration.ofSeconds(1));
		}
		assertThat(socket().attempts()).isEqualTo(4);
		assertThat(this.transport.sockets(0)).hasSize(1);
		assertThat(this.transport.failures()).hasSize(3).hasOnlyElementsOfType(TransportException.class);
	}

	@Test
	void eventsOfAnOldSocketAreIgnored() {
		this.transport.open();
		ScriptedSocket old = socket();
		old.connected();
		old.peerGone();
		this.transport.turn();
		pass(Duration.ofSeconds(1));
		ScriptedSocket current = socket();
		old.connected();
		this.transport.turn();
		assertThat(this.loop.isConnected()).isFalse();
		current.connected();
		old.disconnected();
		old.refused();
		this.transport.turn();
		assertThat(this.loop.isConnected()).isTrue();
		assertThat(socket()).isSameAs(current);
	}

	@Test
	void aConnectionThatIsDownIsNotConnectedBeforeTheNoticeComes() {
		this.transport.open();
		socket().connected();
		this.transport.turn();
		socket().disconnected();
		this.transport.turn();
		assertThat(this.loop.isConnected()).isFalse();
		socket().connected();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "connected", "connected");
	}

	@Test
	void reconnectingTakesANewSocketAtOnce() {
		this.transport.open();
		ScriptedSocket first = socket();
		first.connected();
		this.loop.execute(() -> this.loop.reconnect());
		this.transport.turn();
		assertThat(first.isClosed()).isTrue();
		assertThat(socket().attempts()).isOne();
		assertThat(this.loop.isConnected()).isFalse();
	}

	@Test
	void pausedReadingLeavesMessagesWhereTheyAre() {
		this.transport.open();
		this.loop.pauseReading(true);
		socket().incoming(bytes("message"));
		this.loop.execute(() -> this.happened.add("task"));
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "task");
		assertThat(socket().unread()).isOne();
		this.loop.pauseReading(false);
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "task", "message");
	}

	@Test
	void readingThatIsPausedByAMessageStopsAfterIt() {
		this.transport.open();
		this.handler.pauses = true;
		socket().incoming(bytes("first"));
		socket().incoming(bytes("second"));
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "first");
		assertThat(socket().unread()).isOne();
	}

	@Test
	void whoeverAwaitsRoomIsCalledOnceThereIsSome() {
		this.transport.open();
		socket().takes(false);
		assertThat(this.loop.send(new byte[][] { bytes("a") })).isEqualTo(SendResult.FULL);
		this.loop.awaitWritable();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open");
		socket().takes(true);
		this.transport.turn();
		this.transport.turn();
		assertThat(this.happened).containsExactly("open", "writable");
	}

	@Test
	void exceptionOfARejectedTaskIsReportedAndTheNextOneIsRejected() {
		this.transport.open();
		CountedTask next = new CountedTask();
		this.handler.closing = () -> {
			this.loop.execute(new LoopTask() {

				@Override
				public void run() {
					// not reached
				}

				@Override
				public void reject() {
					throw new IllegalStateException("rejected");
				}

			});
			this.loop.execute(next);
		};
		this.transport.end();
		assertThat(next.rejected).hasValue(1);
		assertThat(this.transport.failures()).extracting(Throwable::getMessage).contains("rejected");
	}

	@Test
	void tasksSubmittedBeforeTheEndAreRunAndLaterOnesRejected() {
		this.transport.open();
		CountedTask before = new CountedTask();
		for (int i = 0; i < 600; i++) {
			this.loop.execute(before);
		}
		this.transport.end();
		CountedTask after = new CountedTask();
		this.loop.execute(after);
		assertThat(before.run).hasValue(600);
		assertThat(before.rejected).hasValue(0);
		assertThat(after.run).hasValue(0);
		assertThat(after.rejected).hasValue(1);
		assertThat(this.happened).last().isEqualTo("close");
		assertThat(socket().isClosed()).isTrue();
	}

	@Test
	void repliesCanStillBeSentWhenTheLoopEnds() {
		this.handler.closing = () -> this.loop.send(new byte[][] { { 1 } });
		this.transport.open();
		ScriptedSocket socket = socket();
		this.transport.end();
		assertThat(socket.sent()).hasSize(1);
	}

	@Test
	void aHandlerThatFailsAtTheEndDoesNotKeepTheLoopFromEnding() {
		this.transport.open();
		this.handler.noticeFailure = new IllegalStateException("at the end");
		this.loop.execute(() -> {
			throw new IllegalStateException("before the end");
		});
		CountedTask task = new CountedTask();
		this.loop.execute(task);
		this.transport.end();
		assertThat(this.transport.sockets(0).get(0).isClosed()).isTrue();
		assertThat(task.run.get() + task.rejected.get()).isOne();
		this.loop.close();
	}

	@Test
	void everyTaskSubmittedDuringTheEndIsRunOrRejectedOnce() throws InterruptedException {
		for (int round = 0; round < 200; round++) {
			this.transport.forget();
			SocketLoop ending = connecting(0);
			this.transport.open();
			CountedTask task = new CountedTask();
			CountDownLatch started = new CountDownLatch(2);
			List<Thread> givers = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				Thread giver = new Thread(() -> {
					started.countDown();
					for (int j = 0; j < 200; j++) {
						ending.execute(task);
					}
				});
				giver.start();
				givers.add(giver);
			}
			assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
			this.transport.end();
			for (Thread giver : givers) {
				giver.join();
			}
			assertThat(task.run.get() + task.rejected.get()).isEqualTo(400);
		}
	}

	private SocketLoop connecting(int unresolvable) {
		return this.transport.create("loop", SocketSettings.asking(PEER), this.handler, unresolvable);
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

	private void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static final class CountedTask implements LoopTask {

		private final AtomicInteger run = new AtomicInteger();

		private final AtomicInteger rejected = new AtomicInteger();

		@Override
		public void run() {
			this.run.incrementAndGet();
		}

		@Override
		public void reject() {
			this.rejected.incrementAndGet();
		}

	}

	private final class Alarm extends Timed {

		private final String name;

		private final @Nullable Error failure;

		Alarm(String name) {
			this(name, null);
		}

		Alarm(String name, @Nullable Error failure) {
			this.name = name;
			this.failure = failure;
		}

		@Override
		protected void onTime() {
			SocketLoopTests.this.happened.add(this.name);
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

	private final class Recorder implements SocketHandler {

		private @Nullable Error failure;

		private @Nullable RuntimeException noticeFailure;

		private boolean pauses;

		private Runnable closing = () -> {
		};

		@Override
		public void onMessage(byte[][] frames) {
			Error thrown = this.failure;
			this.failure = null;
			if (thrown != null) {
				throw thrown;
			}
			SocketLoopTests.this.happened.add(new String(frames[0], StandardCharsets.UTF_8));
			if (this.pauses) {
				SocketLoopTests.this.loop.pauseReading(true);
			}
		}

		private void notice(String name) {
			SocketLoopTests.this.happened.add(name);
			if (this.noticeFailure != null) {
				throw this.noticeFailure;
			}
		}

		@Override
		public void onOpen() {
			notice("open");
		}

		@Override
		public void onConnected() {
			notice("connected");
		}

		@Override
		public void onDisconnected() {
			notice("disconnected");
		}

		@Override
		public void onRefused() {
			notice("refused");
		}

		@Override
		public void onWritable() {
			notice("writable");
		}

		@Override
		public void onClose() {
			this.closing.run();
			notice("close");
		}

	}

}
