package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestReferenceTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final Map<String, String> TRACED = Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

	@Test
	void takesTheAddressNextToTheEventAndTheTraceOfTheHeaders() {
		byte[][] envelope = { "a routing id".getBytes(StandardCharsets.US_ASCII), TokenTable.frame(0x12ab) };
		RequestReference request = RequestReference
			.of(MessageCodec.encode(new Message(envelope, "quote", new byte[] { '1' }, TRACED)));
		assertThat(request).isEqualTo(new RequestReference("quote", "00000000000012ab", TRACE));
		assertThat(request).hasToString("'quote' (request 00000000000012ab, trace " + TRACE + ")");
		assertThat(RequestReference.id(0x12ab)).isEqualTo(request.id());
	}

	@Test
	void omitsMissingParts() {
		assertThat(RequestReference
			.of(MessageCodec.encode(new Message(Message.NO_ENVELOPE, "quote", new byte[] { '1' }, Map.of()))))
			.hasToString("'quote'");
		assertThat(RequestReference.traceId(Map.of("traceparent", "00-short"))).isNull();
		assertThat(RequestReference.traceId(Map.of("traceparent", "00-" + "\n".repeat(32) + "-1"))).isNull();
		assertThat(RequestReference.traceId(Map.of())).isNull();
		assertThat(RequestReference
			.traceId(Map.of("traceparent", "00-<script>alert(1)</script>______-b7ad6b7169203331-01"))).isNull();
	}

	@Test
	void readsArbitraryFrames() {
		assertThat(RequestReference.of(new byte[0][])).hasToString("an unreadable request");
		assertThat(RequestReference.of(new byte[][] { { 1 }, { 2 } })).hasToString("an unreadable request");
		assertThat(RequestReference.of(new byte[][] { {}, { 'a', '\n', 'b' }, {}, { '{' } }))
			.hasToString("'a\\u000ab'");
	}

	@Test
	void anExceptionNamesItsRequestOnce() {
		ZmqException failure = new ZmqException("It failed", "quote", "tcp://host:1", null);
		assertThat(failure).hasMessage("It failed");
		failure.setRequest(new RequestReference("quote", null, TRACE));
		assertThat(failure).hasMessage("It failed (trace " + TRACE + ")");
		failure.setRequest(new RequestReference("quote", "01", "other"));
		assertThat(failure).hasMessage("It failed (request 01, trace " + TRACE + ")");
		assertThat(failure.getRequestId()).isEqualTo("01");
		assertThat(failure.getTraceId()).isEqualTo(TRACE);
	}

}
