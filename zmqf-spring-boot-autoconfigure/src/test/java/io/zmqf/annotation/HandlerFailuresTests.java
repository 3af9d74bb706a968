package io.zmqf.annotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.exc.InvalidDefinitionException;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;

/** The problems that callers receive for failures. */
class HandlerFailuresTests {

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Failing.class, Recovering.class);

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			order     | {not json                   | The data is not valid JSON: line 1, column 2
			order     | ``                          | The data does not fit parameter 'order'
			order     | {"item":"a","count":"many"} | The data does not fit parameter 'order': count
			order     | 7                           | The data does not fit parameter 'order'
			order     | null                        | Parameter 'order' is required, and the request has no data
			orders    | [{"count":1},{"count":[]}]  | The data does not fit parameter 'orders': [1].count
			picky     | {"value":"a"}               | The data does not fit parameter 'picky'
			number    | "many"                      | The data does not fit parameter 'number'
			number    | null                        | The data does not fit parameter 'number'
			header    | null                        | Header 'limit' is required
			""")
	void describesInvalidDataWithoutClassNames(String method, String json, String detail) {
		Problem problem = HANDLERS.problem(method, json);
		assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED.uri());
		assertThat(problem.status()).isEqualTo(400);
		assertThat(problem.event()).isEqualTo("an-event");
		assertThat(problem.detail()).isEqualTo(detail);
	}

	@Test
	void namesTheHeaderThatCanNotBeConverted() {
		Message request = new Message(Message.NO_ENVELOPE, "an-event", Message.NO_DATA,
				java.util.Map.of("limit", "many"));
		assertThat(HANDLERS.handle("header", request).toCompletableFuture()).failsWithin(java.time.Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ProblemException.class, (ex) -> assertThat(ex.getProblem().detail())
				.isEqualTo("The header does not fit parameter 'limit'"));
	}

	@Test
	void doesNotBlameTheRequestForATypeThatCanNotBeRead() {
		assertThat(HANDLERS.failure("unreadable", "{}")).isInstanceOf(InvalidDefinitionException.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					pay     | {"@type":"Digital"}                                           | The data does not fit parameter 'pay'
					pays    | [{"@type":"Wallet","id":"a"},{"@type":"Digital"}]             | The data does not fit parameter 'pays': [1]
					animal  | {"@class":"io.zmqf.annotation.HandlerFailuresTests$Animal"}   | The data does not fit parameter 'animal'
					animal  | {"@class":"io.zmqf.annotation.HandlerFailuresTests$Sealed"}   | The data does not fit parameter 'animal'
					cage    | {"inside":{"@class":"io.zmqf.annotation.HandlerFailuresTests$Closed"}} | The data does not fit parameter 'cage': inside
					zoo     | {"all":[{"@class":"io.zmqf.annotation.HandlerFailuresTests$Closed"}]}  | The data does not fit parameter 'zoo': all[0]
					zoo     | {"any":{"a":{"@class":"io.zmqf.annotation.HandlerFailuresTests$Closed"}}} | The data does not fit parameter 'zoo': any.a
					""")
	void blamesTheRequestForATypeThatItNames(String method, String json, String detail) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Typed.class)) {
			Problem problem = handlers.problem(method, json);
			assertThat(problem.status()).isEqualTo(400);
			assertThat(problem.detail()).isEqualTo(detail);
		}
	}

	@Test
	void doesNotBlameTheRequestForAPropertyOfATypeThatItNames() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Typed.class)) {
			assertThat(handlers.failure("pay", "{\"@type\":\"Broken\",\"value\":{}}"))
				.isInstanceOf(InvalidDefinitionException.class);
			assertThat(handlers.failure("cage",
					"{\"inside\":{\"@class\":\"io.zmqf.annotation.HandlerFailuresTests$OfClosed\",\"value\":{}}}"))
				.isInstanceOf(InvalidDefinitionException.class);
		}
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
	sealed interface Pay permits Broken, Digital {

	}

	sealed interface Digital extends Pay permits Wallet {

	}

	record Wallet(String id) implements Digital {

	}

	record Broken(Runnable value) implements Pay {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	abstract static class Animal {

	}

	static class Sealed extends Animal {

		Sealed(String one, int two) {
		}

	}

	interface Untyped {

	}

	static class Closed implements Untyped {

		Closed(String one, int two) {
		}

	}

	record OfClosed(Closed value) implements Untyped {
	}

	record Cage(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Untyped inside) {
	}

	static class Zoo {

		@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
		public List<Untyped> all = List.of();

		@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
		public Map<String, Untyped> any = Map.of();

	}

	static class Typed {

		@ZmqHandler("cage")
		void cage(Cage cage) {
		}

		@ZmqHandler("zoo")
		void zoo(Zoo zoo) {
		}

		@ZmqHandler("pay")
		void pay(Pay pay) {
		}

		@ZmqHandler("pays")
		void pays(List<Pay> pays) {
		}

		@ZmqHandler("animal")
		void animal(Animal animal) {
		}

	}

	@Test
	void namesTheInvalidFields() {
		Problem problem = HANDLERS.problem("valid", "{\"item\":\"\",\"count\":0,\"part\":{\"item\":\"\",\"count\":1}}");
		assertThat(problem.status()).isEqualTo(400);
		assertThat(problem.detail()).isEqualTo("Parameter 'checked' is not valid: count, item, part.item");
		assertThat(problem.errors()).containsExactlyInAnyOrder(new FieldError("item", "must not be blank"),
				new FieldError("count", "must be greater than or equal to 1"),
				new FieldError("part.item", "must not be blank"));
	}

	@Test
	void validatesEachElement() {
		Problem problem = HANDLERS.problem("validElements",
				"[{\"item\":\"a\",\"count\":1},null,{\"item\":\"a\",\"count\":0}]");
		assertThat(problem.errors()).containsExactly(new FieldError("[2].count", "must be greater than or equal to 1"));
	}

	@Test
	void validatesTheDeclaredGroups() {
		assertThat(HANDLERS.answer("validated", "{\"text\":\"\"}")).isEqualTo("\"passed\"");
		assertThat(HANDLERS.problem("validatedForGroup", "{\"text\":\"\"}").errors()).hasSize(1);
	}

	@Test
	void acceptsValidData() {
		assertThat(HANDLERS.answer("valid", "{\"item\":\"a\",\"count\":1}")).isEqualTo("\"passed\"");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsWhereNothingValidates(CapturedOutput output) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.withoutValidator(Failing.class)) {
			assertThat(handlers.answer("valid", "{\"item\":\"\",\"count\":0}")).isEqualTo("\"passed\"");
		}
		assertThat(output).contains("Failing.valid(Checked) is not validated");
	}

	@ParameterizedTest
	@ValueSource(strings = { "throwing", "throwingLater", "throwingMono" })
	void keepsTheExceptionOfAHandler(String method) {
		assertThat(HANDLERS.failure(method, "null")).isExactlyInstanceOf(UnsupportedOperationException.class)
			.hasMessage("secret");
	}

	@Test
	void keepsAnError() {
		assertThat(HANDLERS.failure("dying", "null")).isExactlyInstanceOf(StackOverflowError.class);
	}

	@Test
	void passesOnAChosenProblem() {
		assertThat(HANDLERS.problem("choosing", "null").title()).isEqualTo("Sold out");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			io         | "io: disk"
			unchecked  | "io: disk"
			ioLater    | "io: disk"
			ioMono     | "io: disk"
			fatal      | "error: out"
			illegal    | "illegal with an-event"
			""")
	void answersByTheMethodForTheException(String method, String expected) {
		assertThat(HANDLERS.answer(method, "null")).isEqualTo(expected);
	}

	@Test
	void answersWithAProblemOfTheExceptionMethod() {
		Message reply = HANDLERS.handle("number2", DiscoveredHandlers.request("null")).toCompletableFuture().join();
		assertThat(reply.isError()).isTrue();
		assertThat(Problem.fromJson(reply.data()).status()).isEqualTo(422);
	}

	@Test
	void exceptionMethodHandlesInvalidData() {
		assertThat(HANDLERS.answer("valid2", "{\"item\":\"\",\"count\":1}")).isEqualTo("\"1 errors\"");
	}

	@Test
	void exceptionMethodIsNotCalledForAProblemException() {
		assertThat(HANDLERS.problem("choosing2", "null").title()).isEqualTo("Sold out");
	}

	@Test
	void reportsTheExceptionOfAnExceptionMethod() {
		assertThat(HANDLERS.failure("twice", "null")).isExactlyInstanceOf(IllegalThreadStateException.class)
			.hasMessage("again")
			.hasSuppressedException(new IllegalMonitorStateException("first"));
	}

	record Order(String item, int count) {
	}

	record Picky(String value) {

		Picky {
			throw new IllegalArgumentException("secret");
		}

	}

	record Checked(@NotBlank String item, @Min(1) int count, @Valid Checked part) {
	}

	interface Strict {

	}

	record Grouped(@NotBlank(groups = Strict.class) String text) {
	}

	interface Unreadable {

	}

	static class Failing {

		@ZmqHandler("order")
		void order(Order order) {
		}

		@ZmqHandler("orders")
		void orders(List<Order> orders) {
		}

		@ZmqHandler("picky")
		void picky(Picky picky) {
		}

		@ZmqHandler("number")
		void number(int number) {
		}

		@ZmqHandler("header")
		void header(@Header("limit") int limit) {
		}

		@ZmqHandler("unreadable")
		void unreadable(Unreadable unreadable) {
		}

		@ZmqHandler("valid")
		String valid(@Valid Checked checked) {
			return "passed";
		}

		@ZmqHandler("valid-elements")
		String validElements(@Valid List<Checked> checked) {
			return "passed";
		}

		@ZmqHandler("validated")
		String validated(@Validated Grouped grouped) {
			return "passed";
		}

		@ZmqHandler("validated-for-group")
		String validatedForGroup(@Validated(Strict.class) Grouped grouped) {
			return "passed";
		}

		@ZmqHandler("throwing")
		void throwing() {
			throw new UnsupportedOperationException("secret");
		}

		@ZmqHandler("throwing-later")
		CompletableFuture<String> throwingLater() {
			return CompletableFuture.failedFuture(new UnsupportedOperationException("secret"));
		}

		@ZmqHandler("throwing-mono")
		Mono<String> throwingMono() {
			return Mono.error(new UnsupportedOperationException("secret"));
		}

		@ZmqHandler("dying")
		void dying() {
			throw new StackOverflowError();
		}

		@ZmqHandler("choosing")
		void choosing() {
			throw new ProblemException(Problem.of(409, "urn:shop:sold-out", "Sold out", null));
		}

	}

	static class Recovering {

		@ZmqHandler("io")
		void io() throws IOException {
			throw new IOException("disk");
		}

		@ZmqHandler("unchecked")
		void unchecked() {
			throw new UncheckedIOException(new IOException("disk"));
		}

		@ZmqHandler("io-later")
		CompletableFuture<String> ioLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new UncheckedIOException(new IOException("disk"));
			});
		}

		@ZmqHandler("io-mono")
		Mono<String> ioMono() {
			return Mono.error(new IOException("disk"));
		}

		@ZmqHandler("fatal")
		void fatal() {
			throw new OutOfMemoryError("out");
		}

		@ZmqHandler("illegal")
		void illegal() {
			throw new IllegalArgumentException("secret");
		}

		@ZmqHandler("number2")
		void number2() {
			throw new NumberFormatException("secret");
		}

		@ZmqHandler("valid2")
		void valid2(@Valid Checked checked) {
		}

		@ZmqHandler("choosing2")
		void choosing2() {
			throw new ProblemException(Problem.of(409, "urn:shop:sold-out", "Sold out", null));
		}

		@ZmqHandler("twice")
		void twice() {
			throw new IllegalMonitorStateException("first");
		}

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "io: " + failure.getMessage();
		}

		@MessageExceptionHandler
		Mono<String> failed(Error failure) {
			return Mono.just("error: " + failure.getMessage());
		}

		@MessageExceptionHandler
		String failed(IllegalArgumentException failure, Message request) {
			return "illegal with " + request.event();
		}

		@MessageExceptionHandler
		Problem failed(NumberFormatException failure) {
			return Problem.of(422, "urn:shop:number", "No number", null);
		}

		@MessageExceptionHandler
		String failed(MethodArgumentNotValidException failure) {
			return failure.getBindingResult().getErrorCount() + " errors";
		}

		@MessageExceptionHandler
		String failed(IllegalMonitorStateException failure) {
			throw new IllegalThreadStateException("again");
		}

		@MessageExceptionHandler
		String failed(ProblemException failure) {
			return "not asked";
		}

	}

}
