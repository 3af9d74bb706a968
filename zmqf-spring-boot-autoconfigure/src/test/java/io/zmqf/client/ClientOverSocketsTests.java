package io.zmqf.client;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.security.ClientSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** The client and scripted peers over real sockets. */
@Timeout(60)
class ClientOverSocketsTests {

	private static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

	private final RecordingListener listener = new RecordingListener();

	private final NioTransport transport = new NioTransport(this.listener);

	private final ExecutorService executor = Executors.newFixedThreadPool(4);

	private final List<Peer> peers = new ArrayList<>();

	private final List<RequestClient> clients = new ArrayList<>();

	@AfterEach
	void close() {
		this.clients.forEach(RequestClient::close);
		this.peers.forEach((peer) -> peer.loop.close());
		this.transport.close();
		this.executor.shutdownNow();
		assertThat(this.listener.failures()).isEmpty();
	}

	@Test
	void aRequestWaitsForAServerThatStartsLater() throws Exception {
		Peer first = echo(ANY);
		first.loop.close();
		RequestClient client = client(settings(first.endpoint));
		CompletableFuture<?> reply = client.event("echo").data("patient").idempotent().requestAsync(String.class);
		assertThat(reply).isNotDone();
		echo(first.endpoint);
		assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo("patient");
	}

	@Test
	void aFirstRequestOfAnInterruptedThreadDoesNotEndTheClient() {
		Peer peer = silent(); // otherwise the reply may arrive before the wait
		CompletableFuture<Void> free = new CompletableFuture<>();
		SocketLoop busy = this.transport.create("busy", SocketSettings.asking(peer.endpoint), (frames) -> {
		});
		busy.start();
		busy.execute(free::join);
		RequestClient client = client(settings(peer.endpoint));
		CompletableFuture<Integer> first = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			Thread.currentThread().interrupt();
			first.completeAsync(() -> client.request("echo", 1, Integer.class), Runnable::run);
		});
		caller.start();
		await().until(() -> List.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(caller.getState()));
		free.complete(null);
		assertThat(first).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withMessageContaining("The wait for the reply to 'echo' was interrupted");
		peer.answers = true;
		assertThat(client.request("echo", 2, Integer.class)).isEqualTo(2);
		busy.close();
	}

	@Test
	void completedFutureDoesNotKeepTheRequest() {
		Answered answered = answered(client(settings(echo(ANY).endpoint)));
		await().until(() -> {
			System.gc();
			return answered.sent.refersTo(null);
		});
		assertThat(answered.reply).isCompletedWithValue("sent");
	}

	private static Answered answered(RequestClient client) {
		byte[] data = "\"sent\"".getBytes(StandardCharsets.UTF_8);
		CompletableFuture<String> reply = client.requestAsync("echo", data, String.class);
		assertThat(reply).succeedsWithin(Duration.ofSeconds(30));
		return new Answered(reply, new WeakReference<>(data));
	}

	@Test
	void aClientConnectsAgainWhenItsPeerIsRestarted() throws Exception {
		Peer first = echo(ANY);
		RequestClient client = client(settings(first.endpoint));
		for (int i = 0; i < 3; i++) {
			assertThat(client.event("echo").data(i).idempotent().request(Integer.class)).isEqualTo(i);
			this.peers.get(i).loop.close();
			echo(first.endpoint);
		}
		assertThat(client.event("echo").data("again").idempotent().request(String.class)).isEqualTo("again");
	}

	@Test
	void aRequestInFlightFailsWhenItsPeerGoes() throws Exception {
		Peer silent = silent();
		RequestClient client = client(settings(silent.endpoint));
		CompletableFuture<?> reply = client.requestAsync("echo", 1, Integer.class);
		silent.take();
		silent.loop.close();
		assertThat(reply).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(ZmqConnectionException.class);
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void anIdempotentRequestIsAnsweredByTheOtherPeerWhenItsOwnGoes() throws Exception {
		Peer silent = silent();
		RequestClient client = client(settings(silent.endpoint, echo(ANY).endpoint));
		List<CompletableFuture<Integer>> replies = new ArrayList<>();
		do { // the silent peer gets none before it is connected
			replies.add(client.event("echo").data(replies.size()).idempotent().requestAsync(Integer.class));
		}
		while (silent.requests.poll(50, TimeUnit.MILLISECONDS) == null && replies.size() < 200);
		silent.loop.close();
		for (int i = 0; i < replies.size(); i++) {
			assertThat(replies.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
		}
	}

	@Test
	void thousandsOfRequestsFromManyThreadsEachGetTheirOwnReply() throws Exception {
		RequestClient client = client(settings(echo(ANY).endpoint));
		ExecutorService callers = Executors.newFixedThreadPool(64);
		try {
			requestFrom(callers, client, 64, 100);
		}
		finally {
			callers.shutdownNow();
		}
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void virtualThreadsShareAClient() throws Exception {
		ExecutorService virtual = virtualThreads();
		RequestClient client = client(settings(echo(ANY).endpoint));
		try {
			requestFrom(virtual, client, 500, 4);
		}
		finally {
			virtual.shutdownNow();
		}
	}

	private void requestFrom(ExecutorService callers, RequestClient client, int threads, int requests)
			throws Exception {
		List<Future<?>> done = new ArrayList<>();
		for (int t = 0; t < threads; t++) {
			int thread = t;
			done.add(callers.submit(() -> {
				for (int i = 0; i < requests; i++) {
					String data = thread + "/" + i;
					assertThat(client.request("echo", data, String.class)).isEqualTo(data);
				}
			}));
		}
		for (Future<?> caller : done) {
			caller.get(40, TimeUnit.SECONDS);
		}
	}

	private static ExecutorService virtualThreads() throws ReflectiveOperationException {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
		Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
		return (ExecutorService) factory.invoke(null);
	}

	@Test
	void manyRequestsInFlightOnOneSocketEachGetTheirOwnReply() {
		RequestClient client = client(settings(echo(ANY).endpoint));
		List<CompletableFuture<Integer>> replies = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			replies.add(client.requestAsync("echo", i, Integer.class));
		}
		for (int i = 0; i < 5000; i++) {
			assertThat(replies.get(i).join()).isEqualTo(i);
		}
	}

	@Test
	void withoutCorrelationEveryRequestGetsItsOwnReply() {
		RequestClient client = client(settings(echo(ANY).endpoint).withoutCorrelation(3));
		List<CompletableFuture<Integer>> replies = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			replies.add(client.requestAsync("echo", i, Integer.class));
		}
		for (int i = 0; i < 500; i++) {
			assertThat(replies.get(i).join()).isEqualTo(i);
		}
	}

	@Test
	void withoutCorrelationALateReplyIsNotTakenForTheNext() throws Exception {
		try (ZContext context = new ZContext(); ZMQ.Socket late = context.createSocket(SocketType.ROUTER)) {
			int port = late.bindToRandomPort("tcp://127.0.0.1");
			late.setReceiveTimeOut(40_000);
			RequestClient client = client(settings(Endpoint.parse("tcp://127.0.0.1:" + port)).withoutCorrelation(1));
			CompletableFuture<?> first = client.event("echo")
				.data("first")
				.timeout(Duration.ofSeconds(2))
				.requestAsync(String.class);
			ZMsg request = ZMsg.recvMsg(late);
			assertThat(first).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(ZmqTimeoutException.class);
			CompletableFuture<?> second = client.requestAsync("echo", "second", String.class);
			late.setRouterMandatory(false);
			request.send(late);
			ZMsg.recvMsg(late).send(late);
			assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("second");
		}
	}

	@Test
	void anInterruptedCallerLeavesItsRequestAndKeepsItsFlag() throws Exception {
		Peer silent = silent();
		RequestClient client = client(settings(silent.endpoint).withTimeout(Duration.ofMinutes(1)));
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				client.request("echo", 1, Integer.class);
			}
			catch (ZmqException ex) {
				flag.complete(Thread.currentThread().isInterrupted());
				failure.complete(ex);
			}
		});
		caller.start();
		silent.take();
		caller.interrupt();
		assertThat(failure.get(20, TimeUnit.SECONDS)).isExactlyInstanceOf(ZmqException.class)
			.hasMessageContaining("interrupted");
		assertThat(flag.join()).isTrue();
		caller.join();
		client.oldestRequest().get(20, TimeUnit.SECONDS);
		assertThat(client.status().inFlight()).isZero();
	}

	@Test
	void closingFailsPendingAndLaterRequests() throws Exception {
		Peer silent = silent();
		RequestClient client = client(settings(silent.endpoint).withTimeout(Duration.ofMinutes(1)));
		Future<?> waiting = this.executor.submit(() -> client.request("echo", 1, Integer.class));
		CompletableFuture<?> promised = client.requestAsync("echo", 2, Integer.class);
		silent.take();
		silent.take();
		client.close();
		assertThat(waiting).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(ZmqClosedException.class);
		assertThat(promised).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(ZmqClosedException.class);
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> client.request("echo", 3, Integer.class));
		assertThat(client.requestAsync("echo", 3, Integer.class)).isCompletedExceptionally();
		client.close();
	}

	@Test
	void aClientThatWasNeverOpenedIsClosedAllTheSame() {
		RequestClient client = client(settings(ANY));
		client.close();
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> client.request("echo", 1, Integer.class));
	}

	@Test
	void aRequestOnAClosedTransportFailsAsConnection() {
		RequestClient client = client(settings(ANY, ANY));
		this.transport.close();
		assertThatExceptionOfType(ZmqConnectionException.class)
			.isThrownBy(() -> client.request("echo", 1, Integer.class))
			.matches((ex) -> "echo".equals(ex.getEvent()));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> client.request("echo", 1, Integer.class));
		this.listener.failures().clear();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(client::open)
			.withMessageContaining("failed to open")
			.withMessageContaining("create another one");
	}

	@Test
	void jsonTextIsPassedOnAsItIs() {
		RequestClient client = client(settings(echo(ANY).endpoint));
		byte[] json = "{ \"a\" :\t[1, 2.50,null] }".getBytes(StandardCharsets.UTF_8);
		assertThat(client.request("echo", json, byte[].class)).isEqualTo(json);
	}

	@Test
	void aReplyOfAGenericTypeIsRead() {
		RequestClient client = client(settings(echo(ANY).endpoint));
		Map<String, List<Point>> points = Map.of("a", List.of(new Point(1, 2), new Point(3, 4)));
		assertThat(client.request("echo", points, new ParameterizedTypeReference<Map<String, List<Point>>>() {
		})).isEqualTo(points);
		assertThat(client.requestAsync("echo", points, new ParameterizedTypeReference<Map<String, List<Point>>>() {
		}).join()).isEqualTo(points);
	}

	@Test
	void noDataGoesAndComesAsNull() {
		RequestClient client = client(settings(echo(ANY).endpoint));
		assertThat(client.request("echo", null, Point.class)).isNull();
		assertThat(client.request("echo", "whatever", Void.class)).isNull();
		assertThat(client.send("echo", "whatever").join()).isNull();
	}

	@Test
	void textBeyondAsciiAndAMebibyteComeBackUnchanged() {
		RequestClient client = client(settings(echo(ANY).endpoint));
		String text = "Grüße, 世界 🌍".repeat(60_000);
		assertThat(client.request("ünï.çøde", text, String.class)).isEqualTo(text);
	}

	@Test
	void dataThatCantBeWrittenFailsBeforeItIsSent() {
		RequestClient client = client(settings(ANY));
		List<Object> circle = new ArrayList<>();
		circle.add(circle);
		assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> client.request("echo", circle, String.class))
			.withMessageContaining("echo")
			.matches((ex) -> "echo".equals(ex.getEvent()));
		assertThat(client.requestAsync("echo", circle, String.class)).isCompletedExceptionally();
		assertThat(client.status().inFlight()).isZero();
	}

	@Test
	void dataOverTheLimitFailsBeforeItIsSent() {
		RequestClient client = client(new ClientSettings("c", List.of(echo(ANY).endpoint), Duration.ofSeconds(5),
				Correlation.ENVELOPE, 1, SocketLimits.DEFAULT.withMessageSize(100), ClientSecurity.NONE,
				ClientSettings.DEFAULT_STREAM_WINDOW));
		assertThat(client.request("echo", "x".repeat(98), String.class)).hasSize(98);
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> client.request("echo", "x".repeat(99), String.class))
			.withMessageContaining("101 bytes")
			.withMessageContaining("100 are allowed");
	}

	@Test
	void theProtocolsOwnHeadersAndEventsAreRefused() {
		RequestClient client = client(settings(ANY));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").header(Headers.TIMEOUT, "1"))
			.withMessageContaining(Headers.TIMEOUT);
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").header("zmqf-other", "1"));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("zmqf.ready"));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("error"));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event(""));
	}

	@Test
	void aHeaderThatNoFrameCanHoldIsRefused() {
		RequestClient client = client(settings(ANY));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").header("half", "\ud83c"))
			.withMessageContaining("half");
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").header("\udf0d", "half"));
	}

	@Test
	void aTimeoutOfNothingIsRefused() {
		RequestClient client = client(settings(ANY));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").timeout(Duration.ofNanos(999_999)));
		assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").timeout(Duration.ofSeconds(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> ClientSettings.of("c", ANY).withTimeout(Duration.ZERO));
	}

	/** An address that is and was not in use. */
	private static Endpoint unused() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return Endpoint.parse("tcp://127.0.0.1:" + socket.getLocalPort());
		}
	}

	@Test
	void aRequestWithoutAPeerTimesOutInItsTime() throws IOException {
		RequestClient client = client(settings(unused()));
		long start = System.nanoTime();
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> client.event("echo").timeout(Duration.ofMillis(100)).request(String.class))
			.matches((ex) -> !ex.isSent());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(100),
				Duration.ofSeconds(20));
	}

	private record Answered(CompletableFuture<String> reply, WeakReference<byte[]> sent) {
	}

	private record Point(int x, int y) {
	}

	private static ClientSettings settings(Endpoint... peers) {
		return ClientSettings.of("c", peers).withTimeout(Duration.ofSeconds(20));
	}

	private RequestClient client(ClientSettings settings) {
		RequestClient client = new RequestClient(settings, this.transport, new JsonData(JsonMapper.shared()),
				this.executor);
		this.clients.add(client);
		return client;
	}

	private Peer echo(Endpoint endpoint) {
		return new Peer(endpoint, true);
	}

	private Peer silent() {
		return new Peer(ANY, false);
	}

	/** Answers every request with its own data, or none. */
	private final class Peer implements SocketHandler {

		private final SocketLoop loop;

		private final Endpoint endpoint;

		private volatile boolean answers;

		private final LinkedBlockingQueue<Message> requests = new LinkedBlockingQueue<>();

		Peer(Endpoint endpoint, boolean answers) {
			this.answers = answers;
			this.loop = ClientOverSocketsTests.this.transport.create("peer",
					SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint), this);
			this.endpoint = this.loop.start();
			ClientOverSocketsTests.this.peers.add(this);
		}

		Message take() throws InterruptedException, TimeoutException {
			Message request = this.requests.poll(30, TimeUnit.SECONDS);
			if (request == null) {
				throw new TimeoutException("No request came");
			}
			return request;
		}

		@Override
		public void onMessage(byte[][] frames) {
			Message request = MessageCodec.decode(frames);
			if (this.answers) {
				this.loop.send(MessageCodec.encode(request.reply(request.data(), Map.of())));
			}
			else {
				this.requests.add(request);
			}
		}

	}

}
