package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.Echo;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The capacity that a worker announces to its router, with fast and slow handlers. */
class CapacityTests {

	private static final Endpoint ROUTER = Endpoint.parse("tcp://127.0.0.1:5556");

	private static final WorkerSettings SETTINGS = WorkerSettings.worker(ROUTER);

	private static final Duration LOOK = Duration.ofMillis(100);

	private final SteppedTransport transport = new SteppedTransport();

	private int answered;

	private boolean stuck;

	@Test
	void isTheNumberOfRequestsAnsweredWithinAMoment() {
		WorkerConnection worker = start(SETTINGS);
		say("zmqf.welcome");
		assertThat(announced()).containsExactly(80);
		answer(2000);
		assertThat(announced()).containsExactly(80, 16 + 200);
		assertThat(worker.capacity()).isEqualTo(216);
	}

	@Test
	void staysWhereItIsAsLongAsItIsAboutTheSame() {
		start(SETTINGS);
		say("zmqf.welcome");
		answer(2000);
		answer(2400);
		answer(1600);
		assertThat(announced()).containsExactly(80, 216);
		answer(3000);
		assertThat(announced()).containsExactly(80, 216, 316);
	}

	@Test
	void isAtItsLeastAgainOnceThereIsLittleToDo() {
		start(SETTINGS);
		say("zmqf.welcome");
		answer(2000);
		answer(700);
		answer(1);
		assertThat(announced()).containsExactly(80, 216, 86, 80);
	}

	@Test
	void isSentOnlyToARouterThatHasAnswered() {
		WorkerConnection worker = start(SETTINGS);
		answer(2000);
		assertThat(announced()).containsExactly(80);
		assertThat(worker.capacity()).isEqualTo(216);
		say("zmqf.ready?");
		assertThat(announced()).containsExactly(80, 216);
	}

	@Test
	void currentCapacityIsSentToTheNextRouter() {
		start(SETTINGS);
		say("zmqf.welcome");
		answer(2000);
		socket().disconnected();
		socket().peerGone();
		this.transport.turn();
		this.transport.clock().advance(Duration.ofSeconds(10));
		socket().connected();
		this.transport.turn();
		assertThat(announced()).containsExactly(216);
		request();
		this.transport.turn();
		say("zmqf.welcome");
		assertThat(announced()).containsExactly(216, 80);
	}

	@Test
	void isAtItsLeastAgainWhereHandlersAreStuck() {
		start(SETTINGS);
		say("zmqf.welcome");
		answer(2000);
		this.stuck = true;
		request();
		this.transport.turn();
		for (int i = 0; i < 2; i++) {
			this.transport.clock().advance(LOOK);
			this.transport.turn();
		}
		assertThat(announced()).containsExactly(80, 216, 80);
	}

	@Test
	void isTheConfiguredPrefetch() {
		start(SETTINGS.withConcurrency(4, 0));
		say("zmqf.welcome");
		answer(2000);
		assertThat(announced()).containsExactly(4);
	}

	@Test
	void isAnnouncedAgainWhereThatFailed() {
		start(SETTINGS.withConcurrency(4, 0));
		socket().disconnected();
		this.transport.turn();
		socket().fails(new OutOfMemoryError("a test's"));
		socket().connected();
		this.transport.turn();
		assertThat(announced()).containsExactly(4);
		this.transport.clock().advance(SETTINGS.announceInterval());
		this.transport.turn();
		assertThat(announced()).containsExactly(4, 4);
	}

	@Test
	void isAnnouncedByANewConnectionIfTheRouterIsSilent() {
		start(SETTINGS.withConcurrency(4, 0));
		say("zmqf.welcome");
		pass(Duration.ofMinutes(10));
		assertThat(this.transport.sockets(0)).hasSize(1); // which may not support PING
		for (int i = 0; i < 20; i++) {
			socket().heard(this.transport.clock().getAsLong());
			pass(Duration.ofSeconds(10));
		}
		assertThat(this.transport.sockets(0)).hasSize(1);
		pass(Duration.ofSeconds(40));
		assertThat(this.transport.sockets(0)).hasSize(2);
		socket().connected();
		this.transport.turn();
		assertThat(announced()).containsExactly(4);
	}

	@Test
	void isAnnouncedByANewConnectionWhereTheRouterIsSilentWhileItIsReached() {
		start(SETTINGS.withConcurrency(4, 0));
		say("zmqf.welcome");
		this.stuck = true;
		for (int i = 0; i < 10; i++) {
			request();
		}
		this.transport.turn();
		assertThat(socket().unread()).as("unread requests of a full worker").isPositive();
		socket().heard(this.transport.clock().getAsLong());
		pass(Duration.ofSeconds(60));
		assertThat(this.transport.sockets(0)).hasSize(2);
	}

	private void pass(Duration time) {
		for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(1)) {
			this.transport.clock().advance(Duration.ofSeconds(1));
			this.transport.turn();
		}
	}

	@Test
	void isNoMoreThanCanBeCounted() {
		WorkerConnection worker = start(SETTINGS.withConcurrency(Integer.MAX_VALUE, Integer.MAX_VALUE));
		say("zmqf.welcome");
		answer(2000);
		assertThat(announced()).containsExactly(Capacity.MOST);
		assertThat(worker.capacity()).isEqualTo(Capacity.MOST);
	}

	private WorkerConnection start(WorkerSettings settings) {
		HandlerRegistry handlers = Echo.handlers("worker");
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, handlers, new LimitedExecutor(this::run, Integer.MAX_VALUE),
				this.transport, WorkerListener.NONE, RequestTracing.NONE, abandoned, new AtomicLong(),
				new WorkerReport(settings, handlers, abandoned, List::of, List::of, Instant.EPOCH));
		WorkerConnection worker = new WorkerConnection("zmqf-worker", context, ROUTER, null);
		this.transport.open();
		socket().connected();
		this.transport.turn();
		return worker;
	}

	private void run(Runnable task) {
		if (!this.stuck) {
			task.run();
		}
	}

	private void say(String event) {
		socket().incoming(new byte[0], bytes(event), bytes("{}"));
		this.transport.turn();
	}

	/** As many in the time after which it checks, and one in the time after it. */
	private void answer(int requests) {
		for (int i = this.answered; i < requests; i++) {
			request();
		}
		this.transport.turn();
		this.transport.clock().advance(LOOK);
		request();
		this.transport.turn();
		this.answered = 1;
	}

	private void request() {
		socket().incoming(bytes("token"), new byte[0], bytes("echo"), bytes("1"));
	}

	private List<Integer> announced() {
		return socket().sent()
			.stream()
			.filter((frames) -> RawPeer.text(frames).contains("zmqf.ready"))
			.map((frames) -> JsonMapper.shared().readTree(frames[frames.length - 1]).path("capacity").intValue())
			.toList();
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
