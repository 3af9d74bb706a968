package io.zmqf.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import tools.jackson.core.util.BufferRecycler;

import org.springframework.core.task.VirtualThreadTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

class BufferPoolTests {

	private final BufferPool pool = new BufferPool(2);

	@Test
	void aThreadFindsWhatItHasGivenBack() {
		BufferRecycler first = this.pool.acquireAndLinkPooled();
		BufferRecycler second = this.pool.acquireAndLinkPooled();
		assertThat(second).isNotSameAs(first);
		first.releaseToPool();
		second.releaseToPool();
		assertThat(this.pool.pooledCount()).isEqualTo(2);
		assertThat(List.of(this.pool.acquirePooled(), this.pool.acquirePooled())).containsExactlyInAnyOrder(first,
				second);
		assertThat(this.pool.pooledCount()).isZero();
	}

	@Test
	void noMoreAreKeptThanThereAreProcessorsFor() throws InterruptedException {
		runOnThreads((task) -> new Thread(task).start(), 100);
		assertThat(this.pool.pooledCount()).isBetween(1, 8);
	}

	@Test
	void nobodyHasWhatAnotherOneHas() throws InterruptedException {
		runOnThreads((task) -> new Thread(task).start(), 8);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShareThemToo() throws InterruptedException {
		runOnThreads(new VirtualThreadTaskExecutor("virtual-"), 200);
		assertThat(this.pool.pooledCount()).isBetween(1, 8);
	}

	@Test
	void oneProcessorIsEnough() {
		BufferPool small = new BufferPool(1);
		BufferRecycler recycler = small.acquireAndLinkPooled();
		recycler.releaseToPool();
		assertThat(small.acquirePooled()).isSameAs(recycler);
	}

	private void runOnThreads(Executor executor, int threads) throws InterruptedException {
		Set<BufferRecycler> taken = ConcurrentHashMap.newKeySet();
		List<String> failures = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch done = new CountDownLatch(threads);
		for (int i = 0; i < threads; i++) {
			executor.execute(() -> {
				for (int j = 0; j < 1_000; j++) {
					Set<BufferRecycler> own = Collections.newSetFromMap(new IdentityHashMap<>());
					for (int k = 0; k < 3; k++) {
						BufferRecycler recycler = this.pool.acquireAndLinkPooled();
						if (!taken.add(recycler)) {
							failures.add("taken twice");
						}
						own.add(recycler);
					}
					taken.removeAll(own);
					own.forEach(BufferRecycler::releaseToPool);
				}
				done.countDown();
			});
		}
		done.await();
		assertThat(failures).isEmpty();
	}

}
