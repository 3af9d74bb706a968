package io.zmqf.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.AutoConfigureZmq;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.service.elsewhere.HiddenContract;
import io.zmqf.worker.HandlerRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.Formatter;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.NumberFormat;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Each shape of call, from an interface to the bean that implements it. */
@SpringJUnitConfig(DeclaredClientTests.Application.class)
@AutoConfigureZmq
@TestPropertySource(properties = "shop.prefix=orders")
class DeclaredClientTests {

	@Autowired
	private Orders orders;

	@Autowired
	private Shop implementation;

	@Autowired
	private ZmqClient client;

	@Autowired
	private HandlerRegistry registry;

	@Test
	void callsThroughTheClientAndNotTheBean() {
		assertThat(this.orders).isNotSameAs(this.implementation).isInstanceOf(ServiceProxy.class);
		assertThat(this.orders.place(new Order("Ada"), "acme")).isEqualTo(new Receipt(1, "Ada of acme"));
		assertThat(
				this.client.event("orders.place").data(new Order("Ada")).header("tenant", "x").request(Receipt.class))
			.isEqualTo(new Receipt(1, "Ada of x"));
	}

	@Test
	void registersEachEventOnceForTheImplementation() {
		assertThat(this.registry.descriptions()).containsEntry("orders.place",
				Shop.class.getTypeName() + ".place(Order, String)");
		assertThat(this.registry.events()).contains("orders.ping", "orders.plain");
	}

	@Test
	void validatesTheConstraintsOfTheInterface() {
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.orders.place(new Order(""), "acme"))
			.satisfies((ex) -> assertThat(ex.getProblem().errors()).extracting(Problem.FieldError::field)
				.containsExactly("customer"));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.orders.limited(11))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(400));
	}

	@Test
	void sendsHeaders() {
		assertThat(this.orders.headers(Map.of("a", 1, "b", "x"), Optional.of(7), null, List.of("p", "q")))
			.isEqualTo("1 x 7 ten p,q");
		assertThat(this.orders.headers(Map.of("a", 1, "b", "x"), Optional.empty(), "five", List.of()))
			.isEqualTo("1 x none five ");
		assertThatIllegalArgumentException().isThrownBy(() -> this.orders.place(new Order("Ada"), null))
			.withMessageContaining("'tenant' is required");
	}

	@Test
	void sendsDatesInHeadersInAnyLocale() {
		LocalDate day = LocalDate.of(1926, 1, 2);
		LocaleContextHolder.setLocale(Locale.GERMANY);
		try {
			ZmqTestContexts.runner()
				.withInitializer((context) -> context.getBeanFactory()
					.setConversionService(ApplicationConversionService.getSharedInstance()))
				.withUserConfiguration(DatesApplication.class)
				.run((context) -> {
					Dates dates = context.getBean("zmqfServiceClient##" + Dates.class.getName(), Dates.class);
					assertThat(dates.days(day, day, List.of(day, day), Optional.of(day), 1.5))
						.isEqualTo("1926-01-02 1926-01-02 [1926-01-02, 1926-01-02] Optional[1926-01-02] 1.5");
					assertThat(dates.instant(new java.util.Date(1234), Instant.ofEpochMilli(1234)))
						.isEqualTo("1234 1234");
					assertThat(context.getBean(ZmqClient.class)
						.event("dates.raw")
						.header("one", "1926-01-02")
						.header("two", "02/01/1926")
						.request(String.class)).isEqualTo("1926-01-02 1926-01-02");
				});
		}
		finally {
			LocaleContextHolder.resetLocaleContext();
		}
	}

	@Test
	void leavesDatesOfDatabasesToTheConversionOfTheApplication() {
		ConversionService conversion = HeaderConversion.of(ApplicationConversionService.getSharedInstance());
		assertThat(conversion.convert("2026-01-02", java.sql.Date.class))
			.isEqualTo(java.sql.Date.valueOf("2026-01-02"));
	}

	@Test
	void leavesArraysToAConverterOfTheApplicationHoweverOftenItsConversionIsTaken() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(Joining.class);
			context.refresh();
			ConversionService conversion = HeaderConversion.of(HeaderConversion.of(context.getBeanFactory()));
			assertThat(conversion.canConvert(Thread.State[].class, String.class)).isTrue();
			assertThat(conversion.convert(new Thread.State[] { Thread.State.NEW, Thread.State.BLOCKED }, String.class))
				.isEqualTo("NEW+BLOCKED");
		}
	}

	static class Joining implements Converter<Thread.State[], String> {

		@Override
		public String convert(Thread.State[] source) {
			return Arrays.stream(source).map(Enum::name).collect(Collectors.joining("+"));
		}

	}

	@Test
	void formatsHeadersWithStylesInAnyLocale() {
		LocaleContextHolder.setLocale(Locale.GERMANY);
		try {
			ZmqTestContexts.runner().withUserConfiguration(StylesApplication.class).run((context) -> {
				Styles styles = context.getBean("zmqfServiceClient##" + Styles.class.getName(), Styles.class);
				assertThat(styles.styles(LocalDate.of(1926, 1, 2), 1234.5)).isEqualTo("1926-01-02 1234.5");
				assertThat(context.getBean(ZmqClient.class)
					.event("styles")
					.header("day", "1926-01-02")
					.header("number", "1,234.5")
					.request(String.class)).isEqualTo("1926-01-02 1234.5");
			});
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMANY);
		}
		finally {
			LocaleContextHolder.resetLocaleContext();
		}
	}

	interface Styles {

		@ZmqExchange("styles")
		String styles(@Header @DateTimeFormat(style = "S-") LocalDate day,
				@Header @NumberFormat(pattern = "#,##0.#") double number);

	}

	static class StylesDesk implements Styles {

		@Override
		public String styles(LocalDate day, double number) {
			return day + " " + number;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = Styles.class)
	@Import(StylesDesk.class)
	static class StylesApplication {

	}

	@ParameterizedTest
	@MethodSource
	void sendsEachElementOfAHeaderAsItIs(List<String> texts) {
		assertThat(this.orders.texts(texts)).isEqualTo(texts);
	}

	static List<List<String>> sendsEachElementOfAHeaderAsItIs() {
		return List.of(List.of(), List.of(""), List.of(" "), List.of("", ""), List.of("a", "", "b"),
				List.of("Doe, Jane", "Ada"), List.of(" a ", "\n", "b"), List.of("100%", "%2C", "%25, %"));
	}

	@Test
	void convertsHeadersByTheBeansOfTheApplication() {
		ZmqTestContexts.runner().withUserConfiguration(ShelvesApplication.class).run((context) -> {
			Shelves shelves = context.getBean("zmqfServiceClient##" + Shelves.class.getName(), Shelves.class);
			Shelf shelf = new Shelf(1, 2);
			assertThat(shelves.find(shelf, List.of(shelf, shelf), Optional.of(shelf)))
				.isEqualTo(shelf + " " + List.of(shelf, shelf) + " " + Optional.of(shelf));
			assertThat(context.getBean(ZmqClient.class)
				.event("shelves")
				.header("one", "1/2")
				.header("many", "1/2, 3/4")
				.request(String.class)).isEqualTo(shelf + " " + List.of(shelf, new Shelf(3, 4)) + " Optional.empty");
		});
	}

	record Shelf(int row, int place) {
	}

	interface Shelves {

		@ZmqExchange("shelves")
		String find(@Header Shelf one, @Header List<Shelf> many, @Header Optional<Shelf> other);

	}

	static class ShelvesDesk implements Shelves {

		@Override
		public String find(Shelf one, List<Shelf> many, Optional<Shelf> other) {
			return one + " " + many + " " + other;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = Shelves.class)
	@Import(ShelvesDesk.class)
	static class ShelvesApplication {

		@Bean
		Formatter<Shelf> shelves() {
			return new Formatter<>() {

				@Override
				public Shelf parse(String text, Locale locale) {
					String[] parts = text.split("/");
					return new Shelf(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
				}

				@Override
				public String print(Shelf shelf, Locale locale) {
					return shelf.row() + "/" + shelf.place();
				}

			};
		}

	}

	@ZmqExchange("dates")
	interface Dates {

		@ZmqExchange("days")
		String days(@Header LocalDate one, @Header @DateTimeFormat(pattern = "dd/MM/yyyy") LocalDate two,
				@Header List<LocalDate> three, @Header Optional<LocalDate> four, @Header double five);

		@ZmqExchange("instant")
		String instant(@Header java.util.Date old, @Header Instant now);

		@ZmqExchange("raw")
		String raw(@Header LocalDate one, @Header @DateTimeFormat(pattern = "dd/MM/yyyy") LocalDate two);

	}

	static class Calendar implements Dates {

		@Override
		public String days(LocalDate one, LocalDate two, List<LocalDate> three, Optional<LocalDate> four, double five) {
			return one + " " + two + " " + three + " " + four + " " + five;
		}

		@Override
		public String instant(java.util.Date old, Instant now) {
			return old.getTime() + " " + now.toEpochMilli();
		}

		@Override
		public String raw(LocalDate one, LocalDate two) {
			return one + " " + two;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = Dates.class)
	@Import(Calendar.class)
	static class DatesApplication {

	}

	@Test
	void passesTheTimeoutToTheCallAndTheRestToTheHandler() {
		Duration left = this.orders.remaining(Duration.ofMinutes(2));
		assertThat(left).isLessThanOrEqualTo(Duration.ofMinutes(2)).isGreaterThan(Duration.ofMinutes(1));
		assertThat(this.orders.remaining(null)).isLessThanOrEqualTo(Duration.ofSeconds(20))
			.isGreaterThan(Duration.ofSeconds(10));
		assertThat(this.orders.remainingAtMost(Optional.of(Duration.ofMinutes(2))))
			.isGreaterThan(Duration.ofMinutes(1));
		assertThat(this.orders.remainingAtMost(Optional.empty())).isLessThanOrEqualTo(Duration.ofSeconds(20));
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(() -> this.orders.never(Duration.ofMillis(30)))
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(30)));
		assertThatExceptionOfType(ZmqTimeoutException.class).isThrownBy(this.orders::neverByDefault)
			.satisfies((ex) -> assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(40)));
	}

	@Test
	void acceptsAnAnnotatedDurationAsData() {
		assertThat(this.orders.twice(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void returnsEachType() throws Exception {
		assertThat(this.orders.number(41)).isEqualTo(42);
		assertThat(this.orders.list()).containsExactly(new Receipt(1, "a"));
		assertThat(this.orders.optional(true)).contains(new Receipt(1, "a"));
		assertThat(this.orders.optional(false)).isEmpty();
		assertThat(this.orders.optionalInt(false)).isEmpty();
		assertThat(this.orders.nullable()).isNull();
		this.orders.nothing();
		assertThat(this.orders.plain()).isEqualTo("plain");
		assertThat(this.orders.json()).isEqualTo("{ \"as\" : \"is\" }".getBytes(StandardCharsets.UTF_8));
		assertThat(this.orders.later(1).get(20, TimeUnit.SECONDS)).isEqualTo(new Receipt(1, "later"));
		assertThat(this.orders.stage().toCompletableFuture().get(20, TimeUnit.SECONDS)).containsExactly("a");
		assertThat(this.orders.laterNothing().get(20, TimeUnit.SECONDS)).isNull();
		assertThat(this.orders.laterOptional().get(20, TimeUnit.SECONDS)).isEmpty();
		assertThat(this.orders.mono(2).block(Duration.ofSeconds(20))).isEqualTo(new Receipt(2, "mono"));
		assertThat(this.orders.monoNothing().blockOptional(Duration.ofSeconds(20))).isEmpty();
	}

	@Test
	void failsWhereAPrimitiveHasNoValue() {
		ZmqServiceProxyFactory factory = ZmqServiceProxyFactory.builder(this.client).build();
		assertThatExceptionOfType(ZmqMalformedReplyException.class)
			.isThrownBy(() -> factory.createClient(Primitive.class).nullable());
	}

	@Test
	void callsTheDefaultMethodsOfAnInterfaceThatIsHidden() {
		assertThat(HiddenContract.callDefault(this.client)).isEqualTo("6");
		assertThat(HiddenContract.callBridge(this.client)).isEqualTo(7);
	}

	interface Primitive {

		@ZmqExchange("orders.nullable")
		int nullable();

	}

	@Test
	void sendsARequestForEachSubscription() {
		Mono<Integer> counted = this.orders.counted();
		int first = counted.block(Duration.ofSeconds(20));
		assertThat(counted.block(Duration.ofSeconds(20))).isEqualTo(first + 1);
	}

	@Test
	void runsDefaultStaticAndObjectMethodsHere() {
		assertThat(this.orders.placeTwice("Ada")).isEqualTo("Ada of a, Ada of b");
		assertThat(Orders.stat()).isEqualTo("static");
		assertThat(java.util.Set.of(this.orders)).contains(this.orders).doesNotContain(this.implementation);
		assertThat(this.orders.hashCode()).isEqualTo(this.orders.hashCode());
		assertThat(this.orders).hasToString("Client of " + Orders.class.getName());
	}

	@Test
	void resolvesTypesOfGenericInterfaces() {
		assertThat(this.orders.same(new Order("Ada"))).isEqualTo(new Order("Ada"));
		assertThat(this.orders.sames(List.of(new Order("Ada")))).containsExactly(new Order("Ada"));
	}

	@Test
	void writesContainersByTheirDeclaredType() {
		assertThat(this.orders.pay(List.of(new Card("1"), new Cash(2)))).isEqualTo("[Card[number=1], Cash[amount=2]]");
		assertThat(this.orders.payOptional(Optional.of(List.of(new Card("1"))))).isEqualTo("[Card[number=1]]");
		assertThat(this.orders.payArray(new Pay[] { new Cash(2) })).isEqualTo("[Cash[amount=2]]");
	}

	@Test
	void writesValuesOfGenericTypesByTheirDeclaredType() {
		assertThat(this.orders.payBox(new Box<>(new Card("1"), List.of(new Cash(2)))))
			.isEqualTo(new Box<>(new Card("1"), List.of(new Cash(2))));
		assertThat(this.orders.payMaybe(Optional.of(new Cash(2)))).contains(new Cash(2));
	}

	record Box<T>(T first, List<T> more) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
	sealed interface Pay {

	}

	record Card(String number) implements Pay {
	}

	record Cash(int amount) implements Pay {
	}

	@Test
	void throwsTheExceptionOfTheProblemWithItsProperties() {
		assertThatExceptionOfType(OutOfStock.class).isThrownBy(() -> this.orders.buy("oak"))
			.withMessage("Only 3 of oak")
			.withCauseInstanceOf(ZmqRemoteException.class)
			.satisfies((ex) -> {
				assertThat(ex.getArticle()).isEqualTo("oak");
				assertThat(ex.left).isEqualTo(3);
				assertThat(ex.others).containsExactly("elm", "ash");
			});
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.client.request("orders.buy", "oak", Void.class))
			.satisfies((ex) -> {
				assertThat(ex.getProblem().type()).isEqualTo("urn:shop:out-of-stock");
				assertThat(ex.getProblem().title()).isEqualTo("Out of stock");
				assertThat(ex.getStatus()).isEqualTo(409);
				assertThat(ex.getProblem().detail()).isEqualTo("Only 3 of oak");
				assertThat(ex.getProblem().properties()).containsEntry("article", "oak").containsEntry("left", 3);
			});
	}

	@Test
	void throwsACheckedExceptionThatIsDeclared() {
		assertThatExceptionOfType(Closed.class).isThrownBy(() -> this.orders.visit()).withMessage("on Sundays");
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.orders.visitUndeclared());
	}

	@Test
	void completesFuturesWithTheExceptionOfTheProblem() {
		assertThat(this.orders.buyLater("oak")).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(OutOfStock.class);
		assertThatExceptionOfType(OutOfStock.class)
			.isThrownBy(() -> this.orders.buyMono("oak").block(Duration.ofSeconds(20)));
	}

	@Test
	void throwsTheClientsExceptionForOtherProblems() {
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.orders.fail())
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(418));
	}

	@Test
	void cancelsTheRequestOfACancelledFuture() throws Exception {
		CompletableFuture<Receipt> pending = this.orders.buyNever();
		assertThat(this.implementation.reached.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(pending.cancel(true)).isTrue();
		assertThat(pending).isCancelled();
	}

	@Test
	void takesRolesAndThreadsFromTheHandlersOwnAnnotation() {
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> this.orders.restricted())
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(403));
	}

	record Order(@NotBlank String customer) {
	}

	record Receipt(long number, String text) {
	}

	@ZmqProblem(type = "urn:shop:out-of-stock", status = 409)
	static class OutOfStock extends RuntimeException {

		private final String article;

		final int left;

		final List<String> others;

		OutOfStock(String article, int left, List<String> others) {
			super("Only " + left + " of " + article);
			this.article = article;
			this.left = left;
			this.others = others;
		}

		String getArticle() {
			return this.article;
		}

	}

	@ZmqProblem(type = "urn:shop:closed", status = 503)
	static class Closed extends Exception {

		Closed(String message) {
			super(message);
		}

	}

	interface Base<T> {

		@ZmqExchange("same")
		T same(T value);

		@ZmqExchange("sames")
		List<T> sames(List<T> values);

		@ZmqExchange("ping")
		void ping();

	}

	@ZmqExchange(value = "${shop.prefix}", timeout = "${shop.timeout:20s}")
	interface Orders extends Base<Order> {

		@ZmqExchange("place")
		Receipt place(@Payload @Valid Order order, @Header("tenant") String tenant);

		@ZmqExchange("limited")
		void limited(@Max(10) int number);

		@ZmqExchange("headers")
		String headers(@Headers Map<String, ?> all, @Header("limit") Optional<Integer> limit,
				@Header(name = "count", defaultValue = "ten") @Nullable String count,
				@Header("names") List<String> names);

		@ZmqExchange("texts")
		List<String> texts(@Header List<String> texts);

		@ZmqExchange("remaining")
		Duration remaining(@Nullable Duration timeout);

		@ZmqExchange("remaining-at-most")
		Duration remainingAtMost(Optional<Duration> timeout);

		@ZmqExchange("never.timeout")
		String never(Duration timeout);

		@ZmqExchange(value = "never.default", timeout = "40ms", idempotent = true)
		String neverByDefault();

		@ZmqExchange("twice")
		Duration twice(@Payload Duration duration);

		@ZmqExchange("number")
		int number(int number);

		@ZmqExchange("list")
		List<Receipt> list();

		@ZmqExchange("optional")
		Optional<Receipt> optional(boolean present);

		@ZmqExchange("optional-int")
		OptionalInt optionalInt(boolean present);

		@ZmqExchange("nullable")
		@Nullable Receipt nullable();

		@ZmqExchange("nothing")
		void nothing();

		@ZmqExchange("plain")
		String plain();

		@ZmqExchange("json")
		byte[] json();

		@ZmqExchange("later")
		CompletableFuture<Receipt> later(long number);

		@ZmqExchange("stage")
		CompletionStage<List<String>> stage();

		@ZmqExchange("later-nothing")
		CompletableFuture<Void> laterNothing();

		@ZmqExchange("later-optional")
		CompletableFuture<Optional<Receipt>> laterOptional();

		@ZmqExchange("mono")
		Mono<Receipt> mono(long number);

		@ZmqExchange("mono-nothing")
		Mono<Void> monoNothing();

		@ZmqExchange("counted")
		Mono<Integer> counted();

		@ZmqExchange("buy")
		void buy(String article);

		@ZmqExchange("visit")
		void visit() throws Closed;

		@ZmqExchange("visit-undeclared")
		void visitUndeclared();

		@ZmqExchange("buy-later")
		CompletableFuture<Receipt> buyLater(String article);

		@ZmqExchange("buy-never")
		CompletableFuture<Receipt> buyNever();

		@ZmqExchange("buy-mono")
		Mono<Receipt> buyMono(String article);

		@ZmqExchange("fail")
		void fail();

		@ZmqExchange("restricted")
		void restricted();

		@ZmqExchange("pay")
		String pay(List<Pay> pays);

		@ZmqExchange("pay-optional")
		String payOptional(Optional<List<Pay>> pays);

		@ZmqExchange("pay-array")
		String payArray(Pay[] pays);

		@ZmqExchange("pay-box")
		Box<Pay> payBox(Box<Pay> box);

		@ZmqExchange("pay-maybe")
		Optional<Pay> payMaybe(Optional<Pay> pay);

		default String placeTwice(String customer) {
			return place(new Order(customer), "a").text() + ", " + place(new Order(customer), "b").text();
		}

		static String stat() {
			return "static";
		}

	}

	@Import(Shop.class)
	@ImportZmqClients(types = Orders.class)
	static class Application {

	}

	static class Shop implements Orders {

		private final AtomicInteger count = new AtomicInteger();

		final CountDownLatch reached = new CountDownLatch(1);

		@Override
		public Order same(Order value) {
			return value;
		}

		@Override
		public List<Order> sames(List<Order> values) {
			return List.of(values.get(0));
		}

		@Override
		public void ping() {
		}

		@Override
		public Receipt place(Order order, String tenant) {
			return new Receipt(1, order.customer() + " of " + tenant);
		}

		@Override
		public void limited(int number) {
		}

		@Override
		public String headers(Map<String, ?> all, Optional<Integer> limit, @Nullable String count, List<String> names) {
			return all.get("a") + " " + all.get("b") + " " + limit.map(String::valueOf).orElse("none") + " " + count
					+ " " + String.join(",", names);
		}

		@Override
		public List<String> texts(List<String> texts) {
			return texts;
		}

		@Override
		public Duration remainingAtMost(Optional<Duration> timeout) {
			return timeout.orElseThrow();
		}

		@Override
		public Duration remaining(@Nullable Duration timeout) {
			return (timeout != null) ? timeout : Duration.ZERO;
		}

		@Override
		public String never(Duration timeout) {
			return sleep(Duration.ofSeconds(5));
		}

		@Override
		public String neverByDefault() {
			return sleep(Duration.ofSeconds(5));
		}

		private static String sleep(Duration duration) {
			try {
				new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "late";
		}

		@Override
		public Duration twice(Duration duration) {
			return duration.multipliedBy(2);
		}

		@Override
		public int number(int number) {
			return number + 1;
		}

		@Override
		public List<Receipt> list() {
			return List.of(new Receipt(1, "a"));
		}

		@Override
		public Optional<Receipt> optional(boolean present) {
			return present ? Optional.of(new Receipt(1, "a")) : Optional.empty();
		}

		@Override
		public OptionalInt optionalInt(boolean present) {
			return OptionalInt.empty();
		}

		@Override
		public @Nullable Receipt nullable() {
			return null;
		}

		@Override
		public void nothing() {
		}

		@Override
		@ZmqHandler(blocking = false)
		public String plain() {
			return "plain";
		}

		@Override
		public byte[] json() {
			return "{ \"as\" : \"is\" }".getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public CompletableFuture<Receipt> later(long number) {
			return CompletableFuture.supplyAsync(() -> new Receipt(number, "later"));
		}

		@Override
		public CompletionStage<List<String>> stage() {
			return CompletableFuture.completedStage(List.of("a"));
		}

		@Override
		public CompletableFuture<Void> laterNothing() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Optional<Receipt>> laterOptional() {
			return CompletableFuture.completedFuture(Optional.empty());
		}

		@Override
		public Mono<Receipt> mono(long number) {
			return Mono.just(new Receipt(number, "mono"));
		}

		@Override
		public Mono<Void> monoNothing() {
			return Mono.empty();
		}

		@Override
		public Mono<Integer> counted() {
			return Mono.just(this.count.incrementAndGet());
		}

		@Override
		public void buy(String article) {
			throw new IllegalStateException("wrapped", new OutOfStock(article, 3, List.of("elm", "ash")));
		}

		@Override
		public void visit() throws Closed {
			throw new Closed("on Sundays");
		}

		@Override
		public void visitUndeclared() {
			throw new IllegalStateException(new Closed("on Sundays"));
		}

		@Override
		public CompletableFuture<Receipt> buyLater(String article) {
			return CompletableFuture.supplyAsync(() -> {
				throw new OutOfStock(article, 3, List.of());
			});
		}

		@Override
		public CompletableFuture<Receipt> buyNever() {
			this.reached.countDown();
			return new CompletableFuture<>();
		}

		@Override
		public Mono<Receipt> buyMono(String article) {
			return Mono.error(new OutOfStock(article, 3, List.of()));
		}

		@Override
		public void fail() {
			throw new ProblemException(Problem.of(418, "urn:shop:teapot", "Teapot", null));
		}

		@Override
		@ZmqHandler(roles = "nobody")
		public void restricted() {
		}

		@Override
		public String pay(List<Pay> pays) {
			return pays.toString();
		}

		@Override
		public String payOptional(Optional<List<Pay>> pays) {
			return pays.map(Object::toString).orElse("none");
		}

		@Override
		public Box<Pay> payBox(Box<Pay> box) {
			return box;
		}

		@Override
		public Optional<Pay> payMaybe(Optional<Pay> pay) {
			return pay;
		}

		@Override
		public String payArray(Pay[] pays) {
			return Arrays.toString(pays);
		}

	}

}
