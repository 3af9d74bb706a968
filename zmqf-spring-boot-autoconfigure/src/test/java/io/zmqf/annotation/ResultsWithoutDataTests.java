package io.zmqf.annotation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

import org.springframework.core.io.Resource;
import org.springframework.http.ProblemDetail;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A value that can't be data is not sent as a reply, in any container, and its state is
 * never written as JSON.
 */
class ResultsWithoutDataTests {

	private static final Problem SOLD_OUT = Problem.of(409, "urn:shop:sold-out", "Sold out", "sold out");

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Hidden.class, Problems.class,
			Failures.class);

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { OptionalFuture.class, OptionalFlux.class, OptionalStream.class, OptionalDetail.class,
			Monos.class, Fluxes.class, MonoMessage.class, Futures.class, DeepFuture.class, LaterMonos.class,
			ItemsOfMonos.class, ReferenceToMono.class, OptionalMessage.class, OptionalRequest.class,
			MessageOfMessage.class, ItemsOfRequests.class, Bytes.class, Text.class, Elements.class, Function.class,
			LaterBytes.class, OptionalBytes.class, SpringResource.class, Failed.class, FailedByName.class })
	void isRefusedAtTheStartWhereItIsDeclared(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(".handle() returns a ").contains("can't be a reply");
				assertThat(ex.getAction()).startsWith("Return ");
			});
	}

	static class Returns<T> {

		@ZmqHandler("refused")
		@Nullable T handle() {
			return null;
		}

	}

	static class OptionalFuture extends Returns<Optional<CompletableFuture<String>>> {

	}

	static class OptionalFlux extends Returns<Optional<Flux<String>>> {

	}

	static class OptionalStream extends Returns<Optional<Stream<String>>> {

	}

	static class OptionalDetail extends Returns<Optional<ProblemDetail>> {

	}

	static class Monos extends Returns<List<Mono<String>>> {

	}

	static class Fluxes extends Returns<Map<String, Flux<String>>> {

	}

	static class MonoMessage extends Returns<org.springframework.messaging.Message<Mono<String>>> {

	}

	static class Futures extends Returns<CompletableFuture<String>[]> {

	}

	static class DeepFuture extends Returns<Map<String, List<Optional<Future<String>>>>> {

	}

	static class LaterMonos extends Returns<CompletableFuture<List<Mono<String>>>> {

	}

	static class ItemsOfMonos extends Returns<Flux<List<Mono<String>>>> {

	}

	static class ReferenceToMono extends Returns<AtomicReference<Mono<String>>> {

	}

	static class OptionalMessage extends Returns<Optional<org.springframework.messaging.Message<String>>> {

	}

	static class OptionalRequest extends Returns<Optional<Message>> {

	}

	static class MessageOfMessage extends Returns<org.springframework.messaging.Message<Message>> {

	}

	static class ItemsOfRequests extends Returns<Flux<Message>> {

	}

	static class Bytes extends Returns<ByteArrayInputStream> {

	}

	static class Text extends Returns<Reader> {

	}

	static class Elements extends Returns<Enumeration<String>> {

	}

	static class Function extends Returns<Supplier<String>> {

	}

	static class LaterBytes extends Returns<CompletableFuture<InputStream>> {

	}

	static class OptionalBytes extends Returns<Optional<InputStream>> {

	}

	static class SpringResource extends Returns<Resource> {

	}

	static class Failed extends Returns<List<IOException>> {

	}

	static class FailedByName extends Returns<Map<String, Throwable>> {

	}

	@ParameterizedTest
	@CsvSource({ "laterFlux, FluxJust", "laterDetail, ProblemDetail", "laterLater, Mono",
			"monoFuture, CompletableFuture", "payload, FluxJust", "payloadMessage, GenericMessage",
			"payloadOptional, MonoJust", "optional, FluxJust", "optionalDetail, ProblemDetail",
			"optionalRequest, Message", "items, CompletableFuture", "itemMessages, GenericMessage",
			"itemOptional, MonoJust", "stream, ByteArrayInputStream", "function, Hidden", "callable, Hidden",
			"anonymous, Hidden", "task, FutureTask", "bytes, ByteArrayInputStream", "reader, StringReader",
			"enumeration, Collections" })
	void failsByTheTypeOfTheValue(String method, String named) {
		assertThat(HANDLERS.failure(method, "null")).isInstanceOf(InvalidHandlerException.class)
			.hasMessageContaining("Hidden." + method + "(")
			.hasMessageContaining(") returned a ")
			.hasMessageContaining(named)
			.hasMessageContaining("Return ");
	}

	@ParameterizedTest
	@CsvSource({ "list, FluxJust", "map, MonoJust", "array, CompletableFuture", "property, FluxJust",
			"elementsOfItems, MonoJust", "deepFunction, Hidden", "deepBytes, ByteArrayInputStream",
			"exceptions, IOException", "exceptionProperty, IOException", "deepException, IOException",
			"exceptionInItem, IOException" })
	void failsWhereItIsWithinTheData(String method, String named) {
		assertThat(HANDLERS.failure(method, "null")).isInstanceOf(JacksonException.class)
			.hasMessageContaining(named)
			.hasMessageContaining("can't be sent as data");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			noException | {"k":{"failure":null}}
			named      | {"name":"a"}
			iterable   | ["a"]
			deepStream | {"k":["a"]}
			laterStream | ["x"]
			optionalStream | ["x"]
			iterator | ["x"]
			""")
	void isDataIfItsClassOrTheMapperDefinesIt(String method, String expected) {
		assertThat(HANDLERS.answer(method, "null")).isEqualTo(expected);
	}

	record Holder(Object value) {
	}

	record Attempt(@Nullable Exception failure) {
	}

	/** A class of the application. */
	record Named(String name) implements Supplier<String> {

		@Override
		public String get() {
			return this.name;
		}

	}

	static class Hidden {

		private static Object input() {
			return new ByteArrayInputStream(new byte[0]);
		}

		@ZmqHandler("later-flux")
		CompletableFuture<Object> laterFlux() {
			return CompletableFuture.completedFuture(Flux.just("x"));
		}

		@ZmqHandler("later-stream")
		CompletableFuture<Object> laterStream() {
			return CompletableFuture.completedFuture(Stream.of("x"));
		}

		@ZmqHandler("later-detail")
		CompletableFuture<Object> laterDetail() {
			return CompletableFuture.supplyAsync(() -> ProblemDetail.forStatus(404));
		}

		@ZmqHandler("later-later")
		Object laterLater() {
			return CompletableFuture.completedFuture(Mono.just("x"));
		}

		@ZmqHandler("mono-future")
		Mono<?> monoFuture() {
			return Mono.just(new CompletableFuture<>());
		}

		@ZmqHandler("payload")
		org.springframework.messaging.Message<Object> payload() {
			return MessageBuilder.<Object>withPayload(Flux.just("x")).build();
		}

		@ZmqHandler("payload-message")
		org.springframework.messaging.Message<Object> payloadMessage() {
			return MessageBuilder.<Object>withPayload(MessageBuilder.withPayload("x").build()).build();
		}

		@ZmqHandler("payload-optional")
		Object payloadOptional() {
			return MessageBuilder.withPayload(Optional.of(Mono.just("x"))).build();
		}

		@ZmqHandler("optional")
		Optional<Object> optional() {
			return Optional.of(Flux.just("x"));
		}

		@ZmqHandler("optional-detail")
		Object optionalDetail() {
			return Optional.of(Optional.of(ProblemDetail.forStatus(404)));
		}

		@ZmqHandler("optional-request")
		Optional<Object> optionalRequest(Message request) {
			return Optional.of(request);
		}

		@ZmqHandler("optional-stream")
		Optional<?> optionalStream() {
			return Optional.of(Stream.of("x"));
		}

		@ZmqHandler("items")
		Flux<Object> items() {
			return Flux.just("x", new CompletableFuture<>());
		}

		@ZmqHandler("item-messages")
		Object itemMessages() {
			return Flux.just(MessageBuilder.withPayload("x").build());
		}

		@ZmqHandler("item-optional")
		Stream<Object> itemOptional() {
			return Stream.of(Optional.of(Mono.just("x")));
		}

		@ZmqHandler("stream")
		Stream<Object> stream() {
			return Stream.of(input());
		}

		@ZmqHandler("function")
		Object function() {
			Supplier<String> function = () -> "x";
			return function;
		}

		@ZmqHandler("callable")
		CompletableFuture<Object> callable() {
			Callable<String> function = () -> "x";
			return CompletableFuture.completedFuture(function);
		}

		@ZmqHandler("anonymous")
		Object anonymous() {
			return new Supplier<String>() {

				@Override
				public String get() {
					return "x";
				}

			};
		}

		@ZmqHandler("task")
		Mono<Object> task() {
			return Mono.just(new FutureTask<>(() -> "x"));
		}

		@ZmqHandler("bytes")
		Object bytes() {
			return input();
		}

		@ZmqHandler("reader")
		Object reader() {
			return new StringReader("x");
		}

		@ZmqHandler("enumeration")
		Object enumeration() {
			return Collections.enumeration(List.of("x"));
		}

		@ZmqHandler("iterator")
		Optional<Object> iterator() {
			return Optional.of(new ArrayList<>(List.of("x")).iterator());
		}

		@ZmqHandler("list")
		List<Object> list() {
			return List.of("x", Flux.just("x"));
		}

		@ZmqHandler("map")
		Object map() {
			return Map.of("k", List.of(Mono.just("x")));
		}

		@ZmqHandler("array")
		Object[] array() {
			return new Object[] { new CompletableFuture<>() };
		}

		@ZmqHandler("property")
		Holder property() {
			return new Holder(Flux.just("x"));
		}

		@ZmqHandler("elements-of-items")
		Flux<Object> elementsOfItems() {
			return Flux.just(List.of(Mono.just("x")));
		}

		@ZmqHandler("deep-function")
		Object deepFunction() {
			Supplier<String> function = () -> "x";
			return List.of(function);
		}

		@ZmqHandler("deep-bytes")
		Object deepBytes() {
			return List.of(input());
		}

		@ZmqHandler("exceptions")
		List<Object> exceptions() {
			return List.of("x", new IOException("secret"));
		}

		@ZmqHandler("exception-property")
		Holder exceptionProperty() {
			return new Holder(new IOException("secret"));
		}

		@ZmqHandler("deep-exception")
		Map<String, ?> deepException() {
			return Map.of("k", Optional.of(new IOException("secret")));
		}

		@ZmqHandler("exception-in-item")
		Flux<Object[]> exceptionInItem() {
			return Flux.<Object[]>just(new Object[] { new IOException("secret") });
		}

		@ZmqHandler("no-exception")
		Object noException() {
			return Map.of("k", new Attempt(null));
		}

		@ZmqHandler("named")
		Object named() {
			return new Named("a");
		}

		@ZmqHandler("iterable")
		Iterable<String> iterable() {
			return () -> List.of("a").iterator();
		}

		@ZmqHandler("deep-stream")
		Map<String, Object> deepStream() {
			return Map.of("k", Stream.of("a"));
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "declared", "hiddenOptional", "later", "nested", "optionalPayload" })
	void aProblemWithinAnOptionalIsAnError(String method) {
		Message reply = HANDLERS.handle(method, DiscoveredHandlers.request("null")).toCompletableFuture().join();
		assertThat(reply.isError()).isTrue();
		assertThat(Problem.fromJson(reply.data())).satisfies((problem) -> {
			assertThat(problem.status()).isEqualTo(409);
			assertThat(problem.event()).isEqualTo("an-event");
		});
	}

	@Test
	void aProblemWithinAnOptionalOfAStreamEndsIt() {
		assertThat(HANDLERS.problem("optionalItem", "null").status()).isEqualTo(409);
	}

	@Test
	void anEmptyOptionalHasNoData() {
		assertThat(HANDLERS.answer("absent", "null")).isEqualTo("null");
	}

	static class Problems {

		@ZmqHandler("problem-declared")
		Optional<Problem> declared() {
			return Optional.of(SOLD_OUT);
		}

		@ZmqHandler("problem-hidden")
		Optional<Object> hiddenOptional() {
			return Optional.of(SOLD_OUT);
		}

		@ZmqHandler("problem-later")
		CompletableFuture<Optional<Object>> later() {
			return CompletableFuture.completedFuture(Optional.of(SOLD_OUT));
		}

		@ZmqHandler("problem-nested")
		Object nested() {
			return Optional.of(Optional.of(SOLD_OUT));
		}

		@ZmqHandler("problem-payload")
		org.springframework.messaging.Message<Optional<Problem>> optionalPayload() {
			return MessageBuilder.withPayload(Optional.of(SOLD_OUT)).build();
		}

		@ZmqHandler("problem-item")
		Flux<Optional<Object>> optionalItem() {
			return Flux.just(Optional.of("x"), Optional.of(SOLD_OUT));
		}

		@ZmqHandler("problem-absent")
		Optional<Problem> absent() {
			return Optional.empty();
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "exception", "laterException", "handled", "optionalException", "payloadException",
			"itemException" })
	void aReturnedExceptionIsThatOfTheHandler(String method) {
		assertThat(HANDLERS.failure(method, "null")).isInstanceOf(IOException.class).hasMessage("on purpose");
	}

	@ParameterizedTest
	@ValueSource(strings = { "chosen", "laterChosen" })
	void aReturnedProblemExceptionIsItsProblem(String method) {
		assertThat(HANDLERS.problem(method, "null").status()).isEqualTo(409);
	}

	@ParameterizedTest
	@ValueSource(strings = { "excused", "laterExcused" })
	void aReturnedExceptionHasItsExceptionMethod(String method) {
		assertThat(HANDLERS.answer(method, "null")).isEqualTo("\"excused\"");
	}

	@Test
	void anExceptionMethodFailsByAReturnedException() {
		assertThat(HANDLERS.failure("exchanged", "null")).satisfiesAnyOf(
				(failure) -> assertThat(failure).isInstanceOf(IOException.class),
				(failure) -> assertThat(failure).hasCauseInstanceOf(IOException.class));
	}

	static class Failures {

		private static IOException failure() {
			return new IOException("on purpose");
		}

		@ZmqHandler("failure-exception")
		Exception exception() {
			return failure();
		}

		@ZmqHandler("failure-later")
		CompletableFuture<Object> laterException() {
			return CompletableFuture.completedFuture(failure());
		}

		@ZmqHandler("failure-handled")
		CompletableFuture<Throwable> handled() {
			return CompletableFuture.failedFuture(new CompletionException(failure()))
				.handle((value, failure) -> failure);
		}

		@ZmqHandler("failure-optional")
		Optional<Exception> optionalException() {
			return Optional.of(failure());
		}

		@ZmqHandler("failure-payload")
		org.springframework.messaging.Message<IOException> payloadException() {
			return MessageBuilder.withPayload(failure()).build();
		}

		@ZmqHandler("failure-item")
		Flux<Object> itemException() {
			return Flux.just(failure());
		}

		@ZmqHandler("failure-chosen")
		ProblemException chosen() {
			return new ProblemException(SOLD_OUT);
		}

		@ZmqHandler("failure-later-chosen")
		Mono<Object> laterChosen() {
			return Mono.just(new ProblemException(SOLD_OUT));
		}

		@ZmqHandler("failure-excused")
		Object excused() {
			return new ArithmeticException();
		}

		@ZmqHandler("failure-later-excused")
		CompletableFuture<Object> laterExcused() {
			return CompletableFuture.completedFuture(new ArithmeticException());
		}

		@MessageExceptionHandler
		String excuse(ArithmeticException failure) {
			return "excused";
		}

		@ZmqHandler("failure-exchanged")
		Object exchanged() {
			return new UnsupportedOperationException();
		}

		@MessageExceptionHandler
		Exception exchange(UnsupportedOperationException failure) {
			return failure();
		}

	}

}
