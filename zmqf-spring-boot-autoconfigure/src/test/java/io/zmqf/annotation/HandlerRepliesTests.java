package io.zmqf.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonView;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.service.ReplyTypes;
import io.zmqf.service.ZmqExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
			flux       | [{"item":"a","count":1},{"item":"b","count":2}]
			emptyFlux  | []
			stream     | [{"@type":"Circle","radius":1},{"@type":"Circle","radius":2}]
			ints       | [1,2,3]
			iterator   | ["a",null]
			publisher  | ["a"]
			hiddenFlux | ["a","b"]
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
	void closesAStreamAtItsEnd() {
		assertThat(HANDLERS.answer("closeable", "null")).isEqualTo("[1,2]");
		assertThat(HANDLERS.context().getBean(Replies.class).closed).hasValue(1);
		assertThat(HANDLERS.failure("failingStream", "null")).isInstanceOf(IllegalStateException.class)
			.hasMessage("second");
		assertThat(HANDLERS.context().getBean(Replies.class).closed).hasValue(2);
	}

	@Test
	void endsWithTheProblemAmongItsItems() {
		assertThat(HANDLERS.problem("problemItem", "null").status()).isEqualTo(409);
	}

	@Test
	void refusesMoreItemsThanFitAReplyAndStopsTheirSource() {
		Problem problem = HANDLERS.problem("endless", "null");
		assertThat(problem.status()).isEqualTo(413);
		assertThat(problem.detail()).contains("more than 1000 items");
		assertThat(HANDLERS.context().getBean(Replies.class).cancelled).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			one        | {"name":"a"}
			many       | [{"name":"a"}]
			later      | {"name":"a"}
			read       | "a null"
			contracted | {"name":"a"}
			whole      | {"name":"a","secret":"s"}
			""")
	void haveThePropertiesOfTheView(String method, String expected) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Views.class, ContractedView.class)) {
			assertThat(handlers.answer(method, "{\"name\":\"a\",\"secret\":\"s\"}")).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { TwoViews.class, TwoViewsOfData.class })
	void refusesTwoViews(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(bean.getTypeName() + ".handle(");
				assertThat(ex.getAction()).contains("a single class");
			});
	}

	interface Everybody {

	}

	interface Staff extends Everybody {

	}

	record Viewed(@JsonView(Everybody.class) String name, @JsonView(Staff.class) String secret) {

	}

	static class Views {

		private static final Viewed ONE = new Viewed("a", "s");

		@ZmqHandler("one")
		@JsonView(Everybody.class)
		Viewed one() {
			return ONE;
		}

		@ZmqHandler("many")
		@JsonView(Everybody.class)
		List<Viewed> many() {
			return List.of(ONE);
		}

		@ZmqHandler("later")
		@JsonView(Everybody.class)
		CompletableFuture<Viewed> later() {
			return CompletableFuture.completedFuture(ONE);
		}

		@ZmqHandler("read")
		String read(@JsonView(Everybody.class) Viewed value) {
			return value.name() + " " + value.secret();
		}

		@ZmqHandler("whole")
		@JsonView(Staff.class)
		Viewed whole() {
			return ONE;
		}

	}

	interface ViewContract {

		@ZmqExchange("contracted")
		@JsonView(Everybody.class)
		Viewed contracted();

	}

	static class ContractedView implements ViewContract {

		@Override
		public Viewed contracted() {
			return Views.ONE;
		}

	}

	static class TwoViews {

		@ZmqHandler("refused")
		@JsonView({ Everybody.class, Staff.class })
		Viewed handle() {
			return Views.ONE;
		}

	}

	static class TwoViewsOfData {

		@ZmqHandler("refused")
		void handle(@JsonView({ Everybody.class, Staff.class }) Viewed value) {
		}

	}

	@ParameterizedTest
	@ValueSource(classes = { PlainFuture.class, Task.class, Callables.class, StreamOfStreams.class, MessageStream.class,
			LaterStream.class, LaterLater.class, MonoOfFuture.class, Entity.class, Detail.class, LaterDetail.class })
	void refusesAResultThatIsNoReply(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(bean.getTypeName() + ".handle() returns a ");
				assertThat(ex.getAction()).startsWith("Return ");
			});
	}

	@Test
	void refusesAnUndeclaredResultThatIsNoReply() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Undeclared.class)) {
			assertThat(handlers.failure("handle", "null")).isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining("FutureTask");
			assertThat(handlers.answer("mono", "null")).isEqualTo("\"a\"");
		}
	}

	@Test
	void withoutReactorRejectsPublishers() throws Exception {
		URL[] urls = { ReplyTypes.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader withoutReactor = new URLClassLoader(urls,
				new FilteredClassLoader("reactor", ReplyTypes.class.getPackageName()))) {
			Method remedy = withoutReactor.loadClass(ReplyTypes.class.getName())
				.getDeclaredMethod("remedy", Class.class);
			remedy.setAccessible(true);
			assertThat(remedy.invoke(null, Mono.class)).asString().startsWith("Add Reactor");
			assertThat(remedy.invoke(null, CompletableFuture.class)).isNull();
			assertThat(remedy.invoke(null, Order.class)).isNull();
		}
	}

	@Test
	void withoutCoroutinesRefusesASuspendingFunction() throws Exception {
		URL[] urls = { ReplyTypes.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader withoutCoroutines = new URLClassLoader(urls,
				new FilteredClassLoader("kotlinx.coroutines", ReplyTypes.class.getPackageName()))) {
			Method suspended = withoutCoroutines.loadClass(ReplyTypes.class.getName())
				.getMethod("suspended", String.class);
			assertThatExceptionOfType(InvocationTargetException.class)
				.isThrownBy(() -> suspended.invoke(null, "Shop.place()"))
				.satisfies((ex) -> assertThat(ex.getTargetException())
					.hasMessageContaining("Shop.place() is a suspending function")
					.hasMessageContaining("kotlinx-coroutines-reactor"));
		}
	}

	static class PlainFuture {

		@ZmqHandler("refused")
		Future<String> handle() {
			return new FutureTask<>(() -> "a");
		}

	}

	static class Task {

		@ZmqHandler("refused")
		FutureTask<String> handle() {
			return new FutureTask<>(() -> "a");
		}

	}

	static class Callables {

		@ZmqHandler("refused")
		Callable<String> handle() {
			return () -> "a";
		}

	}

	static class StreamOfStreams {

		@ZmqHandler("refused")
		Stream<Flux<String>> handle() {
			return Stream.empty();
		}

	}

	static class MessageStream {

		@ZmqHandler("refused")
		Flux<org.springframework.messaging.Message<String>> handle() {
			return Flux.empty();
		}

	}

	static class LaterStream {

		@ZmqHandler("refused")
		CompletableFuture<Stream<String>> handle() {
			return new CompletableFuture<>();
		}

	}

	static class LaterLater {

		@ZmqHandler("refused")
		CompletableFuture<Mono<String>> handle() {
			return new CompletableFuture<>();
		}

	}

	static class MonoOfFuture {

		@ZmqHandler("refused")
		Mono<Future<String>> handle() {
			return Mono.empty();
		}

	}

	static class Entity {

		@ZmqHandler("refused")
		ResponseEntity<String> handle() {
			return ResponseEntity.ok("a");
		}

	}

	static class Detail {

		@ZmqHandler("refused")
		ProblemDetail handle() {
			return ProblemDetail.forStatus(409);
		}

	}

	static class LaterDetail {

		@ZmqHandler("refused")
		CompletableFuture<ProblemDetail> handle() {
			return new CompletableFuture<>();
		}

	}

	static class Undeclared {

		@ZmqHandler("undeclared")
		Object handle() {
			return new FutureTask<>(() -> "a");
		}

		@ZmqHandler("undeclared-mono")
		Object mono() {
			return Mono.just("a");
		}

	}

	record Order(String item, int count) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Shape {

	}

	@JsonTypeName("Circle")
	record Circle(int radius) implements Shape {
	}

	static class Replies {

		private static final Problem SOLD_OUT = Problem.of(409, "urn:shop:sold-out", "Sold out", "sold out");

		private final CompletableFuture<String> pending = new CompletableFuture<>();

		private final AtomicInteger closed = new AtomicInteger();

		private final AtomicInteger cancelled = new AtomicInteger();

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

		@ZmqHandler("flux")
		Flux<Order> flux() {
			return Flux.just(new Order("a", 1), new Order("b", 2));
		}

		@ZmqHandler("empty-flux")
		Flux<Order> emptyFlux() {
			return Flux.empty();
		}

		@ZmqHandler("stream")
		Stream<Shape> stream() {
			return Stream.of(new Circle(1), new Circle(2));
		}

		@ZmqHandler("ints")
		IntStream ints() {
			return IntStream.of(1, 2, 3);
		}

		@ZmqHandler("iterator")
		Iterator<@Nullable String> iterator() {
			return Arrays.<@Nullable String>asList("a", null).iterator();
		}

		@ZmqHandler("publisher")
		Flow.Publisher<String> publisher() {
			return JdkFlowAdapter.publisherToFlowPublisher(Flux.just("a"));
		}

		@ZmqHandler("hidden-flux")
		Object hiddenFlux() {
			return Flux.just("a", "b");
		}

		@ZmqHandler("closeable")
		Stream<Integer> closeable() {
			return Stream.of(1, 2).onClose(this.closed::incrementAndGet);
		}

		@ZmqHandler("failing-stream")
		Stream<Integer> failingStream() {
			return closeable().peek((number) -> {
				if (number == 2) {
					throw new IllegalStateException("second");
				}
			});
		}

		@ZmqHandler("problem-item")
		Flux<Object> problemItem() {
			return Flux.just(1, SOLD_OUT, 2);
		}

		@ZmqHandler("endless")
		Flux<Long> endless() {
			return Flux.<Long>generate((sink) -> sink.next(1L)).doOnCancel(this.cancelled::incrementAndGet);
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
