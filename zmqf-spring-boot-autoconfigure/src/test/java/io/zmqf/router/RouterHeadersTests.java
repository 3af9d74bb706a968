package io.zmqf.router;

import java.util.List;
import java.util.Set;

import io.zmqf.message.Headers;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
	void theSenderIsWhoTheHandshakeHasProvedWhateverTheRequestSays(String headers) {
		byte[][] request = ask(USER, headers);

		assertThat(Headers.decode(request[5])).containsEntry("zmqf-user", "alice")
			.containsEntry("zmqf-roles", "reader")
			.doesNotContainValue("root")
			.doesNotContainValue("admin")
			.hasSize(headers.contains("\"a\"") ? 3 : 2);
	}

	@Test
	void nobodyIsTheSenderWhereNothingIsProved() {
		byte[][] request = ask(null, "{\"zmqf-user\":\"root\",\"a\":\"b\"}");

		assertThat(Headers.decode(request[5])).containsOnlyKeys("a");
	}

	@Test
	void headersOverTheirLimitAreTooLarge() {
		for (int size : List.of(64 * 1024, 64 * 1024 + 1)) {
			this.router.ask("client", "echo", size, "{\"a\":\"" + "x".repeat(size - 8) + "\"}");
		}

		assertThat(this.router.requests()).hasSize(1);
		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer.get(1)).isEqualTo(String.valueOf(64 * 1024 + 1)))
			.satisfies((answer) -> assertThat(answer.get(4)).contains("urn:zmqf:too-large"));
	}

	@Test
	void aRouterThatStopsSaysSoInTheHeaders() {
		this.router.ask("client", "echo", 1, "{}");
		this.router.backend().requests().drain();
		this.router.transport().turn();
		this.router.ask("client", "echo", 2, "{}");

		assertThat(this.router.answers("client")).singleElement()
			.satisfies((answer) -> assertThat(answer.get(5)).contains("zmqf-stopping"));
	}

	private byte[][] ask(@Nullable Peer user, String headers) {
		this.router.ask(user, "client", "echo", 1, headers);
		List<byte[][]> requests = this.router.requests();
		assertThat(requests).hasSize(1);
		assertThat(RawPeer.text(requests.get(0)[3])).isEqualTo("echo");
		return requests.get(0);
	}

}
