package io.zmqf.router;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import io.zmqf.message.Headers;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers of requests on their way through a router. */
class RouterHeadersTests {

	private static final Peer USER = new Peer("alice", Set.of("reader"), null);

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER);

	RouterHeadersTests() {
		this.router.announce("worker", "{\"events\":[\"echo\"],\"capacity\":100}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":\"b\"}", " { \"a\" : \"b\" } ", "\n{\n\"a\":\"b\"\n}", "{\"a\":\"\\u00e9\\n\"}",
			"{}", "{ }", "{\"zmqf-user\":\"root\",\"zmqf-roles\":\"admin\",\"a\":\"b\"}",
			"{\"zmqf-\\u0075ser\":\"root\"}" })
	void senderIsTheAuthenticatedUserDespiteTheHeaders(String headers) {
		byte[][] request = sendRequest(USER, headers);

		assertThat(Headers.decode(request[5])).containsEntry("zmqf-user", "alice")
			.containsEntry("zmqf-roles", "reader")
			.doesNotContainValue("root")
			.doesNotContainValue("admin")
			.hasSize(headers.contains("\"a\"") ? 3 : 2);
	}

	@Test
	void unauthenticatedRequestsHaveNoSender() {
		byte[][] request = sendRequest(null, "{\"zmqf-user\":\"root\",\"a\":\"b\"}");

		assertThat(Headers.decode(request[5])).containsOnlyKeys("a");
	}

	@Test
	void headersOverTheirLimitAreTooLarge() {
		for (int size : List.of(64 * 1024, 64 * 1024 + 1)) {
			this.router.sendRequest("client", "echo", size, "{\"a\":\"" + "x".repeat(size - 8) + "\"}");
		}

		assertThat(this.router.requests()).hasSize(1);
		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer.get(1)).isEqualTo(String.valueOf(64 * 1024 + 1)))
			.satisfies((answer) -> assertThat(answer.get(4)).contains("urn:zmqf:too-large"));
	}

	/** A worker's headers have no limit of their own. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void longHeadersOfALateReplyAreNotRead(boolean proxy) {
		SteppedRouter stepped = new SteppedRouter(proxy ? Nodes.ROUTER.asProxy() : Nodes.ROUTER);
		byte[] headers = SteppedRouter.bytes("{\"a\":\"\u00e9\"" + ",\"b\":\"c\"".repeat(200_000) + "}");
		byte[][] late = { SteppedRouter.bytes("worker"), SteppedRouter.bytes("12345678"), {},
				SteppedRouter.bytes("echo"), SteppedRouter.bytes("1"), headers };
		stepped.workers().incoming(proxy ? Arrays.copyOfRange(late, 1, late.length) : late);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		stepped.transport().turn();
		assertThat(RequestReference.of(late).traceId()).isNull();
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(headers.length);
		assertThat(stepped.drops().drops(Backend.NAME)).isOne();
	}

	@Test
	void stoppingRouterSetsAHeader() {
		this.router.sendRequest("client", "echo", 1, "{}");
		this.router.backend().requests().drain();
		this.router.transport().turn();
		this.router.sendRequest("client", "echo", 2, "{}");

		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer.get(5)).contains("zmqf-stopping"));
	}

	@ParameterizedTest
	@EnumSource(names = { "NO_WORKER", "MISDIRECTED" })
	void headersOfAWorkerAreNotTakenForTheRouters(ProblemType type) {
		this.router.sendRequest("client", "echo", 1, "{}");
		for (int i = 0; i < this.router.requests().size() && i < 10; i++) {
			byte[][] request = this.router.requests().get(i);
			this.router.workers()
				.incoming(request[0], request[1], request[2], SteppedRouter.bytes("error"),
						type.of("echo", "zmqf.client.address").toJson(),
						SteppedRouter.bytes((type == ProblemType.NO_WORKER) ? "{\"zmqf-stopping\":\"true\"}" : "{}"));
			this.router.transport().turn();
		}

		this.router.pass(Duration.ofSeconds(1)); // until no other worker is expected
		boolean stopping = type == ProblemType.NO_WORKER;
		assertThat(this.router.requests()).hasSize(1);
		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer).hasSize(5)
				.noneMatch((frame) -> frame.contains("urn:zmqf:misdirected") || frame.contains("zmqf.client.address")))
			.satisfies((answer) -> assertThat(answer.get(4)).contains(stopping ? "no-worker" : "handler-failed"));
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void unhandledRequestsOfAStoppingWorkerAreSentToAnother() {
		this.router.announce("other", "{\"events\":[\"echo\"],\"capacity\":100}");
		this.router.sendRequest("client", "echo", 1, "{}");
		refuseStopping(this.router.requests().get(0));
		this.router.reply(this.router.requests().get(1));

		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer.get(3)).isEqualTo("echo"));
	}

	@Test
	void aWorkerThatSaysItStopsGetsNoRequestUntilItRegistersAgain() {
		this.router.announce("other", "{\"events\":[\"echo\"],\"capacity\":100}");
		this.router.sendRequest("client", "echo", 1, "{}");
		refuseStopping(this.router.requests().get(0));
		String stopping = RawPeer.text(this.router.requests().get(0)[0]);
		int before = this.router.requests().size();
		for (int i = 2; i < 10; i++) {
			this.router.sendRequest("client", "echo", i, "{}");
		}
		assertThat(to(stopping, before)).isZero();
		assertThat(this.router.record().left()).containsExactly(stopping + ": it is stopping");

		this.router.announce(stopping, "{\"events\":[\"echo\"],\"capacity\":100}");
		this.router.sendRequest("client", "echo", 10, "{}");
		assertThat(to(stopping, before)).isOne();
	}

	private long to(String worker, int from) {
		return this.router.requests()
			.stream()
			.skip(from)
			.filter((request) -> RawPeer.text(request[0]).equals(worker))
			.count();
	}

	private void refuseStopping(byte[][] request) {
		this.router.workers()
			.incoming(request[0], request[1], request[2], SteppedRouter.bytes("error"),
					ProblemType.NO_WORKER.of("echo", null).toJson(),
					SteppedRouter.bytes("{\"zmqf-stopping\":\"true\"}"));
		this.router.transport().turn();
	}

	private byte[][] sendRequest(@Nullable Peer user, String headers) {
		this.router.sendRequest(user, "client", "echo", 1, headers);
		List<byte[][]> requests = this.router.requests();
		assertThat(requests).hasSize(1);
		assertThat(RawPeer.text(requests.get(0)[3])).isEqualTo("echo");
		return requests.get(0);
	}

}
