package io.zmqf.transport.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

@Timeout(30)
class IoThreadTurnsTests {

	private static final long NEVER = -1;

	private final SocketContext context = new SocketContext();

	private IoThreadTurns turns;

	@BeforeEach
	void takeOver() {
		this.turns = IoThreadTurns.on(this.context.open(SocketType.PAIR));
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void supportsThisJeroMq() {
		assertThat(IoThreadTurns.supported()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "slots", "cpipe", "addEndpoint", "options" })
	void leavesAnUnknownJeroMqAlone(String missing) {
		assertThat(new AlteredJeroMq(missing).supports(IoThreadTurns.class)).isFalse();
	}

	@Test
	void aTurnIsTakenOnTheIoThread() throws InterruptedException {
		BlockingQueue<String> threads = new LinkedBlockingQueue<>();
		Task task = new Task(() -> {
			threads.add(Thread.currentThread().getName());
			return NEVER;
		});
		task.request();
		assertThat(threads.poll(5, TimeUnit.SECONDS)).startsWith("iothread");
		assertThat(this.turns.isHere()).isFalse();
	}

	@Test
	void noRequestOfManyThreadsIsLost() throws InterruptedException {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger seen = new AtomicInteger();
		Task task = new Task(() -> {
			seen.set(asked.get());
			return NEVER;
		});
		int all = inManyThreads((number) -> {
			asked.incrementAndGet();
			task.request();
		});
		await().untilAtomic(seen, equalTo(all));
	}

	@Test
	void whoHasMoreToDoLetsOthersHaveTheirTurn() throws InterruptedException {
		CountDownLatch other = new CountDownLatch(1);
		Task restless = new Task(() -> (other.getCount() > 0) ? 0 : NEVER);
		Task patient = new Task(() -> {
			other.countDown();
			return NEVER;
		});
		restless.request();
		patient.request();
		assertThat(other.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aTurnComesByItselfWhenItsTimeHasCome() throws InterruptedException {
		BlockingQueue<Long> times = new LinkedBlockingQueue<>();
		long wait = TimeUnit.MILLISECONDS.toNanos(20);
		Task task = new Task(() -> {
			times.add(System.nanoTime());
			return (times.size() < 3) ? wait : NEVER;
		});
		task.request();
		long before = times.take();
		for (int i = 0; i < 2; i++) {
			long now = times.take();
			assertThat(now - before).isGreaterThan(wait - TimeUnit.MILLISECONDS.toNanos(2));
			before = now;
		}
	}

	@Test
	void aTurnComesByItselfWhereItsTimeWasPutOff() throws InterruptedException {
		new Task(() -> TimeUnit.MINUTES.toNanos(1)).request(); // has an alarm of its own
		AtomicLong deadline = new AtomicLong();
		BlockingQueue<Boolean> times = new LinkedBlockingQueue<>();
		Task task = new Task(() -> {
			long left = deadline.get() - System.nanoTime();
			times.add(left <= 0);
			return Math.max(NEVER, left);
		});
		for (int i = 0; i < 20; i++) {
			deadline.set(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10));
			task.request();
			assertThat(times.poll(5, TimeUnit.SECONDS)).isNotNull();
			deadline.set(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20));
			task.request();
			for (Boolean due = false; !due;) {
				due = times.poll(5, TimeUnit.SECONDS);
				assertThat(due).isNotNull();
			}
		}
	}

	@Test
	void whoAsksTakesTheTurnWhereNobodyElseHasOne() {
		await().untilAsserted(() -> { // the I/O thread may be at work
			List<Thread> takers = new CopyOnWriteArrayList<>();
			new Task(() -> {
				assertThat(this.turns.isHere()).isTrue();
				takers.add(Thread.currentThread());
				return (takers.size() < 3) ? 0 : NEVER;
			}).takeOrRequest();
			assertThat(takers).hasSize(3).containsOnly(Thread.currentThread());
		});
		assertThat(this.turns.isHere()).isFalse();
	}

	@Test
	void whoAsksIsNotKeptByATurnThatDoesNotEnd() throws InterruptedException {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		new Task(() -> {
			if (end.getCount() > 0) {
				return 0;
			}
			ended.countDown();
			return NEVER;
		}).takeOrRequest();
		end.countDown();
		assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whoAsksTakesNobodyElsesTurn() throws InterruptedException {
		CompletableFuture<Thread> other = new CompletableFuture<>();
		Task others = new Task(() -> {
			other.complete(Thread.currentThread());
			return NEVER;
		});
		new Task(() -> {
			others.request();
			return NEVER;
		}).takeOrRequest();
		assertThat(other).succeedsWithin(5, TimeUnit.SECONDS).isNotSameAs(Thread.currentThread());
	}

	@Test
	void turnsOfManyThreadsAreTakenOneAtATime() throws InterruptedException {
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger seen = new AtomicInteger();
		Task task = new Task(() -> {
			most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
			seen.set(asked.get());
			atOnce.decrementAndGet();
			return NEVER;
		});
		int all = inManyThreads((number) -> {
			asked.incrementAndGet();
			if (number % 2 == 0) {
				task.takeOrRequest();
			}
			else {
				task.request();
			}
		});
		await().untilAtomic(seen, equalTo(all));
		assertThat(most).hasValue(1);
	}

	/** Does something again and again in four threads, and gives back how often. */
	private static int inManyThreads(IntConsumer work) throws InterruptedException {
		int each = 50_000;
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Thread thread = new Thread(() -> IntStream.range(0, each).forEach(work));
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return threads.size() * each;
	}

	@Test
	void whatComesToASocketAsksForATurn() throws InterruptedException {
		ZMQ.Socket bound = this.context.open(SocketType.PAIR);
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		Task task = new Task(() -> {
			for (String text; (text = bound.recvStr(ZMQ.DONTWAIT)) != null;) {
				received.add(text);
				bound.send(text, ZMQ.DONTWAIT);
			}
			return NEVER;
		});
		TendedSocket tended = task.tend(bound.base());
		bound.bind("inproc://tended");
		ZMQ.Socket connected = this.context.open(SocketType.PAIR);
		connected.connect("inproc://tended");
		for (String text : List.of("one", "two")) {
			connected.send(text);
			assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo(text);
			assertThat(connected.recvStr()).isEqualTo(text);
		}
		CountDownLatch left = new CountDownLatch(1);
		new Task(() -> {
			tended.leave();
			bound.close();
			left.countDown();
			return NEVER;
		}).request();
		assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
	}

	/** Something to do. */
	private final class Task extends IoThreadTurns.Turn {

		private final LongSupplier work;

		Task(LongSupplier work) {
			super(IoThreadTurnsTests.this.turns);
			this.work = work;
		}

		@Override
		protected long take() {
			return this.work.getAsLong();
		}

	}

}
