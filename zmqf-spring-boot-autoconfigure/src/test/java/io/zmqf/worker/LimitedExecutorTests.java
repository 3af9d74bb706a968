package io.zmqf.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Few threads for short tasks, all that are allowed for those that block. */
class LimitedExecutorTests {

	private final List<Integer> done = new ArrayList<>();

	@Test
	void tasksThatDoNotBlockShareAThread() {
		Queue<Runnable> threads = new ArrayDeque<>();
		LimitedExecutor executor = new LimitedExecutor(threads::add, 4);
		for (int i = 0; i < 5; i++) {
			int number = i;
			executor.execute(() -> this.done.add(number));
		}
		assertThat(threads).hasSize(1);
		threads.remove().run();
		assertThat(this.done).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void tasksThatBlockGetAllThreadsThatAreAllowedAndNoMore() throws InterruptedException {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			LimitedExecutor executor = new LimitedExecutor(threads, 4);
			CountDownLatch four = new CountDownLatch(4);
			CountDownLatch all = new CountDownLatch(40);
			AtomicInteger atOnce = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			for (int i = 0; i < 40; i++) {
				executor.execute(() -> {
					most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
					four.countDown();
					try {
						four.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					atOnce.decrementAndGet();
					all.countDown();
				});
			}
			assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(most).hasValue(4);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aTaskThatFailsTakesNoThreadWithIt() {
		Queue<Runnable> threads = new ArrayDeque<>();
		LimitedExecutor executor = new LimitedExecutor(threads::add, 1);
		executor.execute(() -> {
			throw new IllegalStateException("on purpose");
		});
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> threads.remove().run());
		executor.execute(() -> this.done.add(1));
		threads.remove().run();
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void aTaskThatNobodyTakesIsRefusedAndNotKept() {
		List<Runnable> threads = new ArrayList<>();
		AtomicInteger refusals = new AtomicInteger(1);
		LimitedExecutor executor = new LimitedExecutor((task) -> {
			if (refusals.getAndDecrement() > 0) {
				throw new RejectedExecutionException();
			}
			threads.add(task);
		}, 1);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> executor.execute(() -> this.done.add(1)));
		executor.execute(() -> this.done.add(2));
		threads.get(0).run();
		assertThat(this.done).containsExactly(2);
	}

}
