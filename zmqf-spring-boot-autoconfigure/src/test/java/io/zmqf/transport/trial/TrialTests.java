package io.zmqf.transport.trial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.ZMQ;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class TrialTests {

	@Test
	void passesOrNotAsTheAttemptSays() {
		assertThat(Trial.passes(() -> true)).isTrue();
		assertThat(Trial.passes(() -> false)).isFalse();
	}

	@Test
	void doesNotPassWhateverFails() {
		assertThat(Trial.passes(() -> {
			throw new IOException();
		})).isFalse();
		assertThat(Trial.passes(() -> {
			throw new NoSuchMethodError();
		})).isFalse();
		assertThat(Trial.passes(() -> {
			throw new AssertionError();
		})).isFalse();
	}

	@Test
	void doesNotPassWhatHangs() {
		CountDownLatch never = new CountDownLatch(1);
		AtomicReference<Thread> thread = new AtomicReference<>();
		assertThat(Trial.passes(() -> {
			thread.set(Thread.currentThread());
			never.await();
			return true;
		}, Duration.ofMillis(100))).isFalse();
		assertThat(thread.get().isDaemon()).isTrue();
		never.countDown();
	}

	@Test
	void keepsFailuresOfAnAttemptsThreadsToItself() {
		PrintStream stderr = System.err;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setErr(new PrintStream(printed, true));
		try (ZMQ.Context context = Trial.context()) {
			context.getNotificationExceptionHandler().uncaughtException(Thread.currentThread(), new IOException());
			context.getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), new LinkageError());
		}
		finally {
			System.setErr(stderr);
		}
		assertThat(printed.size()).isZero();
	}

	@Test
	void keepsAnInterruptForLater() {
		Thread.currentThread().interrupt();
		assertThat(Trial.passes(() -> !Thread.currentThread().isInterrupted())).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

}
