package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An interrupt affects only the handler that it is meant for. */
@Timeout(120)
@DisabledIfSystemProperty(named = "zmqf.test.transport", matches = "jeromq")
class InterruptionTests {

	private static final int REQUESTS = Integer.getInteger("zmqf.interrupts", 20_000);

	private static final int BATCH = 50;

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("worker");

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final AtomicInteger interrupted = new AtomicInteger();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	/** Requests are cancelled just when their handlers end. */
	@Test
	void noOtherRequestAndNothingAfterTheHandlerIsEverInterrupted() throws Exception {
		this.handlers.register("interruptible", new Spinning(true));
		this.handlers.register("other", new Spinning(false));
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withConcurrency(4, BATCH), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		for (int i = 0; i < REQUESTS || this.interrupted.get() == 0; i += BATCH) {
			List<CompletableFuture<?>> replies = new ArrayList<>();
			for (int j = 0; j < BATCH; j++) {
				replies.add(client.requestAsync((j % 4 == 0) ? "other" : "interruptible", 1, Void.class));
			}
			for (CompletableFuture<?> reply : replies) {
				reply.cancel(true);
			}
			client.request("other", 1, Void.class);
		}
		await().until(() -> server.status().inHand() == 0);
		assertThat(this.violations).isEmpty();
	}

	/** A handler that takes a moment, and records whether it is interrupted. */
	private final class Spinning implements RequestHandler {

		private final boolean interruptible;

		Spinning(boolean interruptible) {
			this.interruptible = interruptible;
		}

		@Override
		public CompletionStage<Message> handle(Message request) {
			Cancellation own = Cancellation.current();
			check(Thread.currentThread().isInterrupted(), own, "at the beginning");
			int rounds = ThreadLocalRandom.current().nextInt(2000);
			for (int i = 0; i < rounds; i++) {
				Thread.onSpinWait();
			}
			boolean hit = Thread.currentThread().isInterrupted();
			check(hit, own, "in the middle");
			if (hit) {
				InterruptionTests.this.interrupted.incrementAndGet();
			}
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		}

		private void check(boolean hit, Cancellation own, String when) {
			if (hit && !(this.interruptible && own.isCancelled())) {
				InterruptionTests.this.violations.add(
						(this.interruptible ? "interruptible " : "other ") + when + ", cancelled " + own.isCancelled());
			}
		}

		@Override
		public boolean isInterruptible() {
			return this.interruptible;
		}

	}

}
