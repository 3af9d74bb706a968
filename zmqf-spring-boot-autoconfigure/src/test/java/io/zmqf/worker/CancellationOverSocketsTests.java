package io.zmqf.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;
import io.zmqf.message.RequestReference;
import io.zmqf.message.ZmqException;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A caller that leaves has its handler stopped, through a router and without. */
@Timeout(60)
@DisabledIfSystemProperty(named = "zmqf.test.transport", matches = "jeromq")
class CancellationOverSocketsTests {

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("worker");

	/** The requests whose handlers have begun. */
	private final BlockingQueue<Cancellation> begun = new LinkedBlockingQueue<>();

	private final BlockingQueue<CompletableFuture<Message>> futures = new LinkedBlockingQueue<>();

	private final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> abandoned = new LinkedBlockingQueue<>();

	private final CountDownLatch released = new CountDownLatch(1);

	private final WorkerListener listener = new WorkerListener() {

		@Override
		public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
			CancellationOverSocketsTests.this.failures.add(request + ": " + failure);
		}

		@Override
		public void requestAbandoned(String event, int count) {
			CancellationOverSocketsTests.this.abandoned.add(event);
		}

	};

	private @Nullable Worker worker;

	CancellationOverSocketsTests() {
		this.handlers.register("future", (request) -> {
			CompletableFuture<Message> future = new CompletableFuture<>();
			this.futures.add(future);
			this.begun.add(Cancellation.current());
			return future;
		});
		this.handlers.register("stuck", (request) -> {
			this.begun.add(Cancellation.current());
			this.released.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		this.handlers.register("interruptible", new Interruptible());
	}

	/** The path from a client to its handlers. */
	enum Way {

		SERVER, ROUTER, PROCESS

	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.released.countDown();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	private Endpoint start(Way way) {
		WorkerSettings settings;
		Endpoint address;
		if (way == Way.ROUTER) {
			Router router = this.nodes.router(Nodes.ROUTER);
			settings = WorkerSettings.worker(router.backend());
			address = router.frontend();
		}
		else {
			settings = WorkerSettings.server((way == Way.SERVER) ? Nodes.ANY : Endpoint.parse("inproc://cancelled"));
			address = null;
		}
		this.worker = this.nodes.worker(settings.withConcurrency(1, 0), this.handlers, this.nodes.executor(),
				this.listener);
		if (way == Way.ROUTER) {
			this.nodes.workers().awaitJoined(1);
		}
		return (address != null) ? address : worker().endpoints().get(0);
	}

	private Worker worker() {
		return Objects.requireNonNull(this.worker);
	}

	private Cancellation begun() throws InterruptedException {
		Cancellation begun = this.begun.poll(20, TimeUnit.SECONDS);
		assertThat(begun).isNotNull();
		return begun;
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aCancelledFutureCancelsTheHandlersFuture(Way way) throws Exception {
		RequestClient client = this.nodes.client(start(way));
		CompletableFuture<?> reply = client.requestAsync("future", 1, JsonNode.class);
		Cancellation handled = begun();
		assertThat(handled.isCancelled()).isFalse();
		reply.cancel(true);
		CompletableFuture<Message> future = this.futures.take();
		await().until(future::isCancelled);
		await().until(handled::isCancelled);
		await().until(() -> worker().status().inHand() == 0);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		assertThat(this.failures).isEmpty();
		assertThat(this.abandoned).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void anInterruptedWaitCancelsTheHandler(Way way) throws Exception {
		RequestClient client = this.nodes.client(start(way));
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			try {
				client.request("future", 1, JsonNode.class);
			}
			catch (ZmqException ex) {
				outcome.complete(ex);
			}
		});
		waiting.start();
		Cancellation handled = begun();
		waiting.interrupt();
		assertThat(outcome).succeedsWithin(Duration.ofSeconds(20));
		await().until(handled::isCancelled);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aClosedClientCancelsItsHandlers(Way way) throws Exception {
		RequestClient client = this.nodes.client(start(way));
		client.requestAsync("future", 1, JsonNode.class);
		Cancellation handled = begun();
		client.close();
		await().until(handled::isCancelled);
		await().until(() -> worker().status().inHand() == 0);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void handlerThatContinuesHoldsNoSlotAndIsCounted(Way way) throws Exception {
		RequestClient client = this.nodes.client(start(way));
		CompletableFuture<?> reply = client.requestAsync("stuck", 1, JsonNode.class);
		Cancellation handled = begun();
		reply.cancel(true);
		await().until(handled::isCancelled);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		await().until(() -> worker().status().abandoned() == 1);
		await().untilAsserted(() -> assertThat(this.abandoned).containsExactly("stuck"));
		this.released.countDown();
		await().until(() -> worker().status().abandoned() == 0);
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aBlockingHandlerIsInterruptedWhereItAllowsThat(Way way) throws Exception {
		RequestClient client = this.nodes.client(start(way));
		CompletableFuture<?> reply = client.requestAsync("interruptible", 1, JsonNode.class);
		begun();
		reply.cancel(true);
		assertThat(this.ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		assertThat(this.failures).isEmpty();
		await().until(() -> worker().status().inHand() == 0);
		await().until(() -> worker().status().abandoned() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "interruptible" })
	void aHandlerIsStoppedAtTheDeadline(String event) throws Exception {
		RequestClient client = this.nodes.client(start(Way.ROUTER));
		await().until(() -> { // a slow machine may not begin it in time
			assertThatExceptionOfType(ZmqException.class)
				.isThrownBy(() -> client.event(event).timeout(Duration.ofMillis(100)).request(JsonNode.class));
			return !this.begun.isEmpty();
		});
		await().until(begun()::isCancelled);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		await().until(() -> worker().status().inHand() == 0);
		await().until(() -> worker().status().abandoned() == 0);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void aRequestThatWaitsForAThreadIsNotHandledAnyMore() throws Exception {
		RequestClient client = this.nodes.client(start(Way.SERVER));
		CompletableFuture<?> stuck = client.requestAsync("stuck", 1, JsonNode.class);
		begun();
		CompletableFuture<?> waiting = client.requestAsync("future", 1, JsonNode.class);
		await().until(() -> worker().status().inHand() == 2);
		waiting.cancel(true);
		await().until(() -> worker().status().inHand() == 1);
		this.released.countDown();
		stuck.join();
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		assertThat(this.futures).isEmpty();
	}

	@Test
	void requestsOfAHandlerAreCancelledWithItsOwnRequest() throws Exception {
		RequestClient inner = this.nodes
			.client(ClientSettings.of("inner", start(Way.ROUTER)).withTimeout(Duration.ofSeconds(40)));
		BlockingQueue<Throwable> outcomes = new LinkedBlockingQueue<>();
		HandlerRegistry outerHandlers = new HandlerRegistry();
		outerHandlers.register("waits", (request) -> {
			try {
				return reply(request, inner.request("future", 1, JsonNode.class));
			}
			catch (RuntimeException ex) {
				outcomes.add(ex);
				throw ex;
			}
		});
		outerHandlers.register("promises",
				(request) -> inner.requestAsync("future", 1, JsonNode.class).whenComplete((reply, failure) -> {
					if (failure != null) {
						outcomes.add(failure);
					}
				}).thenCompose((reply) -> reply(request, reply)));
		Worker outer = this.nodes.worker(WorkerSettings.server(Nodes.ANY), outerHandlers);
		RequestClient client = this.nodes.client(outer.endpoints().get(0));
		for (String event : new String[] { "waits", "promises" }) {
			CompletableFuture<?> reply = client.requestAsync(event, 1, JsonNode.class);
			Cancellation handled = begun();
			reply.cancel(true);
			await().until(handled::isCancelled);
			assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
			await().until(() -> inner.status().inFlight() == 0);
		}
	}

	@Test
	void handlerOfACancelledRequestSendsNoMoreRequests() throws Exception {
		RequestClient inner = this.nodes.client(start(Way.SERVER));
		CountDownLatch cancelled = new CountDownLatch(1);
		BlockingQueue<CompletableFuture<?>> asked = new LinkedBlockingQueue<>();
		HandlerRegistry outerHandlers = new HandlerRegistry();
		outerHandlers.register("late", (request) -> {
			this.begun.add(Cancellation.current());
			cancelled.await();
			asked.add(inner.requestAsync("future", 1, JsonNode.class));
			return reply(request, null);
		});
		Worker outer = this.nodes.worker(WorkerSettings.server(Nodes.ANY), outerHandlers);
		CompletableFuture<?> reply = this.nodes.client(outer.endpoints().get(0))
			.requestAsync("late", 1, JsonNode.class);
		Cancellation handled = begun();
		reply.cancel(true);
		await().until(handled::isCancelled);
		cancelled.countDown();
		assertThat(asked.poll(20, TimeUnit.SECONDS)).isCancelled();
		assertThat(this.futures).isEmpty();
	}

	private static CompletionStage<Message> reply(Message request, @Nullable JsonNode data) {
		return CompletableFuture.completedFuture(request.reply(Echo.JSON.write(data), Map.of()));
	}

	private final class Interruptible implements RequestHandler {

		@Override
		public CompletionStage<Message> handle(Message request) throws Exception {
			CancellationOverSocketsTests.this.begun.add(Cancellation.current());
			try {
				CancellationOverSocketsTests.this.released.await();
				return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
			}
			catch (InterruptedException ex) {
				CancellationOverSocketsTests.this.ends.add(ex);
				throw ex;
			}
		}

		@Override
		public boolean isInterruptible() {
			return true;
		}

	}

}
