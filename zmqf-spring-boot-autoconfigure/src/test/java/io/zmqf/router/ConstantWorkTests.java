package io.zmqf.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.support.Nodes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The router's work for one message does not depend on the number of waiting messages.
 */
class ConstantWorkTests {

	private static final int REPLIES = 50;

	private final AtomicLong choices = new AtomicLong();

	private final RouterSettings settings = Nodes.ROUTER.withQueue(20_000, Duration.ofSeconds(1))
		.withStrategy((event, candidates) -> {
			this.choices.incrementAndGet();
			return candidates.get(0);
		});

	@Test
	void aReplyOfAWorkerWithoutAListCostsTheSameBesideAnyNumberOfEvents() {
		long few = replies("{\"capacity\":1}", 100);
		long many = replies("{\"capacity\":1}", 9500);

		assertThat(this.choices.get()).isEqualTo(2 * (REPLIES + 1));
		assertThat(many).isLessThan(10 * few + 100_000);
	}

	@Test
	void aReplyOfAWorkerThatHandlesNoneOfTheOthersCostsTheSameBesideAnyNumberOfEvents() {
		long few = strangers(100);
		long many = strangers(9500);

		assertThat(many).isLessThan(10 * few + 100_000);
	}

	/** The median time of a reply beside requests for so many distinct events. */
	private long replies(String announcement, int events) {
		SteppedRouter router = new SteppedRouter(this.settings);
		router.announce("worker", announcement);
		for (int i = 0; i <= events; i++) {
			router.sendRequest("client" + i % 100, "event" + i, i, "{\"zmqf-timeout\":\"60000\"}");
		}
		assertThat(router.status().waiting()).isEqualTo(events);
		long nanos = nanos(router);
		assertThat(router.requests()).hasSize(REPLIES + 1);
		return nanos;
	}

	private long strangers(int events) {
		SteppedRouter router = new SteppedRouter(this.settings);
		router.announce("full", "{\"capacity\":1}");
		router.announce("worker", "{\"events\":[\"mine\"],\"capacity\":1}");
		for (int i = 0; i <= events; i++) {
			router.sendRequest("client" + i % 100, "event" + i, i, "{\"zmqf-timeout\":\"60000\"}");
		}
		for (int i = 0; i <= REPLIES; i++) {
			router.sendRequest("mine", "mine", i, "{\"zmqf-timeout\":\"60000\"}");
		}
		long nanos = nanos(router);
		assertThat(router.requests()).hasSize(REPLIES + 2);
		return nanos;
	}

	/** The median, which pauses of the machine don't affect. */
	private static long nanos(SteppedRouter router) {
		long[] nanos = new long[REPLIES];
		for (int i = 0; i < REPLIES; i++) {
			byte[][] last = router.requests().get(router.requests().size() - 1);
			long since = System.nanoTime();
			router.reply(last);
			nanos[i] = System.nanoTime() - since;
		}
		Arrays.sort(nanos);
		return nanos[REPLIES / 2];
	}

}
