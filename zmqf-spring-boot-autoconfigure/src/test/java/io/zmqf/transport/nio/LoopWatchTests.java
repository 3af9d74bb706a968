package io.zmqf.transport.nio;

import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The reports about a blocked event loop, check by check. */
@Timeout(60)
class LoopWatchTests {

	private final BlockingQueue<Runnable> looks = new LinkedBlockingQueue<>();

	private final AtomicLong later = new AtomicLong();

	private final List<String> told = new ArrayList<>();

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private boolean noThread;

	private EventLoop loop;

	private LoopWatch watch;

	@BeforeEach
	void begin() throws Exception {
		this.loop = new EventLoop("watched", TransportListener.NONE, Selector::open,
				new MemoryBudget(MemoryLimits.ofHeap()));
		TransportListener listener = new TransportListener() {

			@Override
			public void loopBlocked(String name, Duration time, StackTraceElement[] place) {
				boolean named = Arrays.stream(place).anyMatch((call) -> call.getMethodName().equals("holds"));
				boolean within = Arrays.stream(place)
					.noneMatch((call) -> call.getClassName().equals(Thread.class.getName()));
				LoopWatchTests.this.told.add(name + " blocked for " + seconds(time) + " s" + (named ? ", named" : "")
						+ (within ? ", within" : ""));
			}

			@Override
			public void loopUnblocked(String name, Duration time) {
				LoopWatchTests.this.told.add(name + " continues after " + seconds(time) + " s");
			}

		};
		this.watch = new LoopWatch(this.loop, listener, this.looks::add, (notice) -> {
			if (this.noThread) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			CompletableFuture.runAsync(notice).join();
		}, () -> System.nanoTime() + this.later.get());
		this.watch.begin();
	}

	@AfterEach
	void end() {
		this.released.countDown();
		this.loop.close(10, TimeUnit.SECONDS);
	}

	/** Those that a notice is for: more pass on a busy machine. */
	private static int seconds(Duration time) {
		return (time.toSeconds() < 30) ? 2 : 30;
	}

	private void holds() {
		this.entered.countDown();
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Runs one check per second. */
	private void check(int times) throws InterruptedException {
		for (int i = 0; i < times; i++) {
			pass(1);
			this.looks.take().run();
			await().until(() -> !this.looks.isEmpty() || this.loop.hasEnded());
		}
	}

	private void pass(int seconds) {
		this.later.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
	}

	@Test
	void blockingTaskIsReportedWhenBlockedWhenStuckAndAtItsEnd() throws Exception {
		this.loop.execute(this::holds);
		this.entered.await();
		check(2);
		assertThat(this.told).as("seen by two looks, as in a pause of the JVM").isEmpty();
		assertThat(this.watch.blocked()).isZero();
		check(12);
		assertThat(this.told).containsExactly("watched blocked for 2 s, named, within");
		assertThat(this.watch.blocked()).isBetween(Duration.ofSeconds(11), Duration.ofSeconds(29));
		check(20);
		assertThat(this.watch.blocked()).isGreaterThan(Duration.ofSeconds(30));
		assertThat(this.told).hasSize(2).last().isEqualTo("watched blocked for 30 s, named, within");
		this.released.countDown();
		await().until(() -> this.loop.holder() == null);
		check(2);
		assertThat(this.told).hasSize(3).last().isEqualTo("watched continues after 30 s");
		assertThat(this.watch.blocked()).isZero();
	}

	@Test
	void aCallerThatTakesThePlaceOfTheLoopIsSeen() throws Exception {
		Thread caller = new Thread(() -> {
			while (!this.loop.tryExecute(this::holds)) {
				Thread.onSpinWait();
			}
		});
		caller.start();
		this.entered.await();
		check(4);
		assertThat(this.told).containsExactly("watched blocked for 2 s, named, within");
		this.released.countDown();
		caller.join();
	}

	@Test
	void runningLoopIsNotReported() throws Exception {
		for (int i = 0; i < 5; i++) {
			CountDownLatch turn = new CountDownLatch(1);
			this.loop.execute(turn::countDown);
			turn.await();
			check(1);
		}
		assertThat(this.told).isEmpty();
	}

	@Test
	void shortTaskIsNotReported() throws Exception {
		this.loop.execute(this::holds);
		this.entered.await();
		check(2);
		this.released.countDown();
		await().until(() -> this.loop.holder() == null);
		check(3);
		assertThat(this.told).isEmpty();
	}

	@Test
	void timeInWhichTheWholeProcessIsStoppedDoesNotCount() throws Exception {
		this.loop.execute(this::holds);
		this.entered.await();
		check(2);
		pass(40);
		check(1);
		assertThat(this.told).isEmpty();
		assertThat(this.watch.blocked()).isZero();
		check(3);
		assertThat(this.told).containsExactly("watched blocked for 2 s, named, within");
		assertThat(this.watch.blocked()).isLessThan(Duration.ofSeconds(10));
		for (int i = 0; i < 10; i++) {
			pass(40);
			check(1);
		}
		assertThat(this.told).hasSize(1);
		this.released.countDown();
		await().until(() -> this.loop.holder() == null);
		check(1);
		assertThat(this.told).hasSize(2).last().isEqualTo("watched continues after 2 s");
	}

	@Test
	void reportIsRetriedIfNoThreadIsAvailable() throws Exception {
		this.loop.execute(this::holds);
		this.entered.await();
		this.noThread = true;
		check(6);
		assertThat(this.told).isEmpty();
		this.noThread = false;
		check(1);
		assertThat(this.told).containsExactly("watched blocked for 2 s, named, within");
		this.released.countDown();
		await().until(() -> this.loop.holder() == null);
		this.noThread = true;
		check(2);
		this.noThread = false;
		check(1);
		assertThat(this.told).hasSize(2).last().isEqualTo("watched continues after 2 s");
	}

	@Test
	void nothingIsCheckedAfterTheEndOfTheLoop() throws Exception {
		this.loop.close(10, TimeUnit.SECONDS);
		assertThat(this.loop.hasEnded()).isTrue();
		check(1);
		assertThat(this.looks).isEmpty();
	}

}
