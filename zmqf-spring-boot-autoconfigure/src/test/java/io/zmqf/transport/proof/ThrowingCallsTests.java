package io.zmqf.transport.proof;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.Message;
import io.zmqf.support.Echo;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each call out of the engine throws each kind of exception: other connections continue,
 * requests have their outcome and everything closes.
 */
@Timeout(120)
class ThrowingCallsTests {

	private static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

	private final ExecutorService executor = Executors.newCachedThreadPool();

	/** The thrown exception. */
	enum Thrown {

		EXCEPTION, STACK, HEAP, LINKAGE;

		RuntimeException now() {
			switch (this) {
				case STACK -> throw new StackOverflowError("on purpose");
				case HEAP -> throw new OutOfMemoryError("on purpose");
				case LINKAGE -> throw new LinkageError("on purpose");
				default -> throw new IllegalStateException("on purpose");
			}
		}

	}

	/** A call out of the engine, and the exception that it throws. */
	record Place(Call call, Thrown thrown) {

	}

	/** The calls out of the engine. */
	enum Call {

		SOCKET_EVENT, STATE_CHANGED, LOOP_FAILED, IO_FAILED, DROPPED, OPEN, MESSAGE, CONNECTED, DISCONNECTED, REFUSED,
		WRITABLE, PEER_GONE, CLOSE, TASK, REJECTED_TASK, TIMER, AUTHENTICATION

	}

	static Stream<Place> places() {
		return Stream.of(Call.values())
			.flatMap((call) -> Stream.of(Thrown.values()).map((thrown) -> new Place(call, thrown)));
	}

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@MethodSource("places")
	void otherConnectionsContinueAlthoughACallThrows(Place place) throws Exception {
		Bad bad = new Bad(place);
		NioTransport transport = new NioTransport(bad);
		Good good = new Good(transport);
		good.assertOthersContinue();
		SocketLoop router = transport.create("bad router",
				SocketSettings.binding(SocketSettings.Type.ROUTER, ANY).withPeerLoss().withSecurity(bad.security()),
				bad.handler("router"));
		bad.router = router;
		Endpoint endpoint = startOrNull(router);
		good.assertOthersContinue();
		if (endpoint != null) {
			SocketLoop dealer = transport.create("bad dealer",
					SocketSettings.asking(endpoint).withSecurity(bad.clientSecurity()), bad.handler("dealer"));
			startOrNull(dealer);
			for (SocketLoop loop : List.of(router, dealer)) {
				loop.execute(bad.task());
				loop.executeHere(bad.task());
				loop.execute(() -> loop.schedule(bad.timer(), loop.now()));
				loop.execute(loop::awaitWritable);
				loop.execute(() -> loop.send(new byte[][] { { 1 }, { 2 } }));
			}
			good.assertOthersContinue();
			try (Socket stranger = Zmtp.connect(endpoint)) {
				stranger.getOutputStream().write(Zmtp.ascii("GET / HTTP/1.1\r\n\r\n" + "x".repeat(64)));
				assertThat(Zmtp.isClosedByPeer(stranger, 40_000)).isTrue();
			}
			dealer.execute(dealer::reconnect);
			good.assertOthersContinue();
			close(router);
			good.assertOthersContinue();
			close(dealer);
			for (int i = 0; i < 2; i++) {
				try {
					dealer.execute(bad.task());
				}
				catch (RuntimeException | Error ex) {
					// a rejected task throws to its caller
				}
			}
		}
		good.assertOthersContinue();
		assertThat(CompletableFuture.runAsync(transport::close, this.executor)).succeedsWithin(10, TimeUnit.SECONDS);
	}

	private void close(SocketLoop loop) {
		assertThat(CompletableFuture.runAsync(loop::close, this.executor).exceptionally((ex) -> null))
			.succeedsWithin(30, TimeUnit.SECONDS);
	}

	private static @Nullable Endpoint startOrNull(SocketLoop loop) {
		try {
			return loop.start();
		}
		catch (RuntimeException | Error ex) {
			return null;
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyRequestHasItsOutcomeAlthoughAnExecutorThrows(Thrown thrown) {
		AtomicInteger throwing = new AtomicInteger();
		Executor bad = (task) -> {
			if (throwing.getAndDecrement() > 0) {
				throw thrown.now();
			}
			this.executor.execute(task);
		};
		assertOutcomes(Echo.handlers("server"), bad, bad, throwing);
	}

	@ParameterizedTest
	@EnumSource
	void everyRequestHasItsOutcomeAlthoughAHandlerOnTheLoopThrows(Thrown thrown) {
		AtomicInteger throwing = new AtomicInteger();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo", new RequestHandler() {

			@Override
			public CompletionStage<Message> handle(Message request) {
				if (throwing.getAndDecrement() > 0) {
					throw thrown.now();
				}
				return Echo.echo(request, "server");
			}

			@Override
			public boolean isBlocking() {
				return false;
			}

		});
		assertOutcomes(handlers, this.executor, this.executor, throwing);
	}

	private void assertOutcomes(HandlerRegistry handlers, Executor serverExecutor, Executor clientExecutor,
			AtomicInteger throwing) {
		NioTransport transport = new NioTransport(TransportListener.NONE);
		Worker server = new Worker(WorkerSettings.server(ANY), handlers, serverExecutor, transport,
				WorkerListener.NONE);
		server.start();
		RequestClient client = new RequestClient(
				ClientSettings.of("client", server.endpoints().get(0)).withTimeout(Duration.ofSeconds(2)), transport,
				Echo.JSON, clientExecutor);
		assertThat(client.event("echo").data(1).timeout(Duration.ofSeconds(30)).request(JsonNode.class)).isNotNull();
		for (int times = 1; times <= 3; times++) {
			throwing.set(times);
			List<CompletableFuture<JsonNode>> requests = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				requests.add(client.requestAsync("echo", i, JsonNode.class));
			}
			for (CompletableFuture<JsonNode> request : requests) {
				assertThat(request.handle((reply, ex) -> true)).succeedsWithin(30, TimeUnit.SECONDS);
			}
			throwing.set(0);
			await().ignoreExceptions()
				.untilAsserted(() -> assertThat(client.request("echo", 1, JsonNode.class)).isNotNull());
		}
		await().until(() -> client.status().inFlight() == 0);
		assertThat(CompletableFuture.runAsync(() -> {
			client.close();
			server.stop(Duration.ofSeconds(1));
			transport.close();
		}, this.executor)).succeedsWithin(15, TimeUnit.SECONDS);
	}

	/** A server and its client on the same transport. */
	private static final class Good {

		private final SocketLoop router;

		private final SocketLoop dealer;

		private final BlockingQueue<byte[][]> replies = new LinkedBlockingQueue<>();

		private final CompletableFuture<Void> connected = new CompletableFuture<>();

		Good(NioTransport transport) {
			SocketLoop[] own = new SocketLoop[1];
			own[0] = transport.create("good router", SocketSettings.binding(SocketSettings.Type.ROUTER, ANY),
					(frames) -> own[0].send(frames));
			this.router = own[0];
			this.dealer = transport.create("good dealer", SocketSettings.asking(this.router.start()),
					new SocketHandler() {

						@Override
						public void onMessage(byte[][] frames) {
							Good.this.replies.add(frames);
						}

						@Override
						public void onConnected() {
							Good.this.connected.complete(null);
						}

					});
			this.dealer.start();
		}

		void assertOthersContinue() throws InterruptedException {
			assertThat(this.connected).succeedsWithin(30, TimeUnit.SECONDS);
			for (int i = 0; i < 5; i++) {
				this.dealer.executeHere(() -> this.dealer.send(new byte[][] { { 1, 2, 3 } }));
				assertThat(this.replies.poll(30, TimeUnit.SECONDS)).isNotNull();
			}
		}

	}

	/** Throws in one method, only for sockets whose name begins with "bad". */
	private static final class Bad implements TransportListener {

		private final Place place;

		private volatile @Nullable SocketLoop router;

		Bad(Place place) {
			this.place = place;
		}

		private void reach(Call call) {
			if (call == this.place.call()) {
				throw this.place.thrown().now();
			}
		}

		ServerSecurity security() {
			return (this.place.call() == Call.AUTHENTICATION) ? new ServerSecurity.Plain((user, password) -> {
				throw this.place.thrown().now();
			}) : ServerSecurity.NONE;
		}

		ClientSecurity clientSecurity() {
			return (this.place.call() == Call.AUTHENTICATION) ? new ClientSecurity.Plain("user", "password")
					: ClientSecurity.NONE;
		}

		LoopTask task() {
			return new LoopTask() {

				@Override
				public void run() {
					reach(Call.TASK);
				}

				@Override
				public void reject() {
					reach(Call.REJECTED_TASK);
				}

			};
		}

		Timed timer() {
			return new Timed() {

				@Override
				protected void onTime() {
					reach(Call.TIMER);
				}

			};
		}

		SocketHandler handler(String name) {
			return new SocketHandler() {

				@Override
				public void onOpen() {
					reach(Call.OPEN);
				}

				@Override
				public void onMessage(byte[][] frames) {
					SocketLoop own = Bad.this.router;
					if (own != null && name.equals("router")) {
						own.send(new byte[][] { frames[0], { 3 } });
					}
					reach(Call.MESSAGE);
				}

				@Override
				public void onConnected() {
					reach(Call.CONNECTED);
				}

				@Override
				public void onDisconnected() {
					reach(Call.DISCONNECTED);
				}

				@Override
				public void onRefused() {
					reach(Call.REFUSED);
				}

				@Override
				public void onWritable() {
					reach(Call.WRITABLE);
				}

				@Override
				public void onPeerGone(byte[] identity) {
					reach(Call.PEER_GONE);
				}

				@Override
				public void onClose() {
					reach(Call.CLOSE);
				}

			};
		}

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			reach(Call.SOCKET_EVENT);
		}

		@Override
		public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
			reach(Call.STATE_CHANGED);
		}

		@Override
		public void dropped(String socket, DropReason reason) {
			reach(Call.DROPPED);
		}

		@Override
		public void loopFailed(String socket, Throwable failure) {
			reach(Call.LOOP_FAILED);
		}

		@Override
		public void ioFailed(Throwable failure) {
			reach(Call.IO_FAILED);
		}

	}

}
