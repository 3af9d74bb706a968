package io.zmqf.concurrent;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.ThreadMXBean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Few threads for short tasks, all that are allowed for those that block. */
@Timeout(60)
class LimitedExecutorTests {

	private final List<Integer> done = new ArrayList<>();

	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final Queue<Runnable> looks = new ArrayDeque<>();

	/** Checks whether the delegate has no thread. */
	private final Queue<Runnable> soonLooks = new ArrayDeque<>();

	private long now;

	private final LimitedExecutor stepped = new LimitedExecutor(this.threads::add, 4, false, time());

	private final List<Throwable> uncaught = new ArrayList<>();

	private Thread.UncaughtExceptionHandler before;

	@BeforeEach
	void watchThread() {
		this.before = Thread.currentThread().getUncaughtExceptionHandler();
		Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> this.uncaught.add(ex));
	}

	/** An assertion error in a task fails its thread, not the test. */
	@AfterEach
	void leaveThread() {
		Thread.currentThread().setUncaughtExceptionHandler(this.before);
		assertThat(this.uncaught).isEmpty();
	}

	@Test
	void threadContinuesWithTheNextTask() {
		for (int i = 0; i < 5; i++) {
			int number = i;
			this.stepped.execute(() -> this.done.add(number));
		}
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.done).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void threadForAQueuedTaskIsRequestedBeforeTheRunningTaskBegins() {
		this.stepped.execute(() -> {
			assertThat(this.threads).hasSize(1); // one more
			this.threads.remove().run();
			assertThat(this.done).containsExactly(1);
		});
		this.stepped.execute(() -> this.done.add(1));
		this.threads.remove().run();
	}

	@Test
	void shortTasksHaveNoOtherThreadWokenForThem() {
		learn(TimeUnit.MICROSECONDS.toNanos(2));
		this.stepped.execute(() -> {
			for (int i = 0; i < 20; i++) {
				int number = i;
				this.stepped.execute(() -> this.done.add(number));
			}
			assertThat(this.threads).isEmpty();
		});
		this.threads.remove().run();
		assertThat(this.done).hasSize(20);
	}

	@Test
	void anotherThreadIsWokenForSoManyShortTasksThatItPays() {
		learn(TimeUnit.MICROSECONDS.toNanos(2));
		this.stepped.execute(() -> {
			for (int i = 0; i < 40; i++) {
				int number = i;
				this.stepped.execute(() -> this.done.add(number));
			}
			assertThat(this.threads).hasSize(1);
		});
		this.threads.remove().run();
		assertThat(this.done).hasSize(40);
	}

	@Test
	void taskBehindABlockedOneGetsAThreadAfterTwoChecks() {
		learn(TimeUnit.MICROSECONDS.toNanos(2));
		this.stepped.execute(() -> {
			this.stepped.execute(() -> this.done.add(1));
			this.stepped.execute(() -> this.done.add(2));
			assertThat(this.threads).isEmpty();
			this.looks.remove().run();
			assertThat(this.threads).isEmpty();
			this.looks.remove().run();
			this.threads.remove().run(); // while this one still blocks
			assertThat(this.done).containsExactly(1, 2);
			this.stepped.execute(() -> this.done.add(3)); // others may block as well
			this.threads.remove().run();
			assertThat(this.done).containsExactly(1, 2, 3);
		});
		this.threads.remove().run();
	}

	@Test
	void taskBehindManyBlockedOnesGetsAThreadAfterTwoChecks() {
		LimitedExecutor unlimited = new LimitedExecutor(this.threads::add, Integer.MAX_VALUE, false, time());
		Runnable[] blocking = new Runnable[100];
		for (int i = 0; i < blocking.length; i++) {
			int number = i;
			blocking[i] = () -> {
				if (number + 1 < blocking.length) {
					unlimited.execute(blocking[number + 1]);
				}
				else {
					unlimited.execute(() -> this.done.add(number));
				}
				while (this.threads.isEmpty()) {
					this.looks.remove().run();
				}
				this.threads.remove().run(); // while all those before still block
			};
		}
		unlimited.execute(blocking[0]);
		this.threads.remove().run();
		assertThat(this.done).containsExactly(99);
	}

	@Test
	void checkerRunsNoTaskAndChecksAgainIfNoOtherThreadCan() {
		Queue<Runnable> elsewhere = new ArrayDeque<>();
		AtomicInteger refusals = new AtomicInteger(1);
		LimitedExecutor executor = new LimitedExecutor((task) -> {
			if (this.threads.isEmpty()) {
				this.threads.add(task);
			}
			else {
				task.run(); // as some pools do that are full
			}
		}, 4, false, new CheckExecutors(this.looks::add, this.soonLooks::add, (task) -> {
			if (refusals.getAndDecrement() > 0) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			elsewhere.add(task);
		}, () -> this.now));
		for (int i = 0; i < 1000; i++) {
			executor.execute(() -> this.now += 1);
			this.threads.remove().run();
		}
		executor.execute(() -> {
			this.threads.add(() -> {
			});
			executor.execute(() -> this.done.add(1));
			this.looks.remove().run();
			this.looks.remove().run();
			this.looks.remove().run();
			assertThat(this.done).isEmpty();
			elsewhere.remove().run();
			assertThat(this.done).containsExactly(1);
		});
		this.threads.remove().run();
	}

	@Test
	void failedCheckIsRepeatedLater() {
		AtomicInteger refusedLooks = new AtomicInteger(1);
		AtomicInteger refusedThreads = new AtomicInteger();
		LimitedExecutor executor = new LimitedExecutor((task) -> {
			if (refusedThreads.getAndDecrement() > 0) {
				throw new RejectedExecutionException();
			}
			this.threads.add(task);
		}, 4, false, new CheckExecutors((look) -> {
			if (refusedLooks.getAndDecrement() > 0) {
				throw new OutOfMemoryError("on purpose");
			}
			this.looks.add(look);
		}, this.soonLooks::add, Runnable::run, () -> this.now));
		for (int i = 0; i < 1000; i++) {
			executor.execute(() -> this.now += TimeUnit.MICROSECONDS.toNanos(2));
			this.threads.remove().run();
		}
		executor.execute(() -> {
			assertThatExceptionOfType(OutOfMemoryError.class)
				.isThrownBy(() -> executor.execute(() -> this.done.add(0)));
			executor.execute(() -> this.done.add(1));
			refusedThreads.set(1);
			this.looks.remove().run();
			this.looks.remove().run(); // no thread at this moment
			assertThat(this.threads).isEmpty();
			this.looks.remove().run();
			this.threads.remove().run();
			assertThat(this.done).containsExactly(1);
		});
		this.threads.remove().run();
	}

	@Test
	void noCheckIsScheduledWithoutQueuedTasks() {
		learn(TimeUnit.MICROSECONDS.toNanos(2));
		this.stepped.execute(() -> {
			this.stepped.execute(() -> this.done.add(1));
			assertThat(this.looks).hasSize(1);
		});
		this.threads.remove().run();
		this.looks.remove().run();
		assertThat(this.looks).isEmpty();
		assertThat(this.threads).isEmpty();
	}

	@Test
	void tasksThatBecomeSlowHaveThreadsOfTheirOwnAgain() {
		learn(TimeUnit.MICROSECONDS.toNanos(2));
		this.stepped.execute(() -> this.now += TimeUnit.MILLISECONDS.toNanos(5));
		this.threads.remove().run();
		this.stepped.execute(() -> {
			this.stepped.execute(() -> this.done.add(1));
			assertThat(this.threads).hasSize(1);
		});
		this.threads.remove().run();
	}

	private CheckExecutors time() {
		return new CheckExecutors(this.looks::add, this.soonLooks::add, Runnable::run, () -> this.now);
	}

	/** An executor that rejects no task. */
	private LimitedExecutor outcomes(Executor delegate) {
		return new LimitedExecutor(delegate, Integer.MAX_VALUE, true, time());
	}

	/** Runs many tasks of the same duration. */
	private void learn(long nanos) {
		for (int i = 0; i < 1000; i++) {
			this.stepped.execute(() -> this.now += nanos);
			this.threads.remove().run();
		}
	}

	@Test
	void noThreadIsRequestedWhileOneThatWasRequestedHasNotBegun() {
		this.stepped.execute(() -> {
			for (int i = 0; i < 20; i++) {
				int number = i;
				this.stepped.execute(() -> this.done.add(number));
			}
			assertThat(this.threads).hasSize(1);
		});
		this.threads.remove().run();
		assertThat(this.done).hasSize(20);
	}

	@Test
	void aTaskThatIsReleasedLeavesItsPlaceToAnotherOne() {
		LimitedExecutor one = new LimitedExecutor(this.threads::add, 1);
		AtomicInteger ended = new AtomicInteger();
		ReleasableTask stuck = new ReleasableTask() {

			@Override
			public void run() {
				one.execute(() -> LimitedExecutorTests.this.done.add(1));
				assertThat(LimitedExecutorTests.this.threads).isEmpty();
				assertThat(one.release(this)).isTrue();
				assertThat(one.release(this)).isFalse();
				// while this one is stuck
				LimitedExecutorTests.this.threads.remove().run();
				assertThat(LimitedExecutorTests.this.done).containsExactly(1);
			}

			@Override
			protected void endedAfterRelease() {
				ended.incrementAndGet();
			}

		};
		assertThat(one.release(stuck)).isFalse();
		one.execute(stuck);
		this.threads.remove().run();
		assertThat(this.uncaught).isEmpty();
		assertThat(ended).hasValue(1);
		assertThat(one.release(stuck)).isFalse();
	}

	@Test
	void releasedTaskFreesItsSlotThoughTheDelegateCanNotBeChecked() {
		LimitedExecutor one = new LimitedExecutor(this.threads::add, 1, false,
				new CheckExecutors(this.looks::add, (look) -> {
					throw new OutOfMemoryError("on purpose");
				}, Runnable::run, () -> this.now));
		ReleasableTask stuck = new ReleasableTask() {

			@Override
			public void run() {
				one.execute(() -> LimitedExecutorTests.this.done.add(1));
				assertThat(one.release(this)).isTrue();
				assertThat(LimitedExecutorTests.this.threads).hasSize(1);
				LimitedExecutorTests.this.threads.remove().run();
				assertThat(LimitedExecutorTests.this.done).containsExactly(1);
			}

		};
		one.execute(stuck);
		this.threads.remove().run();
		assertThat(this.uncaught).isEmpty();
		assertThat(this.done).containsExactly(1);
	}

	/** An allocation can fail, and then the thread would count for ever. */
	@Test
	void threadRunsQueuedTasksWithoutAllocation() {
		ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		Runnable task = () -> this.now++;
		long taken = 0;
		for (int i = 0; i < 1000; i++) {
			this.stepped.execute(task);
			Runnable thread = this.threads.remove();
			long before = memory.getCurrentThreadAllocatedBytes();
			thread.run();
			taken += memory.getCurrentThreadAllocatedBytes() - before;
		}
		assertThat(taken).isLessThan(10_000);
	}

	@Test
	void aReportThatFailsEndsNoThread() {
		Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> {
			throw new IllegalStateException("on purpose");
		});
		this.stepped.execute(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.stepped.execute(() -> this.done.add(1));
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void aReleasedTaskThatEndsDoesNotRaiseTheLimit() {
		LimitedExecutor one = new LimitedExecutor(this.threads::add, 1);
		ReleasableTask stuck = new ReleasableTask() {

			@Override
			public void run() {
				one.release(this);
			}

		};
		one.execute(stuck);
		this.threads.remove().run();
		one.execute(() -> one.execute(() -> this.done.add(1)));
		Runnable thread = this.threads.remove();
		one.execute(() -> this.done.add(2));
		assertThat(this.threads).isEmpty();
		thread.run();
		assertThat(this.threads).isEmpty();
		assertThat(this.done).containsExactly(2, 1);
	}

	@Test
	void interruptOfATaskDoesNotAffectTheNext() {
		Thread thread = Thread.currentThread();
		ClassLoader own = thread.getContextClassLoader();
		List<Object> met = new ArrayList<>();
		this.stepped.execute(() -> {
			thread.interrupt();
			thread.setContextClassLoader(null);
		});
		this.stepped.execute(() -> met.addAll(List.of(thread.isInterrupted(), thread.getContextClassLoader())));
		this.threads.remove().run();
		assertThat(met).containsExactly(false, own);
		assertThat(thread.isInterrupted()).isFalse();
	}

	@Test
	void aCallerThatRunsTheWorkItselfStaysInterrupted() {
		LimitedExecutor none = new LimitedExecutor(Runnable::run, 4);
		Thread.currentThread().interrupt();
		none.execute(() -> this.done.add(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void aTaskThatMustRunNeverRunsOnItsCaller() {
		LimitedExecutor none = outcomes((task) -> {
			throw new RejectedExecutionException("no thread");
		});
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		Thread.currentThread().interrupt();
		none.execute(() -> thread.complete(Thread.currentThread()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(thread).succeedsWithin(Duration.ofSeconds(20)).isNotSameAs(Thread.currentThread());
	}

	@Test
	void ownThreadHasTheClassLoaderOfTheCreatorOfTheExecutor() {
		Thread caller = Thread.currentThread();
		ClassLoader before = caller.getContextClassLoader();
		LimitedExecutor none = new LimitedExecutor((task) -> {
			throw new RejectedExecutionException("no thread");
		});
		CompletableFuture<ClassLoader> met = new CompletableFuture<>();
		caller.setContextClassLoader(ClassLoader.getPlatformClassLoader());
		try {
			none.execute(() -> met.complete(Thread.currentThread().getContextClassLoader()));
		}
		finally {
			caller.setContextClassLoader(before);
		}
		assertThat(met).succeedsWithin(Duration.ofSeconds(20)).isSameAs(before);
	}

	@Test
	void outcomesBehindThreadsThatBlockGetThreadsByAndBy() {
		LimitedExecutor outcomes = outcomes(this.threads::add);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch all = new CountDownLatch(100);
		try {
			for (int i = 0; i < 100; i++) {
				outcomes.execute(() -> {
					all.countDown();
					await(end);
				});
			}
			this.soonLooks.remove().run();
			assertThat(outcomes).extracting("beside").hasToString("0");
			this.soonLooks.remove().run();
			assertThat(outcomes).extracting("beside").hasToString("16");
			while (all.getCount() > 0) {
				this.soonLooks.remove().run();
			}
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void oneThreadThatIsHeldIsReplacedByOneAlthoughMoreWaits() {
		LimitedExecutor eight = new LimitedExecutor(this.threads::add, 8, false, time());
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		ReleasableTask held = new ReleasableTask() {

			@Override
			public void run() {
				for (int i = 0; i < 6; i++) {
					eight.execute(() -> {
						begun.countDown();
						await(end);
					});
				}
				eight.release(this);
				for (int look = 0; look < 6; look++) {
					LimitedExecutorTests.this.soonLooks.remove().run();
					assertThat(eight).extracting("beside").hasToString((look == 0) ? "0" : "1");
				}
				await(begun);
				end.countDown();
			}

		};
		eight.execute(held);
		this.threads.remove().run();
	}

	@Test
	void aPoolThatRejectsIsNotBusyWhileItsThreadsAreHeld() {
		LimitedExecutor one = new LimitedExecutor((task) -> {
			if (!this.threads.isEmpty() || !this.done.isEmpty()) {
				throw new RejectedExecutionException("no thread");
			}
			this.threads.add(task);
		}, 1, false, time());
		CountDownLatch other = new CountDownLatch(1);
		ReleasableTask held = new ReleasableTask() {

			@Override
			public void run() {
				LimitedExecutorTests.this.done.add(1);
				one.release(this);
				one.execute(other::countDown);
				await(other);
			}

		};
		one.execute(held);
		this.threads.remove().run();
		assertThat(other.getCount()).isZero();
	}

	@Test
	void threadOfAnAbandonedTaskIsReplacedIfTheDelegateHasNoOther() throws Exception {
		LimitedExecutor one = new LimitedExecutor(this.threads::add, 1, false, time());
		CompletableFuture<Thread> other = new CompletableFuture<>();
		ReleasableTask held = new ReleasableTask() {

			@Override
			public void run() {
				one.execute(() -> other.complete(Thread.currentThread()));
				one.release(this);
				for (int look = 0; look < 20 && !LimitedExecutorTests.this.soonLooks.isEmpty(); look++) {
					LimitedExecutorTests.this.soonLooks.remove().run();
				}
				assertThat(other).succeedsWithin(Duration.ofSeconds(5));
			}

		};
		one.execute(held);
		this.threads.remove().run();
		assertThat(other).isCompletedWithValueMatching((thread) -> thread != Thread.currentThread());
		other.get().join();
		one.execute(() -> this.done.add(1));
		assertThat(this.threads).hasSize(1); // in whose place another one has started
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
		one.execute(() -> this.done.add(2));
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1, 2);
	}

	@Test
	void outcomesDoNotWaitForEverForThreadsThatAllBlock() {
		LimitedExecutor unlimited = outcomes(this.threads::add);
		CountDownLatch other = new CountDownLatch(1);
		unlimited.execute(() -> {
			unlimited.execute(other::countDown);
			for (int look = 0; look < 3; look++) {
				this.soonLooks.remove().run();
			}
			await(other);
			this.done.add(1);
		});
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void anOutcomeThatComesAgainAndAgainIsNotStuck() {
		LimitedExecutor unlimited = outcomes(this.threads::add);
		Thread caller = Thread.currentThread();
		List<Thread> met = new ArrayList<>();
		Runnable[] again = new Runnable[1];
		again[0] = () -> {
			met.add(Thread.currentThread());
			if (met.size() < 10) {
				unlimited.execute(again[0]);
				this.soonLooks.remove().run();
				this.looks.forEach(Runnable::run);
				this.looks.clear();
			}
		};
		unlimited.execute(again[0]);
		this.threads.remove().run();
		assertThat(met).hasSize(10).containsOnly(caller);
	}

	@Test
	void withdrawnTasksDoNotFillTheQueueWhileNoThreadComes() {
		for (int i = 0; i < 1000; i++) {
			ReleasableTask task = new NumberedTask(i);
			this.stepped.execute(task);
			this.stepped.withdraw(task);
		}
		ReleasableTask last = new NumberedTask(1000);
		this.stepped.execute(last);
		assertThat(this.stepped).extracting("waiting.tasks")
			.asInstanceOf(InstanceOfAssertFactories.COLLECTION)
			.hasSizeLessThan(100);
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1000);
		this.stepped.withdraw(last);
		assertThat(this.stepped.hasWaiting()).isFalse();
		assertThat(this.stepped).extracting("waiting.withdrawn").hasToString("0");
	}

	@Test
	void taskIsEitherRunOrWithdrawn() throws InterruptedException {
		ExecutorService pool = Executors.newFixedThreadPool(2);
		LimitedExecutor executor = new LimitedExecutor(pool, 2);
		AtomicInteger run = new AtomicInteger();
		AtomicInteger taken = new AtomicInteger();
		int tasks = 100_000;
		for (int i = 0; i < tasks; i++) {
			ReleasableTask task = new ReleasableTask() {

				@Override
				public void run() {
					run.incrementAndGet();
				}

				@Override
				protected void withdrawn() {
					taken.incrementAndGet();
				}

			};
			executor.execute(task);
			if (i % 2 == 0) {
				executor.withdraw(task);
			}
		}
		Awaitility.await().until(() -> run.get() + taken.get() == tasks && !executor.hasWaiting());
		pool.shutdown();
		assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		assertThat(run.get() + taken.get()).isEqualTo(tasks);
		assertThat(taken).hasPositiveValue();
		assertThat(executor.hasWaiting()).isFalse();
	}

	@Test
	void aTaskBesideThoseThatCountHasAThreadOfItsOwnWhereThereIsNone() {
		Queue<Thread> threadsOfTasks = new ConcurrentLinkedQueue<>();
		this.stepped.executeUncounted(() -> threadsOfTasks.add(Thread.currentThread()));
		this.soonLooks.remove().run();
		this.soonLooks.remove().run();
		new LimitedExecutor((task) -> {
			throw new RejectedExecutionException("no thread");
		}, 4).executeUncounted(() -> threadsOfTasks.add(Thread.currentThread()));
		Awaitility.await().until(() -> threadsOfTasks.size() == 2);
		assertThat(threadsOfTasks).doesNotContain(Thread.currentThread());
		this.threads.remove().run();
		assertThat(threadsOfTasks).hasSize(2);
	}

	@Test
	void tasksThatBlockGetAllThreadsThatAreAllowedAndNoMore() throws InterruptedException {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			LimitedExecutor executor = new LimitedExecutor(pool, 4);
			CountDownLatch four = new CountDownLatch(4);
			CountDownLatch all = new CountDownLatch(40);
			AtomicInteger atOnce = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			for (int i = 0; i < 40; i++) {
				executor.execute(() -> {
					most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
					four.countDown();
					await(four);
					atOnce.decrementAndGet();
					all.countDown();
				});
			}
			assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(most).hasValue(4);
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void oneThatBlocksHoldsUpNoOtherEvenWhereAllWereShort() throws InterruptedException {
		ExecutorService pool = Executors.newCachedThreadPool();
		try {
			LimitedExecutor executor = new LimitedExecutor(pool, Integer.MAX_VALUE);
			CountDownLatch known = new CountDownLatch(10_000);
			for (int i = 0; i < 10_000; i++) {
				executor.execute(known::countDown);
			}
			assertThat(known.await(20, TimeUnit.SECONDS)).isTrue();
			CountDownLatch all = new CountDownLatch(20);
			for (int i = 0; i < 20; i++) {
				executor.execute(() -> {
					all.countDown();
					await(all); // until all the others have begun, too
				});
			}
			assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			pool.shutdownNow();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aTaskThatFailsHoldsUpNoOther() {
		this.stepped.execute(() -> {
			throw new IllegalStateException("on purpose");
		});
		this.stepped.execute(() -> this.done.add(1));
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
		assertThat(this.uncaught).singleElement().isInstanceOf(IllegalStateException.class);
		this.uncaught.clear();
	}

	@Test
	void aTaskThatThrowsACheckedExceptionAsKotlinDoesHoldsUpNoOther() {
		for (int i = 0; i < 5; i++) { // more than the limit
			this.stepped.execute(() -> LimitedExecutorTests.<RuntimeException>sneak(new IOException("on purpose")));
			this.threads.remove().run();
		}
		this.stepped.execute(() -> this.done.add(1));
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
		assertThat(this.uncaught).hasSize(5).allMatch((failure) -> failure instanceof IOException);
		this.uncaught.clear();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void unacceptedTaskIsRejectedAndNotKept() {
		AtomicInteger refusals = new AtomicInteger(1);
		LimitedExecutor executor = new LimitedExecutor((task) -> {
			if (refusals.getAndDecrement() > 0) {
				throw new RejectedExecutionException();
			}
			this.threads.add(task);
		}, 1);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> executor.execute(() -> this.done.add(1)));
		executor.execute(() -> this.done.add(2));
		this.threads.remove().run();
		assertThat(this.done).containsExactly(2);
	}

	@Test
	void mandatoryTaskRunsOnABusyThreadIfNoOtherIsAvailable() {
		AtomicInteger allowed = new AtomicInteger(1);
		LimitedExecutor executor = outcomes((task) -> {
			if (allowed.getAndDecrement() <= 0) {
				throw new RejectedExecutionException();
			}
			this.threads.add(task);
		});
		executor.execute(() -> {
			executor.execute(() -> this.done.add(1));
			assertThat(this.done).isEmpty();
		});
		this.threads.remove().run();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void failedThreadStartBlocksNoTask() {
		AtomicInteger failing = new AtomicInteger(1);
		LimitedExecutor executor = outcomes((task) -> {
			if (failing.getAndDecrement() > 0) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.threads.add(task);
		});
		AtomicInteger ran = new AtomicInteger();
		executor.execute(ran::incrementAndGet);
		Awaitility.await().until(() -> ran.get() == 1);
		executor.execute(ran::incrementAndGet);
		Awaitility.await().until(() -> {
			this.threads.forEach(Runnable::run);
			return ran.get() == 2;
		});
	}

	@Test
	void manyThatMustRunNeedNoDeepStackWhereNoThreadBegins() {
		LimitedExecutor executor = outcomes((task) -> {
			throw new RejectedExecutionException();
		});
		CountDownLatch all = new CountDownLatch(100_000);
		executor.execute(() -> {
			for (int i = 0; i < 100_000; i++) {
				executor.execute(all::countDown);
			}
		});
		Awaitility.await().until(() -> all.getCount() == 0);
	}

	private final class NumberedTask extends ReleasableTask {

		private final int number;

		NumberedTask(int number) {
			this.number = number;
		}

		@Override
		public void run() {
			LimitedExecutorTests.this.done.add(this.number);
		}

	}

}
