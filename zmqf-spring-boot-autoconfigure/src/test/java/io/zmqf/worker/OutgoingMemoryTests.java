package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.info.Disclosure;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A message over the memory of its sender is refused where it is made, and ends no
 * connection.
 */
@Timeout(60)
class OutgoingMemoryTests {

	private static final int MB = 1024 * 1024;

	private final NioTransport small = transport(MemoryLimits.ofNode(4 * MB));

	private final NioTransport large = transport(MemoryLimits.ofNode(256 * MB));

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final CountDownLatch slowBegun = new CountDownLatch(1);

	private final CompletableFuture<Void> go = new CompletableFuture<>();

	@BeforeEach
	void registerHandlers() {
		this.handlers.register("slow", (request) -> {
			this.slowBegun.countDown();
			return this.go.thenApply((nothing) -> request.reply(request.data(), Map.of()));
		});
		this.handlers.register("echo",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		this.handlers.register("digits", (request) -> CompletableFuture.completedFuture(request
			.reply(digits(Integer.parseInt(new String(request.data(), StandardCharsets.US_ASCII))), Map.of())));
		this.handlers.register("items", new RequestHandler() {

			@Override
			public CompletionStage<Message> handle(Message request) {
				int size = Integer.parseInt(new String(request.data(), StandardCharsets.US_ASCII));
				return StreamedReply.of(request, List.of(size).iterator(), () -> {
				}, Runnable::run, (item) -> digits(size));
			}

			@Override
			public boolean isStreaming() {
				return true;
			}

		});
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.small.close();
		this.large.close();
	}

	@Test
	void aRequestIsNotMade() throws InterruptedException {
		RequestClient client = client(server(this.large), this.small);
		CompletableFuture<Integer> other = begin(client);
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> client.event("echo").data(digits(5 * MB)).request(byte[].class))
			.satisfies((ex) -> assertThat(ex.getClass()).isEqualTo(ZmqException.class))
			.withMessageContaining("'echo' has 5242")
			.withMessageContaining("bytes: 4193280 are allowed by zmqf.memory.node");
		this.go.complete(null);
		assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(7);
		assertThat(client.event("echo").data(digits(3 * MB)).request(byte[].class)).hasSize(3 * MB);
	}

	@ParameterizedTest
	@ValueSource(strings = { "digits", "items" })
	void aReplyIsTooLargeForItsCallerAlone(String event) throws InterruptedException {
		RequestClient client = client(server(this.small), this.large);
		CompletableFuture<Integer> other = begin(client);
		ZmqRemoteException failure = catchThrowableOfType(ZmqRemoteException.class,
				() -> client.request(event, 5 * MB, byte[].class));
		assertThat(failure.is(ProblemType.TOO_LARGE)).isTrue();
		this.go.complete(null);
		assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(7);
		assertThat(client.request("digits", 3 * MB, byte[].class)).hasSize(3 * MB);
	}

	@Test
	void anItemIsTooLargeForItsStreamAlone() throws InterruptedException {
		RequestClient client = client(server(this.small), this.large);
		CompletableFuture<Integer> other = begin(client);
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.event("items").data(5 * MB).stream(byte[].class).count())
			.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue());
		this.go.complete(null);
		assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(7);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anAnswerToAnOperatorIsTooLargeForThatAlone(boolean ofRouter) {
		Disclosure open = new Disclosure("shop", null, List.of(), null, true);
		try (NioTransport tiny = transport(MemoryLimits.ofNode(1200))) {
			Router router = new Router(Nodes.ROUTER.withDisclosure(open), tiny, RouterListener.NONE);
			Worker server = new Worker(WorkerSettings.server(Nodes.ANY).withDisclosure(open), this.handlers,
					this.nodes.executor(), tiny, WorkerListener.NONE);
			router.start();
			server.start();
			RequestClient client = client(ofRouter ? router.frontend() : server.endpoints().get(0), this.large);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("zmqf.info", null, byte[].class))
				.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue());
		}
	}

	private CompletableFuture<Integer> begin(RequestClient client) throws InterruptedException {
		CompletableFuture<Integer> other = client.requestAsync("slow", 7, Integer.class);
		this.slowBegun.await();
		return other;
	}

	private Endpoint server(NioTransport transport) {
		Worker server = new Worker(WorkerSettings.server(Nodes.ANY), this.handlers, this.nodes.executor(), transport,
				WorkerListener.NONE);
		server.start();
		return server.endpoints().get(0);
	}

	private RequestClient client(Endpoint server, NioTransport transport) {
		return new RequestClient(ClientSettings.of("client", server), transport, new JsonData(new JsonMapper()),
				this.nodes.executor());
	}

	private static byte[] digits(int count) {
		return "1".repeat(count).getBytes(StandardCharsets.US_ASCII);
	}

	private static NioTransport transport(MemoryLimits memory) {
		return new NioTransport(TransportListener.NONE, NioTransport.DEFAULT_PERMISSIONS, memory, Map.of());
	}

}
