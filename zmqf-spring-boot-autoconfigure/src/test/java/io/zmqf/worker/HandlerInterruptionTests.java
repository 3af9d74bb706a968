package io.zmqf.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HandlerInterruptionTests {

	private final HandlerInterruption interruption = new HandlerInterruption();

	@AfterEach
	void leaveNoInterrupt() {
		boolean unused = Thread.interrupted();
	}

	@Test
	void threadThatIsTheHandlersNoMoreIsNotInterrupted() {
		this.interruption.begin();
		this.interruption.end();
		this.interruption.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.interruption.begin();
		this.interruption.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.interruption.end();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void threadIsInterruptedAlthoughAnotherHandlerHasEnded() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		Thread blocked = new Thread(() -> {
			this.interruption.begin();
			begun.countDown();
			try {
				interrupted.set(new CountDownLatch(1).await(30, TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			finally {
				this.interruption.end();
			}
		});
		blocked.start();
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		this.interruption.begin();
		this.interruption.end();
		this.interruption.interrupt();
		blocked.join(TimeUnit.SECONDS.toMillis(60));
		assertThat(interrupted).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

}
