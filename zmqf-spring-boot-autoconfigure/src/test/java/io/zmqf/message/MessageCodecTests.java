package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The frames of each kind of message, byte by byte. */
class MessageCodecTests {

	private static final byte[] TOKEN = { 0, 1, 2, 3, 4, 5, 6, 7 };

	private static final byte[] CLIENT = { 0, 'k' };

	@Test
	void aRequestWithoutHeadersHasThreeFramesAfterItsEnvelope() {
		Message request = new Message(new byte[][] { TOKEN }, "orders.create", utf8("{\"id\":1}"), Map.of());
		assertFrames(request, TOKEN, utf8(""), utf8("orders.create"), utf8("{\"id\":1}"));
	}

	@Test
	void aRequestWithHeadersHasFour() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(Headers.TIMEOUT, "5000");
		headers.put(Headers.IDEMPOTENT, "true");
		headers.put("tenant", "\"süd\"");
		Message request = new Message(Message.NO_ENVELOPE, "e", utf8("1"), headers);
		assertFrames(request, utf8(""), utf8("e"), utf8("1"),
				utf8("{\"zmqf-timeout\":\"5000\",\"zmqf-idempotent\":\"true\",\"tenant\":\"\\\"süd\\\"\"}"));
	}

	@Test
	void noDataIsTheJsonValueNull() {
		assertFrames(new Message("e", Message.NO_DATA), utf8(""), utf8("e"), utf8("null"));
	}

	@Test
	void aReplyHasTheRequestsWholeEnvelopeAndEventButNotItsHeaders() {
		Message request = new Message(new byte[][] { CLIENT, TOKEN }, "e", utf8("1"), Map.of("a", "b"));
		assertFrames(request.reply(utf8("[2]"), Map.of()), CLIENT, TOKEN, utf8(""), utf8("e"), utf8("[2]"));
		assertFrames(request.reply(utf8("[2]"), Map.of("c", "d")), CLIENT, TOKEN, utf8(""), utf8("e"), utf8("[2]"),
				utf8("{\"c\":\"d\"}"));
	}

	@Test
	void anErrorReplyHasTheProblemAsItsData() {
		Message request = new Message(new byte[][] { CLIENT, TOKEN }, "orders.create", utf8("1"), Map.of("a", "b"));
		Message error = request.error(ProblemType.NO_HANDLER.of("orders.create", "nobody handles it"));
		assertFrames(error, CLIENT, TOKEN, utf8(""), utf8("error"), utf8("""
				{"type":"urn:zmqf:no-handler","title":"No handler","status":404,\
				"detail":"nobody handles it","event":"orders.create"}"""));
		assertThat(error.isError()).isTrue();
	}

	@Test
	void anErrorReplyNamesTheFieldsThatDidNotPass() {
		Problem problem = ProblemType.MALFORMED.of("e", null)
			.withErrors(List.of(new Problem.FieldError("items[0].count", "must be positive"),
					new Problem.FieldError("", "must not be null")));
		assertFrames(new Message("e", utf8("1")).error(problem), utf8(""), utf8("error"), utf8("""
				{"type":"urn:zmqf:malformed","title":"Malformed request","status":400,"event":"e",\
				"errors":[{"field":"items[0].count","message":"must be positive"},\
				{"field":"","message":"must not be null"}]}"""));
	}

	@ParameterizedTest
	@ValueSource(strings = { Events.READY, Events.WELCOME, Events.READY_QUESTION, Events.BYE, Events.HEARTBEAT })
	void controlMessagesHaveNoEnvelope(String event) {
		assertFrames(new Message(event, utf8("{}")), utf8(""), utf8(event), utf8("{}"));
	}

	@Test
	void theEventsOfTheProtocolAreSpelledAsForeignPeersExpect() {
		assertThat(List.of(Events.HEARTBEAT, Events.ERROR, Events.READY, Events.WELCOME, Events.READY_QUESTION,
				Events.BYE))
			.containsExactly("heartbeat", "error", "zmqf.ready", "zmqf.welcome", "zmqf.ready?", "zmqf.bye");
	}

	@Test
	void dataIsNotParsed() {
		byte[] data = { (byte) 0xff, 0, '{' };
		assertThat(MessageCodec.decode(frames(utf8(""), utf8("e"), data)).data()).isSameAs(data);
		assertThat(MessageCodec.decode(frames(utf8(""), utf8("e"), utf8(""))).data()).isEmpty();
	}

	@Test
	void anEventOfOneTo255BytesIsRead() {
		assertThat(MessageCodec.event(utf8("e"))).isEqualTo("e");
		assertThat(MessageCodec.event(utf8("x".repeat(255)))).hasSize(255);
		assertThat(MessageCodec.event(utf8("世".repeat(85)))).hasSize(85);
		assertThat(MessageCodec.event(utf8("🌍"))).isEqualTo("🌍");
	}

	@Test
	void anEventOfAnotherLengthOrThatIsNotUtf8IsMalformed() {
		List<byte[]> bad = List.of(utf8(""), utf8("x".repeat(256)), utf8("世".repeat(86)), new byte[] { (byte) 0xff },
				new byte[] { (byte) 0xc0, (byte) 0x80 }, new byte[] { (byte) 0xed, (byte) 0xa0, (byte) 0x80 },
				new byte[] { 'a', (byte) 0xe4 });
		assertThat(bad).allSatisfy((event) -> assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> MessageCodec.decode(frames(CLIENT, utf8(""), event, utf8("1")))));
	}

	@Test
	void anEventThatNoFrameCanHoldIsRefused() {
		for (String event : List.of("", "x".repeat(256), "世".repeat(86), "\ud83c")) {
			assertThatIllegalArgumentException().isThrownBy(() -> MessageCodec.eventBytes(event));
			assertThatIllegalArgumentException().isThrownBy(() -> Events.requireUsable(event));
		}
		assertThat(MessageCodec.eventBytes("世".repeat(85))).hasSize(255);
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeat", "error", "zmqf.", "zmqf.ready", "zmqf.anything" })
	void reservedEventsAreRefusedByName(String event) {
		assertThat(Events.isReserved(event)).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> Events.requireUsable(event))
			.withMessageContaining("'" + event + "'")
			.withMessageContaining("zmqf.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "heartbeats", "errors", "zmqf", "ZMQF.ready", "Error", "x.zmqf.y", "世" })
	void otherEventsAreUsable(String event) {
		assertThat(Events.isReserved(event)).isFalse();
		assertThat(Events.requireUsable(event)).isEqualTo(event);
	}

	@Test
	void framesWithoutAnEmptyOneAreMalformed() {
		for (byte[][] frames : List.of(frames(), frames(utf8("a")), frames(utf8("a"), utf8("b"), utf8("c")))) {
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> MessageCodec.decode(frames));
		}
	}

	@Test
	void tooFewAndTooManyFramesAreMalformed() {
		byte[] empty = utf8("");
		for (byte[][] frames : List.of(frames(CLIENT, empty), frames(CLIENT, empty, utf8("e")),
				frames(CLIENT, empty, utf8("e"), utf8("1"), utf8("{}"), utf8("x")))) {
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> MessageCodec.decode(frames));
		}
	}

	@Test
	void theFirstEmptyFrameEndsTheEnvelope() {
		assertThat(MessageCodec.decode(frames(utf8(""), utf8("e"), utf8(""))).envelope()).isEmpty();
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> MessageCodec.decode(frames(utf8(""), utf8(""), utf8("1"))));
	}

	@Test
	void aReplyTakesTheEnvelopeAndMostlyTheEventOfItsRequest() {
		byte[][] request = frames(CLIENT, utf8(""), utf8("e"), utf8("1"), utf8("{}"));
		Message decoded = MessageCodec.decode(request);
		assertThat(MessageCodec.reply(request, 1, "e", decoded.reply(utf8("2"), Map.of())))
			.isDeepEqualTo(frames(CLIENT, utf8(""), utf8("e"), utf8("2")));
		assertThat(MessageCodec.reply(request, 1, "e", new Message("f", utf8("3"))))
			.isDeepEqualTo(frames(CLIENT, utf8(""), utf8("f"), utf8("3")));
		assertThat(MessageCodec.reply(request, 1, "e", decoded.reply(utf8("2"), Map.of("a", "b"))))
			.isDeepEqualTo(frames(CLIENT, utf8(""), utf8("e"), utf8("2"), utf8("{\"a\":\"b\"}")));
	}

	@Test
	void requesterReadsTheReply() {
		byte[][] frames = frames(CLIENT, utf8(""), utf8("error"), utf8("{}"));
		assertThat(MessageCodec.replyData(frames, utf8("e"), 64)).isEqualTo(utf8("{}"));
		frames[2] = new byte[] { (byte) 0xff };
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> MessageCodec.replyData(frames, utf8("e"), 64));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> MessageCodec.replyData(frames(CLIENT, utf8(""), utf8("e")), utf8("e"), 64));
	}

	private static void assertFrames(Message message, byte[]... expected) {
		byte[][] frames = MessageCodec.encode(message);
		assertThat(frames).isDeepEqualTo(expected);
		Message decoded = MessageCodec.decode(frames);
		assertThat(decoded.envelope()).isDeepEqualTo(message.envelope());
		assertThat(decoded.event()).isEqualTo(message.event());
		assertThat(decoded.data()).isEqualTo(message.data());
		assertThat(decoded.headers()).containsExactlyEntriesOf(message.headers());
	}

	private static byte[][] frames(byte[]... frames) {
		return frames;
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
