package io.zmqf.annotation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Each type of return value, as the message that it becomes. */
class HandlerRepliesTests {

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Replies.class);

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			object     | {"item":"Äpfel","count":2}
			string     | "text"
			json       | { "as" : "it is" }
			nothing    | null
			none       | null
			future     | {"item":"later","count":1}
			stage      | [{"item":"later","count":1}]
			mono       | {"item":"mono","count":1}
			emptyMono  | null
			hidden     | "later"
			shapes     | [{"@type":"Circle","radius":1}]
			laterShapes| [{"@type":"Circle","radius":1}]
			""")
	void becomesTheData(String method, String expected) {
		assertThat(HANDLERS.answer(method, "null")).isEqualTo(expected);
	}

	@Test
	void answersWithEnvelopeAndEventOfTheRequest() {
		Message request = DiscoveredHandlers.request("null");
		assertThat(HANDLERS.handle("string", request).toCompletableFuture()).isCompletedWithValueMatching(
				(reply) -> reply.envelope() == request.envelope() && reply.event().equals(request.event()));
	}

	@Test
	void completesOnlyOnceTheResultIsThere() {
		CompletableFuture<Message> reply = HANDLERS.handle("pending", DiscoveredHandlers.request("null"))
			.toCompletableFuture();
		assertThat(reply).isNotDone();
		HANDLERS.context().getBean(Replies.class).pending.complete("now");
		assertThat(reply).isCompletedWithValueMatching((done) -> DiscoveredHandlers.text(done).equals("\"now\""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "message", "laterMessage" })
	void sendsTheStringHeadersOfAMessage(String method) {
		Message reply = HANDLERS.handle(method, DiscoveredHandlers.request("null")).toCompletableFuture().join();
		assertThat(DiscoveredHandlers.text(reply)).isEqualTo("[{\"@type\":\"Circle\",\"radius\":1}]");
		assertThat(reply.headers()).containsExactly(Map.entry("etag", "7"));
	}

	@Test
	void hasNoHeadersOtherwise() {
		Message request = new Message(Message.NO_ENVELOPE, "an-event", Message.NO_DATA, Map.of("mine", "1"));
		assertThat(HANDLERS.handle("string", request).toCompletableFuture().join().headers()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "problem", "laterProblem", "problemMessage" })
	void makesAProblemAnErrorReply(String method) {
		Message reply = HANDLERS.handle(method, DiscoveredHandlers.request("null")).toCompletableFuture().join();
		assertThat(reply.isError()).isTrue();
		Problem problem = Problem.fromJson(reply.data());
		assertThat(problem.status()).isEqualTo(409);
		assertThat(problem.detail()).isEqualTo("sold out");
		assertThat(problem.event()).isEqualTo("an-event");
	}

	@Test
	void takesAReplyThatTheHandlerMadeItself() {
		Message reply = HANDLERS.handle("own", DiscoveredHandlers.request("null")).toCompletableFuture().join();
		assertThat(DiscoveredHandlers.text(reply)).isEqualTo("1");
		assertThat(reply.headers()).containsExactly(Map.entry("a", "b"));
		assertThat(reply.envelope()).hasNumberOfRows(2);
		assertThat(reply.event()).isEqualTo("an-event");
	}

	@Test
	void failsWhereTheResultCanNotBeWritten() {
		assertThat(HANDLERS.failure("unwritable", "null")).isInstanceOf(tools.jackson.core.JacksonException.class);
	}

	@Test
	void refusesAStreamAtStart() {
		assertThatIllegalStateException().isThrownBy(() -> DiscoveredHandlers.of(Streaming.class))
			.withMessageContaining("Streaming.stream()")
			.withMessageContaining("a request has one reply");
	}

	record Order(String item, int count) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Shape {

	}

	@JsonTypeName("Circle")
	record Circle(int radius) implements Shape {
	}

	static class Streaming {

		@ZmqHandler("stream")
		Flux<String> stream() {
			return Flux.empty();
		}

	}

	static class Replies {

		private static final Problem SOLD_OUT = Problem.of(409, "urn:shop:sold-out", "Sold out", "sold out");

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		@ZmqHandler("object")
		Order object() {
			return new Order("Äpfel", 2);
		}

		@ZmqHandler("string")
		String string() {
			return "text";
		}

		@ZmqHandler("json")
		byte[] json() {
			return "{ \"as\" : \"it is\" }".getBytes(java.nio.charset.StandardCharsets.UTF_8);
		}

		@ZmqHandler("nothing")
		void nothing() {
		}

		@ZmqHandler("none")
		@Nullable String none() {
			return null;
		}

		@ZmqHandler("future")
		CompletableFuture<Order> future() {
			return CompletableFuture.completedFuture(new Order("later", 1));
		}

		@ZmqHandler("stage")
		CompletionStage<List<Order>> stage() {
			return CompletableFuture.supplyAsync(() -> List.of(new Order("later", 1)));
		}

		@ZmqHandler("mono")
		Mono<Order> mono() {
			return Mono.just(new Order("mono", 1));
		}

		@ZmqHandler("empty-mono")
		Mono<Void> emptyMono() {
			return Mono.empty();
		}

		@ZmqHandler("hidden")
		Object hidden() {
			return CompletableFuture.completedFuture("later");
		}

		@ZmqHandler("pending")
		CompletableFuture<String> pending() {
			return this.pending;
		}

		@ZmqHandler("shapes")
		List<Shape> shapes() {
			return List.of(new Circle(1));
		}

		@ZmqHandler("later-shapes")
		Mono<List<Shape>> laterShapes() {
			return Mono.just(List.of(new Circle(1)));
		}

		@ZmqHandler("message")
		org.springframework.messaging.Message<List<Shape>> message() {
			return MessageBuilder.withPayload(List.<Shape>of(new Circle(1)))
				.setHeader("etag", "7")
				.setHeader("zmqf-timeout", "1")
				.setHeader("number", 7)
				.build();
		}

		@ZmqHandler("later-message")
		CompletableFuture<org.springframework.messaging.Message<List<Shape>>> laterMessage() {
			return CompletableFuture.completedFuture(message());
		}

		@ZmqHandler("problem")
		Problem problem() {
			return SOLD_OUT;
		}

		@ZmqHandler("later-problem")
		Mono<Problem> laterProblem() {
			return Mono.just(SOLD_OUT);
		}

		@ZmqHandler("problem-message")
		org.springframework.messaging.Message<Problem> problemMessage() {
			return MessageBuilder.withPayload(SOLD_OUT).build();
		}

		@ZmqHandler("own")
		Message own(Message request) {
			return request.reply(new byte[] { '1' }, Map.of("a", "b"));
		}

		@ZmqHandler("unwritable")
		Object unwritable() {
			return new Object() {

				@SuppressWarnings("unused")
				public Object getSelf() {
					throw new IllegalStateException("can't be read");
				}

			};
		}

	}

}
