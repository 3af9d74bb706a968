package io.zmqf.router;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.Nodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An exception on a router's loop does not affect other requests. */
class RouterFailuresTests {

	private static final String HEADERS = "{\"zmqf-timeout\":\"60000\"}";

	@Test
	void requestIsSentOnceAlthoughTracingThrows() {
		SteppedRouter router = new SteppedRouter(Nodes.ROUTER, new RequestTracing() {

			@Override
			public boolean tracesDispatched() {
				return true;
			}

			@Override
			public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
				return true;
			}

			@Override
			public void dispatched(RequestTrace trace) {
				throw new IllegalStateException("given");
			}

			@Override
			public void ended(RequestTrace trace, @Nullable ProblemType problem) {
				throw new IllegalStateException("ended");
			}

		});
		router.announce("w", "{\"events\":[\"echo\"],\"capacity\":1}");
		for (int i = 0; i < 3; i++) {
			router.sendRequest("c", "echo", i, HEADERS);
		}
		for (int i = 0; i < 3; i++) {
			router.reply(router.requests().get(i));
		}
		router.pass(Duration.ofSeconds(60));
		assertThat(router.requests()).hasSize(3);
		assertThat(router.answers("c")).hasSize(3);
		assertThat(router.status().inFlight()).isZero();
		assertThat(router.transport().failures()).isEmpty();
	}

	@Test
	void aRequestThatWaitedHasOneAnswerWhereTheStrategyFails() {
		AtomicInteger choices = new AtomicInteger();
		SteppedRouter router = new SteppedRouter(Nodes.ROUTER.withStrategy((event, candidates) -> {
			if (choices.getAndIncrement() > 0) {
				throw new IllegalStateException("a test's");
			}
			return candidates.get(0);
		}));
		router.announce("w", "{\"events\":[\"echo\"],\"capacity\":1}");
		for (int i = 0; i < 2; i++) {
			router.clients().incoming(SteppedRouter.frames("c", String.valueOf(i), "", "echo", "1"));
			router.transport().turn();
		}
		router.reply(router.requests().get(0));
		assertThat(router.answers("c")).hasSize(2).last().asString().contains("no-worker");
		router.pass(Duration.ofMinutes(1));
		assertThat(router.answers("c")).hasSize(2);
		assertThat(router.status().inFlight()).isZero();
	}

	@Test
	void aPartThatCannotBeSentIsMissingAndDelaysNoStop() {
		SteppedRouter router = new SteppedRouter(Nodes.ROUTER);
		router.clients().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		router.announce("w1", "{\"events\":[\"count\"],\"capacity\":10}");
		router.announce("w2", "{\"events\":[\"count\"],\"capacity\":10}");
		router.workers().fails(new OutOfMemoryError("a test's"));
		router.sendRequest("c", "count", 1, "{\"zmqf-timeout\":\"1000\",\"zmqf-to\":\"all\"}");
		router.pass(Duration.ofSeconds(1));
		assertThat(router.answers("c")).singleElement().asString().contains("missing");
		assertThat(router.status().inFlight()).isZero();
		assertThat(router.backend().requests().drain()).isNotDone();
		router.transport().turn();
		assertThat(router.backend().requests().drain()).isDone();
	}

}
