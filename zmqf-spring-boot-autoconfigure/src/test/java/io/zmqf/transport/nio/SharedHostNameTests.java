package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A host name that is looked up again and again. */
class SharedHostNameTests {

	private final BlockingQueue<Integer> told = new LinkedBlockingQueue<>();

	private final AtomicInteger asked = new AtomicInteger();

	@Test
	void isResolvedAgainIfNoThreadWasAvailable() throws InterruptedException {
		SharedHostName name = new SharedHostName("shop", (host) -> List.of(InetAddress.getLoopbackAddress()),
				Duration.ofMillis(1), this.told::add, (task) -> {
					if (this.asked.incrementAndGet() % 2 == 1) {
						throw new OutOfMemoryError("unable to create native thread");
					}
					task.run();
				});
		assertResolvesAgain(name);
	}

	@Test
	void isResolvedAgainAfterAFailure() throws InterruptedException {
		SharedHostName name = new SharedHostName("shop", (host) -> {
			switch (this.asked.incrementAndGet() % 3) {
				case 1 -> throw new UnknownHostException(host);
				case 2 -> throw new OutOfMemoryError("on purpose");
				default -> {
					return List.of(InetAddress.getLoopbackAddress());
				}
			}
		}, Duration.ofMillis(1), this.told::add, HostNames.THREADS);
		assertResolvesAgain(name);
	}

	private void assertResolvesAgain(SharedHostName name) throws InterruptedException {
		try {
			name.watch();
			for (int i = 0; i < 3; i++) {
				assertThat(this.told.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			}
		}
		finally {
			name.close();
		}
	}

}
