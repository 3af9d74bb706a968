package io.zmqf.client;

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

/** Replies are completed together, and none waits for another. */
class ReplyCompletionsTests {

	private final List<Integer> completed = new ArrayList<>();

	@Test
	void oneTaskCompletesAllThatIsReady() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		ReplyCompletions completions = new ReplyCompletions(tasks::add);
		for (int i = 0; i < 3; i++) {
			int number = i;
			completions.execute(() -> this.completed.add(number));
		}
		assertThat(tasks).hasSize(1);
		tasks.remove().run();
		assertThat(this.completed).containsExactly(0, 1, 2);
		completions.execute(() -> this.completed.add(3));
		while (!tasks.isEmpty()) {
			tasks.remove().run();
		}
		assertThat(this.completed).containsExactly(0, 1, 2, 3);
	}

	@Test
	void oneThatBlocksHoldsUpNoOther() throws InterruptedException {
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			ReplyCompletions completions = new ReplyCompletions(threads);
			CountDownLatch all = new CountDownLatch(20);
			for (int i = 0; i < 20; i++) {
				completions.execute(() -> {
					all.countDown();
					try {
						all.await(); // until all the others have begun, too
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
			}
			assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aThreadThatCannotBeStartedLeavesNobodyWaitingNorThoseWhoComeLater() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		AtomicInteger failing = new AtomicInteger(1);
		ReplyCompletions completions = new ReplyCompletions((task) -> {
			if (failing.getAndDecrement() > 0) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			tasks.add(task);
		});
		completions.execute(() -> this.completed.add(1));
		assertThat(this.completed).containsExactly(1);
		completions.execute(() -> this.completed.add(2));
		tasks.remove().run();
		assertThat(this.completed).containsExactly(1, 2);
	}

	@Test
	void manyThatAreReadyNeedNoDeepStackWhereNoThreadBegins() {
		ReplyCompletions completions = new ReplyCompletions((task) -> {
			throw new RejectedExecutionException();
		});
		completions.execute(() -> {
			for (int i = 0; i < 100_000; i++) {
				int number = i;
				completions.execute(() -> this.completed.add(number));
			}
		});
		assertThat(this.completed).hasSize(100_000);
	}

	@Test
	void oneThatFailsHoldsUpNoOther() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		ReplyCompletions completions = new ReplyCompletions(tasks::add);
		completions.execute(() -> {
			throw new IllegalStateException("what an observer throws");
		});
		completions.execute(() -> this.completed.add(1));
		tasks.remove().run();
		assertThat(this.completed).containsExactly(1);
	}

	@Test
	void anExecutorThatIsShutDownLeavesNobodyWaiting() {
		ReplyCompletions completions = new ReplyCompletions((task) -> {
			throw new RejectedExecutionException();
		});
		completions.execute(() -> this.completed.add(1));
		completions.execute(() -> this.completed.add(2));
		assertThat(this.completed).containsExactly(1, 2);
	}

}
