package io.zmqf.annotation;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.autoconfigure.AutoConfigureZmq;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Message;
import io.zmqf.service.ZmqExchange;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.implementation.StubMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.ErrorMessage;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.service.annotation.GetExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Each type of argument, on the way of a real request. */
@SpringJUnitConfig(HandlerArgumentsTests.Handlers.class)
@AutoConfigureZmq
class HandlerArgumentsTests {

	@Autowired
	private ZmqClient client;

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			record   | {"item":"Äpfel","count":3}             | Äpfel x 3
			list     | [{"item":"a","count":1},{"item":"b","count":2}] | b x 2
			map      | {"k":{"item":"a","count":1}}           | a x 1
			tree     | {"deep":[1,2,{"er":true}]}             | true
			tree     | null                                   | NULL
			string   | "caf\\u00e9"                           | café
			bytes    | { "as" :  "it is" }                    | { "as" :  "it is" }
			bytes    | null                                   | null
			number   | 42                                     | 43
			object   | {"a":[1]}                              | {a=[1]}
			object   | {"@class":"java.io.File","path":"/x"}  | {@class=java.io.File, path=/x}
			object   | ["java.io.File", "/x"]                 | [java.io.File, /x]
			optional | {"item":"a","count":1}                 | a x 1
			optional | null                                   | none
			nullable | null                                   | none
			nullable | "x"                                    | x
			lenient  | null                                   | none
			payload  | {"item":"a","count":1}                 | a x 1
			request  | [ 1 ]                                  | request [ 1 ]
			message  | {"item":"a","count":1}                 | a x 1
			messages | [{"item":"a","count":1}]               | a x 1
			anything | {"a":1}                                | {a=1}
			nothing  | {"a":1}                                | called
			""")
	void takesTheDataByItsType(String event, String json, String expected) {
		byte[] data = json.getBytes(StandardCharsets.UTF_8);
		assertThat(this.client.request(event, data, String.class)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(
			classes = { Streamed.class, Fluxed.class, Iterated.class, Promised.class, Published.class, Fluxes.class })
	void refusesAParameterOfManyMessages(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 1 of " + bean.getTypeName() + ".handle(")
					.contains("a request is one message");
				assertThat(ex.getAction()).contains("List");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { Configured.class, Attribute.class, Destination.class, WebHeader.class, WebParameter.class,
			PathPart.class, Cookie.class })
	void refusesAParameterThatIsNotInTheData(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 1 of " + bean.getTypeName() + ".handle(")
					.contains("the data does not contain");
				assertThat(ex.getAction()).isNotEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { MultiHeaders.class, HashHeaders.class, NumberHeaders.class, OptionalHeaders.class,
			TextHeaders.class, Accessor.class, PrimitiveHeader.class, PrimitiveData.class, RawMessage.class,
			Errors.class, OptionalMessage.class, RawOptional.class, Bound.class, EnumBound.class })
	void refusesAParameterThatNoRequestFills(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 1 of " + bean.getTypeName() + ".handle(");
				assertThat(ex.getAction()).isNotEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { TextForNumber.class, NothingForNumber.class, NothingForBox.class, TextForNumbers.class,
			UnknownState.class, NotThisDay.class, UnresolvedDefault.class, UnresolvedName.class,
			ExceptionDefault.class })
	void refusesADefaultValueThatCanNotBeUsed(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains("Parameter 1 of " + bean.getTypeName() + ".handle(")
					.containsPattern(
							"default value '.*', which is not of type \\w|placeholder '.*', which has no value");
				assertThat(ex.getAction()).isNotEmpty();
			});
	}

	@Test
	void takesADefaultValueThatFits() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Defaults.class)) {
			assertThat(handlers.answer("defaults", "null")).isEqualTo("\"10 10 [1, 2] Optional[3] 5 \"");
			assertThat(handlers.failure("expression", "null")).isNotNull();
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void keepsADefaultValueWhoseConverterNeedsTheRequest(CapturedOutput output) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Conversions.class, NeedsARequest.class)) {
			assertThat(handlers.handler("handle")).isNotNull();
			assertThat(output).containsOnlyOnce("no tenant is known yet");
		}
	}

	static class Conversions {

		@Bean
		ConversionService conversionService() {
			DefaultConversionService conversion = new DefaultConversionService();
			conversion.addConverter(String.class, Order.class, (text) -> {
				throw new IllegalStateException("no tenant is known yet");
			});
			return conversion;
		}

	}

	static class NeedsARequest {

		@ZmqHandler("order")
		void handle(@Header(name = "order", defaultValue = "first") Order order) {
		}

	}

	static class Defaults {

		@ZmqHandler("defaults")
		String defaults(@Header(name = "id", defaultValue = "10") int number,
				@Header(name = "${zmqf.test.none:limit}", defaultValue = "${zmqf.test.none:10}") Integer resolved,
				@Header(name = "numbers", defaultValue = "1, 2") List<Integer> numbers,
				@Header(name = "optional", defaultValue = "3") Optional<Integer> optional,
				@Header(name = "sum", defaultValue = "#{2 + 3}") long sum,
				@Header(name = "text", defaultValue = "") String text) {
			return number + " " + resolved + " " + numbers + " " + optional + " " + sum + " " + text;
		}

		/** An expression may have another value when it is evaluated again. */
		@ZmqHandler("expression")
		int expression(@Header(name = "sum", defaultValue = "#{'many'}") int sum) {
			return sum;
		}

	}

	static class TextForNumber {

		@ZmqHandler("refused")
		void handle(@Header(name = "limit", defaultValue = "many") int limit) {
		}

	}

	static class NothingForNumber {

		@ZmqHandler("refused")
		void handle(@Header(name = "limit", defaultValue = "") int limit) {
		}

	}

	static class NothingForBox {

		@ZmqHandler("refused")
		void handle(@Header(name = "limit", defaultValue = "") Integer limit) {
		}

	}

	static class TextForNumbers {

		@ZmqHandler("refused")
		void handle(@Header(name = "limits", defaultValue = "1,many") Optional<List<Integer>> limits) {
		}

	}

	static class UnknownState {

		@ZmqHandler("refused")
		void handle(@Header(name = "state", defaultValue = "GONE") Thread.State state) {
		}

	}

	static class NotThisDay {

		@ZmqHandler("refused")
		void handle(@Header(name = "day", defaultValue = "2026-02-30") LocalDate day) {
		}

	}

	static class UnresolvedDefault {

		@ZmqHandler("refused")
		void handle(@Header(name = "tenant", defaultValue = "${zmqf.test.none}") String tenant) {
		}

	}

	static class UnresolvedName {

		@ZmqHandler("refused")
		void handle(@Header("${zmqf.test.none}") String tenant) {
		}

	}

	static class ExceptionDefault {

		@ZmqHandler("event")
		void fail() {
		}

		@MessageExceptionHandler(IllegalStateException.class)
		void handle(@Header(name = "limit", defaultValue = "many") int limit) {
		}

	}

	@Test
	void refusesAHeaderWithoutAName() {
		Class<?> bean = new ByteBuddy().subclass(Object.class)
			.defineMethod("handle", void.class, Visibility.PUBLIC)
			.withParameter(String.class)
			.annotateParameter(AnnotationDescription.Builder.ofType(Header.class).build())
			.intercept(StubMethod.INSTANCE)
			.annotateMethod(AnnotationDescription.Builder.ofType(ZmqHandler.class).define("event", "refused").build())
			.make()
			.load(getClass().getClassLoader())
			.getLoaded();
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> DiscoveredHandlers.of(bean))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("-parameters"));
	}

	@Test
	void acceptsParametersThatARequestCanFill() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Filled.class)) {
			assertThat(handlers.answer("headers", "null")).isEqualTo("0");
			assertThat(handlers.answer("flag", "null")).isEqualTo("false");
			assertThat(handlers.answer("list", "[1]")).isEqualTo("[1]");
			assertThat(handlers.answer("order", "{\"item\":\"a\",\"count\":1}")).isEqualTo("\"a x 1\"");
		}
	}

	static class Filled {

		@ZmqHandler("headers")
		int headers(MessageHeaders own, MessageHeaderAccessor accessor, @Headers Map<String, ?> any) {
			return own.size() + any.size();
		}

		@ZmqHandler("flag")
		boolean flag(@Header(name = "flag", required = false) boolean flag) {
			return flag;
		}

		@ZmqHandler("list")
		<T, L extends List<T>> L list(L value) {
			return value;
		}

		@ZmqHandler("order")
		<T extends Order> String order(T value) {
			return value.toString();
		}

	}

	static class Bound {

		@ZmqHandler("refused")
		<T extends Comparable<T>> void handle(T value) {
		}

	}

	static class EnumBound {

		@ZmqHandler("refused")
		<T extends Enum<T>> void handle(T value) {
		}

	}

	static class MultiHeaders {

		@ZmqHandler("refused")
		void handle(@Headers MultiValueMap<String, String> value) {
		}

	}

	static class HashHeaders {

		@ZmqHandler("refused")
		void handle(@Headers HashMap<String, Object> value) {
		}

	}

	static class NumberHeaders {

		@ZmqHandler("refused")
		void handle(@Headers Map<String, Integer> value) {
		}

	}

	static class OptionalHeaders {

		@ZmqHandler("refused")
		void handle(@Headers Optional<Map<String, Object>> value) {
		}

	}

	static class TextHeaders {

		@ZmqHandler("refused")
		void handle(@Headers String value) {
		}

	}

	static class Accessor {

		@ZmqHandler("refused")
		void handle(NativeMessageHeaderAccessor value) {
		}

	}

	static class PrimitiveHeader {

		@ZmqHandler("refused")
		void handle(@Header(name = "limit", required = false) int value) {
		}

	}

	static class PrimitiveData {

		@ZmqHandler("refused")
		void handle(@Payload(required = false) int value) {
		}

	}

	static class RawMessage {

		@ZmqHandler("refused")
		void handle(@SuppressWarnings("rawtypes") org.springframework.messaging.Message value) {
		}

	}

	static class Errors {

		@ZmqHandler("refused")
		void handle(ErrorMessage value) {
		}

	}

	static class OptionalMessage {

		@ZmqHandler("refused")
		void handle(Optional<org.springframework.messaging.Message<Order>> value) {
		}

	}

	static class RawOptional {

		@ZmqHandler("refused")
		void handle(@SuppressWarnings("rawtypes") Optional value) {
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "body", "path", "data" })
	void takesTheDataWhereTheWebHasAnAnnotationForIt(String method) {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Web.class)) {
			assertThat(handlers.answer(method, "\"a\"")).isEqualTo("\"a\"");
		}
	}

	static class Configured {

		@ZmqHandler("refused")
		void handle(@Value("${limit:1}") int limit) {
		}

	}

	static class Attribute {

		@ZmqHandler("refused")
		@PostMapping("/refused")
		void handle(@SessionAttribute String user) {
		}

	}

	static class Destination {

		@ZmqHandler("refused")
		void handle(@DestinationVariable String name) {
		}

	}

	static class WebHeader {

		@ZmqHandler("refused")
		void handle(@RequestHeader String tenant) {
		}

	}

	static class WebParameter {

		@ZmqHandler("refused")
		void handle(@RequestParam String name) {
		}

	}

	static class PathPart {

		@ZmqHandler("refused")
		void handle(@PathVariable String name) {
		}

	}

	static class Cookie {

		@ZmqHandler("refused")
		void handle(@CookieValue String name) {
		}

	}

	interface WebContract {

		@ZmqExchange("path")
		@GetExchange("/path/{name}")
		String path(@PathVariable String name);

	}

	static class Web implements WebContract {

		@ZmqHandler("body")
		String body(@RequestBody String text) {
			return text;
		}

		@Override
		public String path(String name) {
			return name;
		}

		@ZmqHandler("data")
		String data(@RequestParam @Payload String text) {
			return text;
		}

	}

	@Test
	void takesAHeader() {
		assertThat(this.client.event("header").data("x").header("tenant", "acme").request(String.class))
			.isEqualTo("x for acme");
	}

	@Test
	void convertsAHeader() {
		assertThat(this.client.event("number-header").header("limit", "7").request(Integer.class)).isEqualTo(8);
	}

	@Test
	void doesWithoutAHeaderThatIsNotRequired() {
		assertThat(this.client.request("optional-header", null, String.class)).isEqualTo("null Optional.empty five");
	}

	@Test
	void takesAllHeaders() {
		assertThat(this.client.event("headers").header("a", "1").header("b", "2").request(Map.class))
			.containsEntry("a", "1")
			.containsEntry("b", "2")
			.doesNotContainKeys(MessageHeaders.TIMESTAMP, MessageHeaders.ID);
	}

	@Test
	void takesHeadersThatHaveTheNamesOfSpringsOwn() {
		assertThat(this.client.event("springs-names")
			.header(MessageHeaders.ID, "1")
			.header(MessageHeaders.TIMESTAMP, "2")
			.header("nativeHeaders", "3")
			.request(String.class)).isEqualTo("1 2");
	}

	@Test
	void passesHeadersWithAMessage() {
		assertThat(this.client.event("message-headers").data("x").header("a", "1").request(String.class))
			.isEqualTo("x with 1");
	}

	record Order(String item, int count) {

		@Override
		public String toString() {
			return this.item + " x " + this.count;
		}

	}

	abstract static class Generic<T> {

		@ZmqHandler("record")
		String generic(T data) {
			return data.getClass().getSimpleName().equals("Order") ? data.toString() : "not resolved";
		}

	}

	static class Handlers extends Generic<Order> {

		@ZmqHandler("list")
		String list(List<Order> orders) {
			return orders.get(orders.size() - 1).toString();
		}

		@ZmqHandler("map")
		String map(Map<String, Order> orders) {
			Order order = orders.get("k");
			return String.valueOf(order);
		}

		@ZmqHandler("tree")
		String tree(JsonNode json) {
			return json.isNull() ? json.getNodeType().name() : json.at("/deep/2/er").asString();
		}

		@ZmqHandler("string")
		String string(String text) {
			return text;
		}

		@ZmqHandler("bytes")
		String bytes(byte[] json) {
			return new String(json, StandardCharsets.UTF_8);
		}

		@ZmqHandler("number")
		String number(int number) {
			return String.valueOf(number + 1);
		}

		@ZmqHandler("object")
		String object(Object value) {
			return value.toString();
		}

		@ZmqHandler("optional")
		String optional(Optional<Order> order) {
			return order.map(Order::toString).orElse("none");
		}

		@ZmqHandler("nullable")
		String nullable(@Nullable String text) {
			return (text != null) ? text : "none";
		}

		@ZmqHandler("lenient")
		String lenient(@Payload(required = false) Order order) {
			return (order != null) ? order.toString() : "none";
		}

		@ZmqHandler("payload")
		String payload(@Payload Order order) {
			return order.toString();
		}

		@ZmqHandler("request")
		String request(Message request) {
			return request.event() + " " + new String(request.data(), StandardCharsets.UTF_8);
		}

		@ZmqHandler("message")
		String message(org.springframework.messaging.Message<Order> message) {
			return message.getPayload().toString();
		}

		@ZmqHandler("messages")
		String messages(org.springframework.messaging.Message<List<Order>> message) {
			return message.getPayload().get(0).toString();
		}

		@ZmqHandler("anything")
		String anything(org.springframework.messaging.Message<?> message) {
			return message.getPayload().toString();
		}

		@ZmqHandler("nothing")
		String nothing() {
			return "called";
		}

		@ZmqHandler("header")
		String header(String data, @Header String tenant) {
			return data + " for " + tenant;
		}

		@ZmqHandler("number-header")
		int numberHeader(@Header("limit") int limit) {
			return limit + 1;
		}

		@ZmqHandler("optional-header")
		String optionalHeader(@Header(name = "a", required = false) @Nullable String a, @Header("b") Optional<String> b,
				@Header(name = "c", defaultValue = "five") String c) {
			return a + " " + b + " " + c;
		}

		@ZmqHandler("headers")
		Map<String, Object> headers(@Headers Map<String, Object> headers) {
			return headers;
		}

		@ZmqHandler("springs-names")
		String springsNames(@Header("id") String id, @Header("timestamp") String timestamp) {
			return id + " " + timestamp;
		}

		@ZmqHandler("message-headers")
		String messageHeaders(org.springframework.messaging.Message<String> message) {
			return message.getPayload() + " with " + message.getHeaders().get("a");
		}

	}

	static class Fluxes {

		@ZmqHandler("refused")
		void handle(List<Flux<String>> orders) {
		}

	}

	static class Streamed {

		@ZmqHandler("refused")
		void handle(Stream<String> value) {
		}

	}

	static class Fluxed {

		@ZmqHandler("refused")
		void handle(Flux<String> value) {
		}

	}

	static class Iterated {

		@ZmqHandler("refused")
		void handle(@Payload(required = false) Iterator<String> value) {
		}

	}

	static class Promised {

		@ZmqHandler("refused")
		void handle(CompletableFuture<String> value) {
		}

	}

	static class Published {

		@ZmqHandler("refused")
		void handle(Flow.Publisher<String> value) {
		}

	}

	@Test
	void aHeaderWithoutANameHasTheOneOfTheContract() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Renaming.class)) {
			Message request = new Message(new byte[][] { { 1 }, { 2 } }, "tenants.find", Message.NO_DATA,
					Map.of("tenant", "acme", "own", "1"));
			assertThat(DiscoveredHandlers.text(handlers.handle("find", request).toCompletableFuture().join()))
				.isEqualTo("\"acme 1\"");
			assertThat(handlers.problem("find", "null").detail()).contains("'tenant'");
		}
	}

	@ZmqExchange("tenants")
	interface Tenants {

		@ZmqExchange("find")
		String find(@Header String tenant, @Header String limit);

	}

	static class Renaming implements Tenants {

		@Override
		public String find(String name, @Header String own) {
			return name + " " + own;
		}

	}

}
