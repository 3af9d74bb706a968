package io.zmqf.annotation;

import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** The declared return types of handlers, including those of a generic superclass. */
class DeclaredResultsTests {

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Shapes.class);

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			value         | Shape
			list          | java.util.List<Shape>
			array         | Shape[]
			optional      | java.util.Optional<Shape>
			holder        | Holder<Shape>
			future        | Shape
			stage         | java.util.List<Shape>
			own           | java.util.Map<java.lang.String, Shape>
			mono          | java.util.List<Shape>
			flux          | Shape
			stream        | java.util.List<Shape>
			ints          | java.lang.Integer
			iterator      | Shape
			ofInt         | java.lang.Integer
			publisher     | Shape
			submissions   | Shape
			message       | java.util.List<Shape>
			laterMessage  | Shape
			bounded       | java.lang.Comparable
			open          |
			""")
	void areThoseOfTheReplies(String method, String expected) {
		Type result = HANDLERS.handler(method).signature().result();
		assertThat((result != null) ? name(result) : null).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			value         | Shape
			future        | Shape
			stage         | java.util.List<Shape>
			own           | java.util.Map<java.lang.String, Shape>
			flux          | java.util.List<Shape>
			submissions   | java.util.List<Shape>
			ofInt         | java.util.List<java.lang.Integer>
			laterMessage  | Shape
			""")
	void areThoseOfTheContract(String method, String expected) {
		Map<String, String> replies = HANDLERS.context()
			.getBean(HandlerDiscovery.class)
			.declarations()
			.stream()
			.collect(Collectors.toMap(HandlerDeclaration::event, (declaration) -> name(declaration.reply())));
		assertThat(replies).containsEntry(method, expected);
	}

	private static String name(Type type) {
		return type.getTypeName().replace(DeclaredResultsTests.class.getName() + "$", "");
	}

	@Test
	void elementsKeepTheIdsOfTheirTypes() {
		assertThat(HANDLERS.answer("list", "null")).isEqualTo("[{\"@type\":\"Circle\",\"radius\":1}]");
		assertThat(HANDLERS.answer("stage", "null")).isEqualTo("[{\"@type\":\"Circle\",\"radius\":1}]");
		assertThat(HANDLERS.answer("own", "null")).isEqualTo("{\"a\":{\"@type\":\"Circle\",\"radius\":1}}");
		assertThat(HANDLERS.answer("stream", "null")).isEqualTo("[[{\"@type\":\"Circle\",\"radius\":1}]]");
	}

	@Test
	void valuesOfGenericTypesKeepTheIdsOfTheirTypes() {
		assertThat(HANDLERS.answer("optional", "null")).isEqualTo("{\"@type\":\"Circle\",\"radius\":1}");
		assertThat(HANDLERS.answer("holder", "null")).isEqualTo("{\"value\":{\"@type\":\"Circle\",\"radius\":1}}");
		assertThat(HANDLERS.answer("labelled", "null")).as("a subclass has more than was declared")
			.contains("\"label\":\"a\"");
		assertThat(HANDLERS.answer("entry", "null")).isEqualTo("{\"a\":1}");
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	interface Shape {

	}

	@JsonTypeName("Circle")
	record Circle(int radius) implements Shape {
	}

	static class Holder<T> {

		private final T value;

		Holder(T value) {
			this.value = value;
		}

		public T getValue() {
			return this.value;
		}

	}

	static class Labelled<T> extends Holder<T> {

		Labelled(T value) {
			super(value);
		}

		public String getLabel() {
			return "a";
		}

	}

	/** A future whose type argument is not the type of its value. */
	static class OwnFuture<T> extends CompletableFuture<Map<String, T>> {

	}

	static class Shapes extends Generic<Shape> {

		@Override
		Shape one() {
			return new Circle(1);
		}

	}

	abstract static class Generic<T> {

		abstract T one();

		@ZmqHandler("value")
		T value() {
			return one();
		}

		@ZmqHandler("list")
		List<T> list() {
			return List.of(one());
		}

		@ZmqHandler("array")
		T[] array() {
			throw new UnsupportedOperationException();
		}

		@ZmqHandler("optional")
		Optional<T> optional() {
			return Optional.of(one());
		}

		@ZmqHandler("holder")
		Holder<T> holder() {
			return new Holder<>(one());
		}

		@ZmqHandler("labelled")
		Holder<T> labelled() {
			return new Labelled<>(one());
		}

		@ZmqHandler("entry")
		Map.Entry<String, Integer> entry() {
			return Map.entry("a", 1);
		}

		@ZmqHandler("future")
		CompletableFuture<T> future() {
			return CompletableFuture.completedFuture(one());
		}

		@ZmqHandler("stage")
		CompletionStage<List<T>> stage() {
			return CompletableFuture.completedFuture(list());
		}

		@ZmqHandler("own")
		OwnFuture<T> own() {
			OwnFuture<T> future = new OwnFuture<>();
			future.complete(Map.of("a", one()));
			return future;
		}

		@ZmqHandler("mono")
		Mono<List<T>> mono() {
			return Mono.just(list());
		}

		@ZmqHandler("flux")
		Flux<T> flux() {
			return Flux.just(one());
		}

		@ZmqHandler("stream")
		Stream<List<T>> stream() {
			return Stream.of(list());
		}

		@ZmqHandler("ints")
		IntStream ints() {
			return IntStream.empty();
		}

		@ZmqHandler("iterator")
		Iterator<T> iterator() {
			return list().iterator();
		}

		@ZmqHandler("ofInt")
		PrimitiveIterator.OfInt ofInt() {
			return ints().iterator();
		}

		@ZmqHandler("publisher")
		Flow.Publisher<T> publisher() {
			return new SubmissionPublisher<>();
		}

		@ZmqHandler("submissions")
		SubmissionPublisher<T> submissions() {
			return new SubmissionPublisher<>();
		}

		@ZmqHandler("message")
		org.springframework.messaging.Message<List<T>> message() {
			throw new UnsupportedOperationException();
		}

		@ZmqHandler("laterMessage")
		CompletableFuture<org.springframework.messaging.Message<T>> laterMessage() {
			return new CompletableFuture<>();
		}

		@ZmqHandler("bounded")
		<C extends Comparable<C>> CompletableFuture<C> bounded() {
			return new CompletableFuture<>();
		}

		@ZmqHandler("open")
		<O> CompletableFuture<O> open() {
			return new CompletableFuture<>();
		}

	}

}
