package io.zmqf.contract;

import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.message.Message;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqProblem;
import io.zmqf.worker.HandlerRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** The AsyncAPI document of an application, which is derived from its handlers. */
class AsyncApiTests {

	private static JsonNode document;

	private static JsonNode place;

	private static @Nullable JsonNode unknown;

	@BeforeAll
	static void describe() {
		ZmqTestContexts.runner()
			.withPropertyValues("spring.application.name=shop", "spring.application.version=1.2")
			.withUserConfiguration(Shop.class, Handlers.class)
			.run((context) -> {
				context.getBean(HandlerRegistry.class)
					.register("a/b~c d", (request) -> CompletableFuture.completedFuture(request));
				ZmqContract contract = context.getBean(ZmqContract.class);
				document = read(contract);
				place = contract.asyncApi("orders.place");
				unknown = contract.asyncApi("orders.unknown");
			});
	}

	@Test
	void isValidAsyncApi() throws Exception {
		assertThat(errors(document)).isEmpty();
	}

	static List<String> errors(JsonNode document) throws Exception {
		try (InputStream schema = AsyncApiTests.class.getResourceAsStream("/contract/asyncapi-3.0.0.json")) {
			return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
				.getSchema(JsonMapper.shared().readTree(schema))
				.validate(document)
				.stream()
				.map(String::valueOf)
				.toList();
		}
	}

	@Test
	void oneEventHasItsOwnDocumentWithItsSchemasAlone() throws Exception {
		assertThat(errors(place)).isEmpty();
		assertThat(place.path("channels").propertyNames()).containsExactly("orders.place");
		assertThat(place.at("/channels/orders.place")).isEqualTo(document.at("/channels/orders.place"));
		assertThat(place.at("/components/schemas").size()).isPositive()
			.isLessThan(document.at("/components/schemas").size());
		assertThat(unknown).isNull();
	}

	@Test
	void namesTheApplication() {
		assertThat(document.path("info")).isEqualTo(json("{'title':'shop','version':'1.2'}"));
	}

	@Test
	void hasAChannelAndAnOperationWithReplyForEachEvent() {
		assertThat(document.at("/channels/orders.place/address").asString()).isEqualTo("orders.place");
		assertThat(document.at("/operations/orders.place")).isEqualTo(
				json("""
						{'action':'receive','channel':{'$ref':'#/channels/orders.place'},
						'messages':[{'$ref':'#/channels/orders.place/messages/request'}],
						'reply':{'channel':{'$ref':'#/channels/orders.place'},'messages':[
						{'$ref':'#/channels/orders.place/messages/reply'},
						{'$ref':'#/channels/orders.place/messages/problem'}]},
						'x-zmqf':{'roles':[],'idempotent':false,'problems':[{'type':'urn:shop:out-of-stock','status':409}]}}"""));
	}

	@Test
	void referencesLeadSomewhere() {
		assertThat(document.findValuesAsString("$ref")).isNotEmpty()
			.allSatisfy((reference) -> assertThat(document
				.at(java.net.URLDecoder.decode(reference.substring(1), java.nio.charset.StandardCharsets.UTF_8))
				.isMissingNode()).isFalse());
	}

	@Test
	void describesDataByFieldsAndConstraints() {
		assertThat(request("orders.place")).isEqualTo(json("{'$ref':'#/components/schemas/Order'}"));
		JsonNode order = schema("Order");
		assertThat(order.path("required")).isEqualTo(json("['customer','lines']"));
		assertThat(order.at("/properties/customer")).isEqualTo(json("{'type':'string','minLength':1}"));
		assertThat(order.at("/properties/lines")).isEqualTo(json("""
				{'minItems':1,'type':'array','items':{'$ref':'#/components/schemas/Line'}}"""));
		assertThat(order.at("/properties/note")).isEqualTo(json("{'type':'string'}"));
		assertThat(order.at("/properties/delivery")).isEqualTo(json("{'type':'string','format':'date'}"));
		JsonNode line = schema("Line");
		assertThat(line.path("required")).isEqualTo(json("['quantity']"));
		assertThat(line.at("/properties/quantity")).isEqualTo(json("{'type':'integer','minimum':1,'maximum':100}"));
		assertThat(line.at("/properties/the-article")).isEqualTo(json("{'type':'string','pattern':'[a-z]+'}"));
	}

	@Test
	void describesRepliesByTheirAwaitedType() {
		JsonNode receipt = json("{'$ref':'#/components/schemas/Receipt'}");
		assertThat(reply("orders.place")).isEqualTo(receipt);
		assertThat(reply("orders.find")).isEqualTo(receipt);
		assertThat(reply("mono")).isEqualTo(receipt);
		assertThat(reply("message")).isEqualTo(receipt);
		assertThat(reply("many").path("type").asString()).isEqualTo("array");
		assertThat(reply("many").path("items")).isEqualTo(receipt);
		assertThat(reply("nothing")).isEqualTo(json("{'type':'null'}"));
		assertThat(request("nothing")).isEqualTo(json("{'type':'null'}"));
		assertThat(schema("State")).isEqualTo(json("{'type':'string','enum':['open','paid']}"));
	}

	@Test
	void describesConstraintsOfParameters() {
		assertThat(request("numbers")).isEqualTo(json("""
				{'type':'array','items':{'type':'integer','maximum':10},'maxItems':3}"""));
		assertThat(request("texts")).isEqualTo(
				json("{'type':'object','additionalProperties':{'type':'string','minLength':2},'minProperties':1}"));
	}

	@Test
	void describesDataThatMayBeMissing() {
		assertThat(request("optional"))
			.isEqualTo(json("{'anyOf':[{'type':'string','format':'uuid'},{'type':'null'}]}"));
		assertThat(request("lenient")).isEqualTo(json("{'anyOf':[{'type':'string'},{'type':'null'}]}"));
	}

	@Test
	void describesHeadersWithoutThoseThatAreNotSent() {
		assertThat(document.at("/channels/headers/messages/request/headers")).isEqualTo(json("""
				{'type':'object','properties':{'tenant':{'type':'string'},'limit':{'type':'string'},
				'x-shop':{'type':'string'}},
				'required':['tenant']}"""));
		assertThat(request("headers")).isEqualTo(json("{'type':'null'}"));
	}

	@Test
	void showsRolesAndIdempotence() {
		assertThat(document.at("/operations/headers/x-zmqf/roles")).isEqualTo(json("['boss','clerk']"));
		assertThat(document.at("/operations/orders.find/x-zmqf/idempotent").asBoolean()).isTrue();
	}

	@Test
	void allowsAnythingWhereTheTypeDoesNot() {
		assertThat(request("json")).isEqualTo(json("{}"));
		assertThat(reply("json")).isEqualTo(json("{}"));
		assertThat(request("bytes")).isEqualTo(json("{}"));
		assertThat(document.at("/channels/a~1b~0c d/address").asString()).isEqualTo("a/b~c d");
	}

	@Test
	void describesSubtypes() {
		assertThat(request("shape")).isEqualTo(json("{'$ref':'#/components/schemas/Shape'}"));
		List<ResolvedSchema> variants = new ResolvedSchema(document, schema("Shape")).variants();
		assertThat(variants).extracting((variant) -> variant.property("kind").path("const").asString())
			.containsExactly("square", "circle");
		assertThat(variants.get(0).required()).containsExactly("kind", "side");
	}

	@Test
	void describesSubtypesOfASealedType() {
		List<ResolvedSchema> variants = new ResolvedSchema(document, schema("Payment")).variants();
		assertThat(variants).hasSize(2);
		assertThat(variants.get(0).property("way")).isEqualTo(json("{'const':'cash'}"));
		assertThat(variants.get(0).required()).containsExactlyInAnyOrder("way", "cents");
		assertThat(variants.get(1).property("number")).isEqualTo(json("{'type':'string'}"));
	}

	@Test
	void describesSubtypesThatNameTheArgumentsOfASealedType() {
		assertThat(document.toString()).contains("refund");
	}

	@Test
	void describesRepliesThatMayBeMissing() {
		assertThat(reply("maybe")).isEqualTo(json("{'anyOf':[{'type':'string'},{'type':'null'}]}"));
		assertThat(reply("maybe.later")).isEqualTo(json("""
				{'anyOf':[{'type':'array','items':{'$ref':'#/components/schemas/Receipt'}},{'type':'null'}]}"""));
		assertThat(reply("maybe.number")).isEqualTo(json("{'anyOf':[{'type':'integer'},{'type':'null'}]}"));
	}

	@Test
	void describesDataAsTheMapperWritesIt() {
		assertThat(schema("Written").path("properties")).isEqualTo(json("""
				{'code':{'type':'string'},'currency':{'type':'string'},'locale':{'type':'string'},
				'month':{'type':'string'},'type':{'type':'string'},'count':{'type':'integer'},
				'texts':{'type':'array'},'point':{'type':'array'},'level':{'type':'integer'},
				'amount':{'type':'string'},'letters':{'type':'string'},'custom':{},'customType':{},'open':{},
				'empty':{'$ref':'#/components/schemas/Empty'},'total':{'type':'integer'}}"""));
		assertThat(schema("Empty")).isEqualTo(json("{'type':'object'}"));
	}

	@Test
	void allSharesTheProblem() {
		assertThat(document.at("/channels/orders.place/messages/problem"))
			.isEqualTo(document.at("/channels/nothing/messages/problem"));
		assertThat(document.at("/components/schemas/zmqf.Problem/properties/errors/items/properties").propertyNames())
			.containsExactly("field", "message");
	}

	@Test
	void namesFieldsAsTheMapperDoes() {
		ZmqTestContexts.runner()
			.withUserConfiguration(Shop.class)
			.withBean(JsonMapperBuilderCustomizer.class,
					() -> (builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
			.run((context) -> assertThat(context.getBean(ZmqContract.class)
				.asyncApi()
				.at("/components/schemas/Receipt/properties")
				.propertyNames()).contains("order_number"));
	}

	@Test
	void includesTheHandlersOfParents() {
		ZmqTestContexts.runner()
			.withUserConfiguration(Shop.class)
			.run((parent) -> ZmqTestContexts.runner()
				.withParent(parent)
				.withUserConfiguration(Further.class)
				.run((child) -> {
					JsonNode contract = child.getBean(ZmqContract.class).asyncApi();
					assertThat(contract.path("channels").propertyNames()).contains("orders.place", "further");
					assertThat(contract.at("/channels/orders.place/messages/request/payload/$ref").asString())
						.endsWith("Order");
				}));
	}

	@Test
	void readsAnnotationsOfInterfaces() {
		assertThat(request("limited")).isEqualTo(json("{'type':'integer','maximum':10}"));
	}

	/** As it is served: numbers compare by their text. */
	private static JsonNode read(ZmqContract contract) {
		return JsonMapper.shared().readTree(contract.asyncApi().toString());
	}

	private static JsonNode request(String event) {
		return document.path("channels").path(event).at("/messages/request/payload");
	}

	private static JsonNode reply(String event) {
		return document.path("channels").path(event).at("/messages/reply/payload");
	}

	private static JsonNode schema(String name) {
		return document.path("components").path("schemas").path(name);
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text.replace('\'', '"'));
	}

	record Order(@NotBlank String customer, @NotEmpty List<@Valid Line> lines, @Nullable String note,
			@Nullable LocalDate delivery) {
	}

	record Line(@JsonProperty("the-article") @Pattern(regexp = "[a-z]+") String article,
			@Min(1) @Max(100) int quantity) {
	}

	record Receipt(long orderNumber, State state, byte[] seal) {
	}

	enum State {

		OPEN, PAID;

		@Override
		public String toString() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Square.class, name = "square"),
			@JsonSubTypes.Type(value = Circle.class, name = "circle") })
	interface Shape {

	}

	record Square(int side) implements Shape {
	}

	record Circle(int radius) implements Shape {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "way")
	sealed interface Payment permits Cash, Cashless {

	}

	@JsonTypeName("cash")
	record Cash(int cents) implements Payment {
	}

	sealed interface Cashless extends Payment permits Card {

	}

	record Card(String number) implements Cashless {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	sealed interface Command<R> permits Refund {

	}

	record Refund(int refund) implements Command<String> {
	}

	record Code(@JsonValue String value) {
	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record Point(int x, int y) {
	}

	@JsonFormat(shape = JsonFormat.Shape.NUMBER)
	enum Level {

		LOW, HIGH

	}

	@JsonSerialize(using = CustomSerializer.class)
	record Custom(int number) {
	}

	record Empty() {
	}

	interface Open {

	}

	static class CustomSerializer extends ValueSerializer<Object> {

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext context) {
			json.writeString("custom");
		}

	}

	record Written(Code code, Currency currency, Locale locale, YearMonth month, Class<?> type, AtomicInteger count,
			Iterable<String> texts, Point point, Level level,
			@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, char[] letters,
			@JsonSerialize(using = CustomSerializer.class) String custom, Custom customType, Open open, Empty empty) {

		@JsonProperty
		int total() {
			return 1;
		}

	}

	@ZmqProblem(type = "urn:shop:out-of-stock", status = 409)
	static class OutOfStockException extends RuntimeException {

	}

	interface ShopApi {

		@ZmqExchange(event = "orders.place", problems = OutOfStockException.class)
		Receipt place(@Valid Order order, Duration timeout);

		@ZmqExchange(event = "orders.find", idempotent = true)
		CompletableFuture<Receipt> find(long number);

		@ZmqExchange("limited")
		void limit(@Max(10) int number);

	}

	static class Shop implements ShopApi {

		@Override
		public Receipt place(Order order, Duration timeout) {
			return new Receipt(1, State.OPEN, new byte[0]);
		}

		@Override
		public CompletableFuture<Receipt> find(long number) {
			return new CompletableFuture<>();
		}

		@Override
		public void limit(int number) {
		}

	}

	static class Further {

		@ZmqHandler("further")
		void further() {
		}

	}

	static class Handlers {

		@ZmqHandler("mono")
		Mono<Receipt> mono() {
			return Mono.empty();
		}

		@ZmqHandler("many")
		Flux<Receipt> many() {
			return Flux.empty();
		}

		@ZmqHandler("message")
		org.springframework.messaging.Message<Receipt> message() {
			return new GenericMessage<>(new Receipt(1, State.PAID, new byte[0]));
		}

		@ZmqHandler("nothing")
		void nothing() {
		}

		@ZmqHandler("numbers")
		void numbers(@Size(max = 3) List<@Max(10) Integer> numbers) {
		}

		@ZmqHandler("texts")
		void texts(@NotEmpty Map<String, @Size(min = 2) String> texts) {
		}

		@ZmqHandler("optional")
		void optional(Optional<UUID> id) {
		}

		@ZmqHandler("lenient")
		void lenient(@Payload(required = false) String text) {
		}

		@ZmqHandler(event = "headers", roles = { "clerk", "boss" })
		void headers(@Header("tenant") String tenant, @Header(name = "limit", defaultValue = "10") int limit,
				@Header(name = "${shop.header:x-shop}", required = false) String shop, ZmqPrincipal sender,
				Message request) {
		}

		@ZmqHandler("json")
		Object json(JsonNode data) {
			return data;
		}

		@ZmqHandler("bytes")
		void bytes(byte[] text) {
		}

		@ZmqHandler("payment")
		void pay(Payment payment) {
		}

		@ZmqHandler("command")
		void command(Command<?> command) {
		}

		@ZmqHandler("maybe")
		Optional<String> maybe() {
			return Optional.empty();
		}

		@ZmqHandler("maybe.later")
		CompletableFuture<Optional<List<Receipt>>> maybeLater() {
			return new CompletableFuture<>();
		}

		@ZmqHandler("maybe.number")
		OptionalLong maybeNumber() {
			return OptionalLong.empty();
		}

		@ZmqHandler("written")
		List<Written> written() {
			return List.of();
		}

		@ZmqHandler("shape")
		void shape(Shape shape) {
		}

	}

}
