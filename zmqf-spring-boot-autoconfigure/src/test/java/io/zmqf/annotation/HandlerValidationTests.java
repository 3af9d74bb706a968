package io.zmqf.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemException;
import io.zmqf.service.ZmqExchange;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.groups.ConvertGroup;
import jakarta.validation.groups.Default;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.method.MethodValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The validated values, and the problems that callers receive for invalid ones. */
class HandlerValidationTests {

	private static final DiscoveredHandlers HANDLERS = DiscoveredHandlers.of(Validating.class, Shapes.class,
			CheckedClass.class, Deeper.class, Recovering.class, Excusing.class, Advised.class, Advice.class);

	@AfterAll
	static void close() {
		HANDLERS.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			array          | [{"customer":"a"},{"customer":""}]  | [1].customer
			arrays         | [[{"customer":""}]]                 | [0][0].customer
			lists          | [[{"customer":""}]]                 | [0][0].customer
			map            | {"k":{"customer":""}}               | [k].customer
			mapOfLists     | {"k":[{"customer":""}]}             | [k][0].customer
			set            | [{"customer":""}]                   | [].customer
			optional       | {"customer":""}                     | customer
			optionalList   | [{"customer":""}]                   | [0].customer
			cart           | {"customer":"","lines":[{"customer":"a"}]} | customer
			element        | [{"customer":"a"},{"customer":""}]  | [1].customer
			value          | {"k":{"customer":""}}               | [k].customer
			deepElement    | {"k":[{"customer":""}]}             | [k][0].customer
			optionalOf     | {"customer":""}                     | customer
			message        | {"customer":""}                     | customer
			groupedArray   | [{"strict":""}]                     | [0].strict
			groupedMap     | {"k":{"strict":""}}                 | [k].strict
			mixed          | [[{"customer":""}]]                 | [0][0].customer
			pair           | {"left":{"customer":""},"right":1}  | left.customer
			number         | 11                                  | ``
			numbers        | [1,11]                              | [1]
			converted      | {"strict":""}                       | strict
			anyKeys        | {"k":{"customer":""}}               | [k].customer
			inStatic       | {"customer":""}                     | customer
			""")
	void namesTheValueThatIsNotValid(String method, String json, String path) {
		Problem problem = HANDLERS.problem(method, json);
		assertThat(problem.status()).isEqualTo(400);
		assertThat(problem.errors()).extracting(FieldError::field).containsExactly(path);
		assertThat(problem.detail()).startsWith("Parameter 'value' is not valid").endsWith(path);
	}

	@Test
	void namesAHeaderThatIsNotValid() {
		Message request = new Message(Message.NO_ENVELOPE, "an-event", Message.NO_DATA, Map.of("limit", "11"));
		assertThat(HANDLERS.handle("header", request).toCompletableFuture()).failsWithin(java.time.Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ProblemException.class, (ex) -> {
				assertThat(ex.getProblem().status()).isEqualTo(400);
				assertThat(ex.getProblem().errors())
					.containsExactly(new FieldError("limit", "must be less than or equal to 10"));
			});
	}

	@Test
	void cutsALongListOfErrors() {
		String json = IntStream.range(0, 500).mapToObj((i) -> "{\"customer\":\"\"}").toList().toString();
		Problem problem = HANDLERS.problem("array", json);
		assertThat(problem.errors()).hasSize(100);
		assertThat(problem.detail()).endsWith(" and 490 more").hasSizeLessThan(300);
	}

	@Test
	void violationOfAValidatedClassIsAFaultOfTheRequest() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(ValidatedClasses.class, CheckedClass.class)) {
			Problem problem = handlers.problem("checkedClass", "11");
			assertThat(problem.status()).isEqualTo(400);
			assertThat(handlers.answer("checkedClass", "10")).isEqualTo("10");
			assertThat(handlers.failure("checkedReply", "1")).isNotInstanceOf(ProblemException.class);
		}
	}

	@Test
	void validatesTheGroupsOfTheClass() {
		assertThat(HANDLERS.problem("classGroup", "{\"strict\":\"\"}").errors()).extracting(FieldError::field)
			.containsExactly("strict");
	}

	@Test
	void validatesTheGroupsOfTheMethod() {
		assertThat(HANDLERS.problem("methodGroup", "{\"strict\":\"\"}").errors()).extracting(FieldError::field)
			.containsExactly("strict");
	}

	@Test
	void violationByTheHandlerIsNoFaultOfTheRequest() {
		assertThat(HANDLERS.failure("deeper", "1")).isInstanceOf(MethodValidationException.class);
		assertThat(HANDLERS.failure("reply", "11")).isInstanceOf(MethodValidationException.class);
		assertThat(HANDLERS.failure("replies", "11")).isInstanceOf(MethodValidationException.class);
		assertThat(HANDLERS.failure("validReplies", "1")).isInstanceOf(MethodValidationException.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { InheritsValid.class, InheritsElement.class, InheritsHandler.class, InheritsGeneric.class,
			InheritsDeep.class })
	void refusesAnInheritedMethodThatDoesNotSeeTheAnnotationsOfTheInterface(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Desk.place(").contains(bean.getTypeName());
				assertThat(ex.getAction()).contains("Override the method in " + bean.getTypeName());
			});
	}

	@Test
	void validatesAnInheritedMethodWhereItsClassImplementsTheInterface() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(InheritsAll.class, InheritsNothing.class)) {
			assertThat(handlers.problem("place", "{\"customer\":\"\"}").status()).isEqualTo(400);
			assertThat(handlers.answer("count", "1")).isEqualTo("2");
		}
	}

	@Test
	void startsWithAConstraintThatThrowsOnNull() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Expecting.class)) {
			assertThat(handlers.answer("expect", "\"a\"")).isEqualTo("\"a\"");
			assertThat(handlers.problem("expect", "\"b\"").status()).isEqualTo(400);
		}
	}

	static class Expecting {

		@ZmqHandler("expect")
		String expect(@IsA String value) {
			return value;
		}

	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = IsAValidator.class)
	@interface IsA {

		String message() default "is no a";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	/** Public for the validator. */
	public static class IsAValidator implements ConstraintValidator<IsA, @Nullable String> {

		@Override
		public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
			if (value == null) {
				throw new AssertionError("no value");
			}
			return value.equals("a");
		}

	}

	@Test
	void validatesTheInstanceOfAPrototypeThatItCalls() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Prototype.class)) {
			int before = Prototype.MADE.get();
			assertThat(handlers.answer("prototype", "1")).isEqualTo("1");
			assertThat(handlers.answer("prototype", "1")).isEqualTo("1");
			assertThat(Prototype.MADE).hasValue(before + 2);
		}
	}

	@Scope("prototype")
	static class Prototype {

		static final AtomicInteger MADE = new AtomicInteger();

		Prototype() {
			MADE.incrementAndGet();
		}

		@ZmqHandler("prototype")
		int prototype(@Max(10) int value) {
			return value;
		}

	}

	interface ValidPlace {

		@ZmqExchange("place")
		String place(@Valid Order order);

	}

	interface ElementPlace {

		@ZmqExchange("place")
		String place(List<@Valid Order> orders);

	}

	interface HandlerPlace {

		@ZmqHandler("place")
		String place(Order order);

	}

	interface GenericPlace<T> {

		@ZmqExchange("place")
		String place(@Valid T order);

	}

	interface Count {

		@ZmqExchange("count")
		int count(@Counted int value);

	}

	static class Desk {

		public String place(Order order) {
			return order.customer();
		}

		public String place(List<Order> orders) {
			return orders.toString();
		}

		public int count(int value) {
			return value + 1;
		}

	}

	static class InheritsValid extends Desk implements ValidPlace {

	}

	static class InheritsElement extends Desk implements ElementPlace {

	}

	static class InheritsHandler extends Desk implements HandlerPlace {

	}

	static class InheritsGeneric extends Desk implements GenericPlace<Order> {

	}

	/** Nothing that requests are handled by. */
	@Retention(RetentionPolicy.RUNTIME)
	@interface Counted {

	}

	interface DeepPlace extends HandlerPlace {

	}

	static class InheritsDeep extends Desk implements DeepPlace {

	}

	static class InheritsNothing extends Desk implements Count {

	}

	static class ValidDesk implements ValidPlace {

		@Override
		public String place(Order order) {
			return order.customer();
		}

	}

	static class InheritsAll extends ValidDesk {

	}

	@Test
	void exceptionMethodHandlesInvalidData() {
		assertThat(HANDLERS.answer("recovered", "11")).isEqualTo("\"1 errors\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			excuseElements | [{"customer":""}] | [0].customer
			excuseArray    | [{"customer":""}] | [0].customer
			excuseNumber   | 11                | ''
			advise         | [11]              | [0]
			""")
	void validatesParametersOfAnExceptionMethod(String method, String json, String path) {
		Problem problem = HANDLERS.problem(method, json);
		assertThat(problem.status()).isEqualTo(400);
		assertThat(problem.errors()).extracting(FieldError::field).containsExactly(path);
	}

	@Test
	void validatesTheReplyOfAnExceptionMethod() {
		assertThat(HANDLERS.failure("excuseBlank", "1")).isInstanceOf(MethodValidationException.class);
	}

	@Test
	void blamesTheRequestForDataThatAnExceptionMethodCanNotTake() {
		assertThat(HANDLERS.problem("excuseNumber", "\"text\"").status()).isEqualTo(400);
		assertThat(HANDLERS.answer("excuseNumber", "10")).isEqualTo("10");
	}

	static class Excusing {

		@ZmqHandler("excuse-elements")
		void excuseElements(byte[] any) {
			throw new UnsupportedOperationException();
		}

		@ZmqHandler("excuse-array")
		void excuseArray(byte[] any) {
			throw new ArrayStoreException();
		}

		@ZmqHandler("excuse-number")
		void excuseNumber(byte[] any) {
			throw new IllegalStateException();
		}

		@ZmqHandler("excuse-blank")
		void excuseBlank(byte[] any) {
			throw new ArithmeticException();
		}

		@MessageExceptionHandler
		void elements(UnsupportedOperationException failure, List<@Valid Order> value) {
		}

		@MessageExceptionHandler
		void array(ArrayStoreException failure, @Valid Order[] value) {
		}

		@MessageExceptionHandler
		int number(IllegalStateException failure, @Max(10) int value) {
			return value;
		}

		@MessageExceptionHandler
		@NotBlank
		String blank(ArithmeticException failure) {
			return "";
		}

	}

	static class Advised {

		@ZmqHandler("advise")
		void advise(byte[] any) {
			throw new IllegalStateException();
		}

	}

	@ZmqHandlerAdvice(assignableTypes = Advised.class)
	static class Advice {

		@MessageExceptionHandler
		void advise(IllegalStateException failure, List<@Max(10) Integer> value) {
		}

	}

	@Test
	void startsWhereTheConstraintsOfElementsFit() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(FittingElements.class)) {
			assertThat(handlers.answer("handle", "{\"k\":[1]}")).isEqualTo("null");
			assertThat(handlers.problem("handle", "{\"k\":[11]}").status()).isEqualTo(400);
		}
	}

	@Test
	void triesAContainerOfATypeThatNamesItself() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(SelfNamed.class)) {
			assertThat(handlers.registry().events()).containsExactly("self-named");
		}
	}

	static class SelfNamed {

		@ZmqHandler("self-named")
		@SuppressWarnings("rawtypes")
		void handle(@NotEmpty List<Enum> value) {
		}

	}

	static class FittingElements {

		@ZmqHandler("fitting")
		void handle(Map<@NotBlank String, @NotEmpty List<@Max(10) Integer>> value) {
		}

	}

	@ParameterizedTest
	@ValueSource(classes = { RawBytes.class, RawRequest.class, ValidIterator.class, ValidReference.class,
			ReferenceElement.class, MessageElement.class, MisplacedConstraint.class, MisplacedOnReply.class,
			LaterReply.class, LaterElement.class, Redefining.class, StaticConstraint.class, StaticReply.class,
			AnyObject.class, AnyTree.class, AnyElements.class, AnyValues.class, RawElements.class, AnnotatedArray.class,
			ArrayElement.class, ArrayElements.class, InnerArray.class, ArrayOfLists.class, WildcardBound.class,
			VariableBound.class, ExceptionObject.class, ExceptionElement.class, StaticException.class,
			MisplacedOnElement.class, MisplacedOnValue.class, MisplacedOnKey.class, MisplacedWithin.class,
			MisplacedOnOptional.class, MisplacedOnHeaders.class, MisplacedInSorted.class, MisplacedOnReplies.class,
			ValidMessageReply.class, ValidRequestReply.class, ValidBytesReply.class, ConstrainedLater.class,
			ConstrainedStream.class, ValidListsReply.class, ValidOptionalListReply.class, ValidArraysReply.class })
	void refusesTheStartWhereItCouldNotValidate(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(bean.getTypeName() + ".handle(");
				assertThat(ex.getAction()).isNotBlank();
			});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsWhereNothingValidatesAConstraint(CapturedOutput output) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.withoutValidator(Shapes.class)) {
			assertThat(handlers.answer("number", "11")).isEqualTo("null");
		}
		assertThat(output).contains("Shapes.number(int) is not validated").contains("Shapes.element(List)");
	}

	@Test
	void ignoresConstraintsOfOtherMethods() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(OddNeighbour.class)) {
			assertThat(handlers.problem("handle", "{\"customer\":\"\"}").status()).isEqualTo(400);
		}
	}

	record Order(@NotBlank String customer) {
	}

	interface Strict {

	}

	record Grouped(@NotBlank(groups = Strict.class) String strict) {
	}

	record Pair<L, R>(@Valid L left, R right) {
	}

	static class Shapes {

		@ZmqHandler("array")
		void array(@Valid Order[] value) {
		}

		@ZmqHandler("arrays")
		void arrays(@Valid Order[][] value) {
		}

		@ZmqHandler("lists")
		void lists(@Valid List<List<Order>> value) {
		}

		@ZmqHandler("map")
		void map(@Valid Map<String, Order> value) {
		}

		@ZmqHandler("mapOfLists")
		void mapOfLists(@Valid Map<String, List<Order>> value) {
		}

		@ZmqHandler("set")
		void set(@Valid Set<Order> value) {
		}

		@ZmqHandler("optional")
		void optional(@Valid Optional<Order> value) {
		}

		@ZmqHandler("optionalList")
		void optionalList(@Valid Optional<List<Order>> value) {
		}

		@ZmqHandler("element")
		void element(List<@Valid Order> value) {
		}

		@ZmqHandler("value")
		void value(Map<String, @Valid Order> value) {
		}

		@ZmqHandler("deepElement")
		void deepElement(Map<String, List<@Valid Order>> value) {
		}

		@ZmqHandler("optionalOf")
		void optionalOf(Optional<@Valid Order> value) {
		}

		@ZmqHandler("message")
		void message(@Valid org.springframework.messaging.Message<Order> value) {
		}

		@ZmqHandler("groupedArray")
		void groupedArray(@Validated(Strict.class) Grouped[] value) {
		}

		@ZmqHandler("groupedMap")
		void groupedMap(@Validated(Strict.class) Map<String, Grouped> value) {
		}

		@ZmqHandler("mixed")
		void mixed(@NotNull @Valid List<List<Order>> value) {
		}

		@ZmqHandler("pair")
		void pair(@Valid Pair<Order, Integer> value) {
		}

		@ZmqHandler("converted")
		void converted(@Valid @ConvertGroup(from = Default.class, to = Strict.class) Grouped value) {
		}

		@ZmqHandler("any-keys")
		void anyKeys(@Valid Map<Object, Order> value) {
		}

		@ZmqHandler("in-static")
		static void inStatic(@Valid Order value) {
		}

		@ZmqHandler("number")
		void number(@Max(10) int value) {
		}

		@ZmqHandler("numbers")
		void numbers(List<@Max(10) Integer> value) {
		}

	}

	static class Validating {

		@ZmqHandler("header")
		void header(@Header("limit") @Max(10) int limit) {
		}

		@ZmqHandler("reply")
		@Max(10)
		int reply(int value) {
			return value;
		}

		@ZmqHandler("replies")
		List<@Max(10) Integer> replies(int value) {
			return List.of(1, value);
		}

		@ZmqHandler("valid-replies")
		Map<String, List<@Valid Order>> validReplies(int value) {
			return Map.of("k", List.of(new Order("")));
		}

		@ZmqHandler("method-group")
		@Validated(Strict.class)
		void methodGroup(@Valid Grouped value) {
		}

		@ZmqHandler("cart")
		void cart(@Valid Holder value) {
		}

	}

	record Holder(@NotBlank String customer, @Valid List<Order> lines) {
	}

	@Configuration(proxyBeanMethods = false)
	static class ValidatedClasses {

		@Bean
		static MethodValidationPostProcessor methodValidation() {
			return new MethodValidationPostProcessor();
		}

	}

	@Validated(Strict.class)
	static class CheckedClass {

		@ZmqHandler("checked-class")
		int checkedClass(@Max(value = 10, groups = Strict.class) int value) {
			return value;
		}

		@ZmqHandler("checked-reply")
		@Max(value = 0, groups = Strict.class)
		int checkedReply(int value) {
			return value;
		}

		@ZmqHandler("class-group")
		void classGroup(@Valid Grouped value) {
		}

	}

	static class Deeper {

		@ZmqHandler("deeper")
		void deeper(int value) {
			throw new MethodValidationException(
					org.springframework.validation.method.MethodValidationResult.emptyResult());
		}

	}

	static class Recovering {

		@ZmqHandler("recovered")
		void recovered(@Max(10) int value) {
		}

		@MessageExceptionHandler
		String failed(MethodValidationException failure) {
			return failure.getAllErrors().size() + " errors";
		}

	}

	static class RawBytes {

		@ZmqHandler("refused")
		void handle(@Valid byte[] value) {
		}

	}

	static class RawRequest {

		@ZmqHandler("refused")
		void handle(@Valid Message value) {
		}

	}

	static class ValidIterator {

		@ZmqHandler("refused")
		void handle(@Valid Iterator<Order> value) {
		}

	}

	static class ValidReference {

		@ZmqHandler("refused")
		void handle(@Valid List<AtomicReference<Order>> value) {
		}

	}

	static class StaticConstraint {

		@ZmqHandler("refused")
		static void handle(@Max(10) int value) {
		}

	}

	static class StaticReply {

		@ZmqHandler("refused")
		@NotNull
		static Order handle() {
			return new Order("");
		}

	}

	static class AnyObject {

		@ZmqHandler("refused")
		void handle(@Valid Object value) {
		}

	}

	static class ExceptionObject {

		@ZmqHandler("throwing")
		void fail() {
		}

		@MessageExceptionHandler
		void handle(IllegalStateException failure, @Valid Object value) {
		}

	}

	static class ExceptionElement {

		@ZmqHandler("throwing")
		void fail() {
		}

		@MessageExceptionHandler
		void handle(IllegalStateException failure, List<@NotBlank Object> value) {
		}

	}

	static class StaticException {

		@ZmqHandler("throwing")
		void fail() {
		}

		@MessageExceptionHandler
		static void handle(IllegalStateException failure, @Max(10) int value) {
		}

	}

	static class MisplacedOnElement {

		@ZmqHandler("refused")
		void handle(List<@NotBlank Object> value) {
		}

	}

	static class MisplacedOnValue {

		@ZmqHandler("refused")
		void handle(Map<String, @NotBlank Object> value) {
		}

	}

	static class MisplacedOnKey {

		@ZmqHandler("refused")
		void handle(Map<@Max(1) Order, Object> value) {
		}

	}

	static class MisplacedWithin {

		@ZmqHandler("refused")
		void handle(Map<String, Set<@NotBlank Integer>> value) {
		}

	}

	static class MisplacedOnOptional {

		@ZmqHandler("refused")
		void handle(Optional<@NotBlank Integer> value) {
		}

	}

	static class MisplacedOnHeaders {

		@ZmqHandler("refused")
		void handle(@Headers Map<String, @NotBlank Object> value) {
		}

	}

	static class MisplacedInSorted {

		@ZmqHandler("refused")
		void handle(SortedMap<String, @NotBlank Integer> value) {
		}

	}

	static class MisplacedOnReplies {

		@ZmqHandler("refused")
		List<@NotBlank Integer> handle() {
			return List.of();
		}

	}

	static class ValidMessageReply {

		@ZmqHandler("refused")
		@Valid
		org.springframework.messaging.Message<Order> handle() {
			return MessageBuilder.withPayload(new Order("")).build();
		}

	}

	static class ValidRequestReply {

		@ZmqHandler("refused")
		@Valid
		Message handle(Message request) {
			return request;
		}

	}

	static class ValidBytesReply {

		@ZmqHandler("refused")
		@Valid
		byte[] handle() {
			return new byte[0];
		}

	}

	static class ValidListsReply {

		@ZmqHandler("refused")
		@Valid
		Map<String, List<Order>> handle() {
			return Map.of();
		}

	}

	static class ValidOptionalListReply {

		@ZmqHandler("refused")
		@Valid
		Optional<List<Order>> handle() {
			return Optional.empty();
		}

	}

	static class ValidArraysReply {

		@ZmqHandler("refused")
		@Valid
		Order[][] handle() {
			return new Order[0][];
		}

	}

	static class ConstrainedLater {

		@ZmqHandler("refused")
		@NotNull
		@MustBeThere
		CompletableFuture<@Nullable String> handle() {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class ConstrainedStream {

		@ZmqHandler("refused")
		@Valid
		@NotNull
		Stream<String> handle() {
			return Stream.of();
		}

	}

	@Constraint(validatedBy = {})
	@NotNull
	@Retention(RetentionPolicy.RUNTIME)
	@interface MustBeThere {

		String message() default "is missing";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	@Test
	void seesWhetherALaterResultIsThere() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(LaterResults.class)) {
			assertThat(handlers.answer("later", "null")).isEqualTo("\"a\"");
			assertThat(handlers.answer("mono", "null")).isEqualTo("\"a\"");
			assertThat(handlers.answer("object", "null")).isEqualTo("\"a\"");
			assertThat(handlers.failure("missing", "null")).isInstanceOf(MethodValidationException.class);
			assertThat(handlers.handler("stream")).isNotNull();
		}
	}

	static class LaterResults {

		@ZmqHandler("later")
		@NotNull
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture("a");
		}

		@ZmqHandler("mono")
		@NotNull
		Mono<String> mono() {
			return Mono.just("a");
		}

		@ZmqHandler("object")
		@NotNull
		Object object() {
			return CompletableFuture.completedFuture("a");
		}

		@ZmqHandler("missing")
		@NotNull
		@Nullable CompletableFuture<String> missing() {
			return null;
		}

		@ZmqHandler("stream")
		@NotNull
		Stream<String> stream() {
			return Stream.of("a");
		}

	}

	@Test
	void validatesAClassOfTheApplicationThatHasElements() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(ListOfLines.class)) {
			assertThat(handlers.failure("lines", "null")).isInstanceOf(MethodValidationException.class);
		}
	}

	static class Lines implements Iterable<Order> {

		@NotBlank
		String title = "";

		@Override
		public Iterator<Order> iterator() {
			return Collections.emptyIterator();
		}

	}

	static class ListOfLines {

		@ZmqHandler("lines")
		@Valid
		List<Lines> lines() {
			return List.of(new Lines());
		}

	}

	@ParameterizedTest
	@ValueSource(
			strings = { "optional", "pair", "within", "object", "objectLater", "objectMessage", "constrainedLater" })
	void failsByAResultThatIsNotValid(String method) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(ValidResults.class)) {
			assertThat(handlers.failure(method, "null")).isInstanceOfAny(MethodValidationException.class,
					InvalidHandlerException.class);
		}
	}

	static class ValidResults {

		private static final Order ORDER = new Order("");

		@ZmqHandler("optional")
		@Valid
		Optional<Order> optional() {
			return Optional.of(ORDER);
		}

		@ZmqHandler("pair")
		@Valid
		Pair<Order, List<Order>> pair() {
			return new Pair<>(ORDER, List.of());
		}

		@ZmqHandler("within")
		@Valid
		List<List<@Valid Order>> within() {
			return List.of(List.of(ORDER));
		}

		@ZmqHandler("object")
		@Valid
		Object object() {
			return ORDER;
		}

		@ZmqHandler("object-later")
		@Valid
		Object objectLater() {
			return CompletableFuture.completedFuture(ORDER);
		}

		@ZmqHandler("object-message")
		@Valid
		Object objectMessage() {
			return MessageBuilder.withPayload(ORDER).build();
		}

		@ZmqHandler("constrained-later")
		@MustBeThere
		Object constrainedLater() {
			return CompletableFuture.completedFuture(null);
		}

	}

	static class AnyTree {

		@ZmqHandler("refused")
		void handle(@Valid JsonNode value) {
		}

	}

	static class AnyElements {

		@ZmqHandler("refused")
		void handle(@Valid List<?> value) {
		}

	}

	static class AnyValues {

		@ZmqHandler("refused")
		void handle(@Valid Map<String, Object> value) {
		}

	}

	static class RawElements {

		@ZmqHandler("refused")
		@SuppressWarnings("rawtypes")
		void handle(@Valid List value) {
		}

	}

	static class ReferenceElement {

		@ZmqHandler("refused")
		void handle(AtomicReference<@Valid Order> value) {
		}

	}

	static class MessageElement {

		@ZmqHandler("refused")
		void handle(org.springframework.messaging.Message<@Valid Order> value) {
		}

	}

	static class MisplacedConstraint {

		@ZmqHandler("refused")
		void handle(@Max(10) Order value) {
		}

	}

	static class MisplacedOnReply {

		@ZmqHandler("refused")
		@Max(10)
		Order handle() {
			return new Order("");
		}

	}

	static class LaterReply {

		@ZmqHandler("refused")
		@Valid
		CompletableFuture<Order> handle() {
			return new CompletableFuture<>();
		}

	}

	static class LaterElement {

		@ZmqHandler("refused")
		CompletableFuture<@Valid Order> handle() {
			return new CompletableFuture<>();
		}

	}

	static class AnnotatedArray {

		@ZmqHandler("refused")
		void handle(Order @NotEmpty [] value) {
		}

	}

	static class ArrayElement {

		@ZmqHandler("refused")
		void handle(List<@Valid Order[]> value) {
		}

	}

	static class ArrayElements {

		@ZmqHandler("refused")
		void handle(Map<String, List<@NotBlank String[]>> value) {
		}

	}

	static class InnerArray {

		@ZmqHandler("refused")
		void handle(Order[] @NotEmpty [] value) {
		}

	}

	static class ArrayOfLists {

		@ZmqHandler("refused")
		void handle(List<@Valid Order>[] value) {
		}

	}

	static class WildcardBound {

		@ZmqHandler("refused")
		void handle(List<? extends @Valid Order> value) {
		}

	}

	static class VariableBound {

		@ZmqHandler("refused")
		<T extends @Valid Order> void handle(List<T> value) {
		}

	}

	interface Loose {

		void handle(int value);

	}

	static class Redefining implements Loose {

		@Override
		@ZmqHandler("refused")
		public void handle(@Max(10) int value) {
		}

	}

	static class OddNeighbour {

		@ZmqHandler("handle")
		void handle(@Valid Order value) {
		}

		CompletableFuture<@Valid Order> neighbour() {
			return new CompletableFuture<>();
		}

	}

}
