package io.zmqf.transport.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Tasks, timers, errors and the end of a loop. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.zmqf.transport.contract.TransportKind#routes")
class LoopContractTests extends TransportContract {

	LoopContractTests(TransportKind.Route route) {
		super(route);
	}

	@Test
	void tasksOfOneThreadRunInTheirOrderOneAtATime() throws InterruptedException {
		RecordingSocket router = router();
		router.start();
		BlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
		AtomicInteger atOnce = new AtomicInteger();
		for (int i = 0; i < 2000; i++) {
			int number = i;
			LoopTask task = () -> {
				if (atOnce.incrementAndGet() == 1) {
					ran.add(number);
				}
				atOnce.decrementAndGet();
			};
			if (i % 3 == 0) {
				router.loop().executeHere(task);
			}
			else {
				router.loop().execute(task);
			}
		}
		for (int i = 0; i < 2000; i++) {
			assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(i);
		}
	}

	@Test
	void taskSubmittedByATaskRunsAfterIt() {
		RecordingSocket router = router();
		router.start();
		BlockingQueue<String> ran = new LinkedBlockingQueue<>();
		CompletableFuture<Void> inner = new CompletableFuture<>();
		router.run(() -> {
			router.loop().executeHere(() -> {
				ran.add("inner");
				inner.complete(null);
			});
			ran.add("outer");
		});
		assertThat(inner).succeedsWithin(20, TimeUnit.SECONDS);
		assertThat(ran).containsExactly("outer", "inner");
	}

	@Test
	void isHereIsTrueOnTheLoopAlone() {
		RecordingSocket router = router();
		router.start();
		assertThat(router.loop().isHere()).isFalse();
		assertThat(router.loop().query(() -> router.loop().isHere(), false)).succeedsWithin(20, TimeUnit.SECONDS)
			.isEqualTo(true);
		CompletableFuture<Boolean> here = new CompletableFuture<>();
		router.loop().executeHere(() -> here.complete(router.loop().isHere()));
		assertThat(here).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(true);
		assertThat(router.loop().isHere()).isFalse();
	}

	@Test
	void aTaskRunsOnTheCallersThreadWhereTheLoopHasNothingElseToDo() {
		this.route.kind().assume(TransportKind.Ability.CALLERS_THREAD);
		RecordingSocket router = router();
		router.start();
		await().pollInSameThread().untilAsserted(() -> {
			// it may still be busy with the start
			CompletableFuture<Thread> ran = new CompletableFuture<>();
			router.loop().executeHere(() -> ran.complete(Thread.currentThread()));
			assertThat(ran.get(30, TimeUnit.SECONDS)).isSameAs(Thread.currentThread());
		});
	}

	@Test
	void taskRunsOnTheThreadThatHoldsTheLoop() throws Exception {
		RecordingSocket router = router();
		router.start();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Thread> busy = new CompletableFuture<>();
		router.loop().execute(() -> {
			busy.complete(Thread.currentThread());
			begun.countDown();
			await().until(() -> end.await(0, TimeUnit.SECONDS));
		});
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Thread> ran = new CompletableFuture<>();
		router.loop().executeHere(() -> ran.complete(Thread.currentThread()));
		assertThat(ran).isNotDone();
		end.countDown();
		assertThat(ran).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(busy.get());
	}

	@Test
	void timersRunInTheOrderOfTheirDeadlinesUnlessCancelledAndOnceEach() throws InterruptedException {
		RecordingSocket router = router();
		router.start();
		BlockingQueue<String> ran = new LinkedBlockingQueue<>();
		Alarm cancelled = new Alarm(ran, "cancelled");
		Alarm moved = new Alarm(ran, "moved");
		SocketLoop loop = router.loop();
		router.run(() -> {
			long now = loop.now();
			loop.schedule(new Alarm(ran, "third"), now + millis(60));
			loop.schedule(moved, now + millis(1));
			loop.schedule(cancelled, now + millis(10));
			loop.schedule(new Alarm(ran, "first"), now + millis(20));
			loop.schedule(moved, now + millis(40));
			loop.cancel(cancelled);
			loop.schedule(new Alarm(ran, "last"), now + millis(80));
		});
		for (String name : List.of("first", "moved", "third", "last")) {
			assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(name);
		}
		assertThat(ran).isEmpty();
	}

	@Test
	void aTimerRunsNoSoonerThanItsDeadline() throws InterruptedException {
		RecordingSocket router = router();
		router.start();
		for (int i = 0; i < 20; i++) {
			BlockingQueue<Long> ran = new LinkedBlockingQueue<>();
			long[] deadline = new long[1];
			long delay = millis(i);
			router.run(() -> {
				deadline[0] = router.loop().now() + delay;
				router.loop().schedule(new Timed() {

					@Override
					protected void onTime() {
						ran.add(router.loop().now());
					}

				}, deadline[0]);
			});
			Long at = ran.poll(20, TimeUnit.SECONDS);
			assertThat(at).isNotNull();
			assertThat(at - deadline[0]).isNotNegative();
		}
	}

	@Test
	void exceptionsAreReportedAndTheLoopContinues() throws InterruptedException {
		expectFailures();
		List<Throwable> thrown = List.of(new IllegalStateException("an exception"), new StackOverflowError("a stack"),
				new OutOfMemoryError("a heap"), new AssertionError("an assertion"));
		RecordingSocket router = router();
		List<Throwable> left = new ArrayList<>(thrown);
		router.onMessage((frames) -> {
			if (!left.isEmpty()) {
				sneak(left.remove(0));
			}
			router.loop().send(frames);
		});
		RecordingSocket dealer = connected(dealer(router.start()));
		for (Throwable unused : thrown) {
			dealer.sent("bad");
		}
		assertEcho(dealer, "good");
		assertThat(this.listener.failures()).containsExactlyElementsOf(thrown);
		for (Throwable failure : thrown) {
			router.loop().execute(() -> sneak(failure));
			router.loop().executeHere(() -> sneak(failure));
			router.run(() -> router.loop().schedule(new Timed() {

				@Override
				protected void onTime() {
					sneak(failure);
				}

			}, router.loop().now()));
			assertEcho(dealer, "good");
		}
		await().until(() -> this.listener.failures().size() == 4 * thrown.size());
	}

	@Test
	void exceptionsOfNoticesAreReportedAndTheSocketContinues() throws InterruptedException {
		expectFailures();
		RecordingSocket first = router();
		Endpoint endpoint = first.echo().start();
		RecordingSocket dealer = dealer(endpoint);
		dealer.onNotice((notice) -> {
			if (!notice.equals("close")) {
				throw new IllegalStateException(notice);
			}
		});
		connected(dealer);
		assertEcho(dealer, "one");
		first.loop().close();
		dealer.awaitNotice("disconnected");
		router(endpoint, (settings) -> settings).echo().start();
		dealer.awaitNotice("connected");
		assertEcho(dealer, "two");
		assertThat(this.listener.failures()).extracting(Throwable::getMessage)
			.contains("open", "connected", "disconnected");
	}

	@Test
	void failedQueryIsReportedAndTheLoopContinues() {
		expectFailures();
		RecordingSocket router = router();
		router.start();
		CompletableFuture<String> answer = router.loop().query(() -> {
			throw new IllegalStateException("no answer");
		}, "ended");
		router.run(() -> {
		});
		await().until(() -> !this.listener.failures().isEmpty() || answer.isCompletedExceptionally());
	}

	@Test
	void startingAgainReturnsTheSameEndpoint() {
		RecordingSocket router = router();
		assertThat(router.start()).isEqualTo(router.start());
	}

	@Test
	void aLoopThatWasNeverStartedIsClosedAndRejectsItsTasks() {
		RecordingSocket router = router();
		router.loop().close();
		CountedTask task = new CountedTask();
		router.loop().execute(task);
		router.loop().executeHere(task);
		assertThat(task.rejected).hasValue(2);
		assertThat(task.run).hasValue(0);
		assertThatExceptionOfType(TransportException.class).isThrownBy(router::start).withMessageContaining("ended");
	}

	@Test
	void everyTaskIsRunOrRejectedExactlyOnceWhileTheLoopIsClosed() throws InterruptedException {
		for (int round = 0; round < 20; round++) {
			RecordingSocket router = router();
			router.start();
			CountedTask task = new CountedTask();
			CountDownLatch started = new CountDownLatch(2);
			List<Thread> givers = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				boolean here = i == 0;
				Thread giver = new Thread(() -> {
					started.countDown();
					for (int j = 0; j < 500; j++) {
						if (here) {
							router.loop().executeHere(task);
						}
						else {
							router.loop().execute(task);
						}
					}
				});
				giver.start();
				givers.add(giver);
			}
			assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
			router.loop().close();
			for (Thread giver : givers) {
				giver.join();
			}
			await().until(() -> task.run.get() + task.rejected.get() >= 1000);
			assertThat(task.run.get() + task.rejected.get()).isEqualTo(1000);
		}
	}

	@Test
	void aLoopClosesFromItselfFromATaskOnACallersThreadAndFromManyThreadsAtOnce() throws Exception {
		RecordingSocket itself = router();
		itself.start();
		itself.loop().execute(() -> itself.loop().close());
		itself.awaitNotice("close");
		itself.loop().close();
		RecordingSocket here = router();
		here.start();
		here.loop().executeHere(() -> here.loop().close());
		here.loop().close();
		assertThat(here.order()).containsOnlyOnce("close");
		RecordingSocket many = router();
		many.start();
		List<CompletableFuture<Void>> closed = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			closed.add(CompletableFuture.runAsync(() -> many.loop().close()));
		}
		for (CompletableFuture<Void> each : closed) {
			assertThat(each).succeedsWithin(20, TimeUnit.SECONDS);
		}
		assertThat(many.order()).containsOnlyOnce("close");
	}

	@Test
	void aHandlerThatFailsAtTheEndDoesNotKeepTheLoopFromEnding() {
		expectFailures();
		RecordingSocket router = router();
		router.onNotice((notice) -> {
			if (notice.equals("close")) {
				throw new StackOverflowError("close");
			}
		});
		router.start();
		assertThat(CompletableFuture.runAsync(() -> router.loop().close())).succeedsWithin(20, TimeUnit.SECONDS);
		assertThat(this.listener.failures()).extracting(Throwable::getMessage).contains("close");
	}

	@Test
	void timerWakesAnIdleLoopWithoutPeers() throws InterruptedException {
		RecordingSocket router = router();
		Endpoint endpoint = router.start();
		router.loop().close();
		RecordingSocket dealer = dealer(endpoint);
		dealer.start();
		BlockingQueue<String> ran = new LinkedBlockingQueue<>();
		dealer.run(() -> dealer.loop()
			.schedule(new Alarm(ran, "timer"), dealer.loop().now() + Duration.ofMillis(20).toNanos()));
		assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo("timer");
	}

	private static long millis(int count) {
		return TimeUnit.MILLISECONDS.toNanos(count);
	}

	private static void sneak(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		throw (RuntimeException) failure;
	}

	private static final class Alarm extends Timed {

		private final BlockingQueue<String> ran;

		private final @Nullable String name;

		Alarm(BlockingQueue<String> ran, String name) {
			this.ran = ran;
			this.name = name;
		}

		@Override
		protected void onTime() {
			this.ran.add(String.valueOf(this.name));
		}

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

}
