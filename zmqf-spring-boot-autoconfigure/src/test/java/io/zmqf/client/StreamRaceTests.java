package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.message.ZmqException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RouterStatus;
import io.zmqf.support.Nodes;
import io.zmqf.support.Streaming;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Producers, consumers, cancelling, timeouts and lost connections at once: each consumer
 * sees the first items in their order, and one end.
 */
@Timeout(120)
class StreamRaceTests {

	private static final int CONSUMERS = 8;

	private static final int STREAMS = 60;

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final AtomicInteger open = new AtomicInteger();

	private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

	StreamRaceTests() {
		this.handlers.register("iterator", Streaming.iterator((request) -> {
			this.open.incrementAndGet();
			return IntStream.range(0, number(request.data())).iterator();
		}, this.open::decrementAndGet));
		this.handlers.register("flux",
				Streaming.flux((request) -> Flux.range(0, number(request.data()))
					.doOnSubscribe((subscription) -> this.open.incrementAndGet())
					.doFinally((signal) -> this.open.decrementAndGet())));
	}

	private static int number(byte[] data) {
		return Integer.parseInt(new String(data));
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void streamsOfAServer() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withConcurrency(64, 64), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		consume(client, false);
		assertNothingIsLeft(client, server);
	}

	@Test
	void streamsOfWorkersThatComeAndGo() throws Exception {
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker stays = worker(router);
		RequestClient client = this.nodes.client(router.frontend());
		CountDownLatch done = new CountDownLatch(1);
		CompletableFuture<Void> chaos = CompletableFuture.runAsync(() -> {
			try {
				do {
					worker(router).stop(Duration.ZERO);
				}
				while (!done.await(20, TimeUnit.MILLISECONDS));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, this.nodes.executor());
		consume(client, true);
		done.countDown();
		chaos.get();
		assertNothingIsLeft(client, stays);
		await().until(() -> {
			RouterStatus status = router.status();
			return status != null && status.inFlight() == 0 && status.waiting() == 0;
		});
	}

	@Test
	void streamsThroughARouterThatComesAndGoes() throws Exception {
		Router first = this.nodes.router(Nodes.ROUTER);
		RouterSettings again = RouterSettings.of(first.frontend(), first.backend());
		Worker worker = worker(first);
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(first.frontend());
		CountDownLatch done = new CountDownLatch(1);
		CompletableFuture<Router> chaos = CompletableFuture.supplyAsync(() -> {
			Router present = first;
			try {
				while (!done.await(50, TimeUnit.MILLISECONDS)) {
					present.stop();
					present = this.nodes.router(again);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return present;
		}, this.nodes.executor());
		consume(client, true);
		done.countDown();
		Router last = chaos.get();
		assertNothingIsLeft(client, worker);
		await().until(() -> {
			RouterStatus status = last.status();
			return status != null && status.inFlight() == 0 && status.waiting() == 0;
		});
	}

	private Worker worker(Router router) {
		return this.nodes.worker(WorkerSettings.worker(router.backend()).withConcurrency(64, 64), this.handlers);
	}

	private void consume(RequestClient client, boolean mayFail) {
		List<CompletableFuture<Void>> consumers = new ArrayList<>();
		for (int i = 0; i < CONSUMERS; i++) {
			Random random = new Random(i);
			consumers.add(CompletableFuture.runAsync(() -> {
				for (int stream = 0; stream < STREAMS; stream++) {
					consume(client, random, mayFail);
				}
			}, this.nodes.executor()));
		}
		assertThat(consumers).allSatisfy((consumer) -> assertThat(consumer).succeedsWithin(Duration.ofSeconds(100)));
		assertThat(this.wrong).isEmpty();
	}

	private void consume(RequestClient client, Random random, boolean mayFail) {
		int size = random.nextInt(300);
		boolean whole = random.nextBoolean();
		boolean hasty = !whole && random.nextInt(4) == 0;
		int wanted = whole ? Integer.MAX_VALUE : random.nextInt(size + 1);
		ZmqClient.RequestSpec request = client.event(random.nextBoolean() ? "iterator" : "flux")
			.data(size)
			.window(1 + random.nextInt(40));
		if (hasty) {
			request.streamTimeout(Duration.ofMillis(1 + random.nextInt(3)));
		}
		Consumed consumed = random.nextBoolean() ? read(request, wanted) : subscribe(request, wanted);
		for (int i = 0; i < consumed.items.size(); i++) {
			if (consumed.items.get(i) != i) {
				this.wrong.add("item " + i + " is " + consumed.items.get(i));
				return;
			}
		}
		int expected = Math.min(size, wanted);
		boolean failed = consumed.failure != null;
		if (consumed.items.size() > expected || !failed && consumed.items.size() != expected
				|| failed && !(hasty || mayFail)) {
			this.wrong.add(consumed.items.size() + " of " + expected + " items, " + consumed.failure);
		}
	}

	private static Consumed read(ZmqClient.RequestSpec request, int wanted) {
		Consumed consumed = new Consumed();
		try (Stream<Integer> items = request.stream(Integer.class)) {
			for (Iterator<Integer> each = items.iterator(); consumed.items.size() < wanted && each.hasNext();) {
				consumed.items.add(each.next());
			}
		}
		catch (ZmqException ex) {
			consumed.failure = ex;
		}
		return consumed;
	}

	private static Consumed subscribe(ZmqClient.RequestSpec request, int wanted) {
		Consumed consumed = new Consumed();
		CountDownLatch ended = new CountDownLatch(1);
		request.publisher(Integer.class).subscribe(new Flow.Subscriber<>() {

			private Flow.@Nullable Subscription subscription;

			@Override
			public void onSubscribe(Flow.Subscription given) {
				this.subscription = given;
				if (wanted == 0) {
					given.cancel();
					ended.countDown();
				}
				else {
					given.request(1);
				}
			}

			@Override
			public void onNext(Integer item) {
				consumed.items.add(item);
				if (this.subscription == null) {
					return;
				}
				if (consumed.items.size() == wanted) {
					this.subscription.cancel();
					ended.countDown();
				}
				else {
					this.subscription.request(1 + item % 7);
				}
			}

			@Override
			public void onError(Throwable failure) {
				consumed.failure = failure;
				ended.countDown();
			}

			@Override
			public void onComplete() {
				ended.countDown();
			}

		});
		try {
			if (!ended.await(30, TimeUnit.SECONDS)) {
				consumed.failure = new AssertionError("No end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return consumed;
	}

	private void assertNothingIsLeft(RequestClient client, Worker worker) {
		await().until(() -> client.status().inFlight() == 0);
		await().until(() -> this.open.get() == 0);
		await().until(() -> worker.status().inHand() == 0);
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	/** The signals that a consumer received. */
	private static final class Consumed {

		private final List<Integer> items = new ArrayList<>();

		private @Nullable Throwable failure;

	}

}
