package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.worker.HandlerRegistry;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The form that the page makes of the schema of an event. */
@RequiresTool(Tool.CHROMIUM)
@Tag("jdk-independent")
class PageFormIT {

	private static Browser browser;

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() throws IOException {
		context = new SpringApplicationBuilder(Application.class).run("--server.port=0",
				"--management.endpoints.web.exposure.include=zmqf", "--zmqf.endpoint.call-enabled=true");
		browser = Browser.start();
		browser.resize(1440, 1000, "light");
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		if (context != null) {
			context.close();
		}
	}

	@BeforeEach
	void open() {
		open(context);
	}

	private static void open(ConfigurableApplicationContext application) {
		browser.open("about:blank");
		browser.complaints().clear(); // of a page whose application has ended meanwhile
		browser.open(
				"http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/actuator/zmqf");
		await().until(() -> browser.evaluate("state.contract !== null && state.data !== null").asBoolean());
	}

	@Test
	void eachTypeOfDataHasAFieldAndArrivesAsItWasWritten() throws IOException {
		choose("book");
		browser.write("guest", "Ada \"the first\" <b>");
		select("room", "DOUBLE");
		browser.write("nights", "3");
		browser.write("number", "9007199254740993");
		browser.write("price", "19.90");
		browser.evaluate("[...document.querySelectorAll('label')].find((label) => label.textContent === 'breakfast')"
				+ ".control.click()");
		select("vip", "false");
		browser.write("Item", "a quiet room");
		press("Add address");
		browser.write("street", "Elm 1");
		press("Add entry to extras");
		browser.write("Name", "towels");
		browser.write("Value", "2");
		browser.write("<img src=x>", "text");
		assertThat(browser.count("#try img")).isZero();
		JsonNode reply = send();
		assertThat(reply).isEqualTo(JsonMapper.shared().readTree("""
				{"guest": "Ada \\"the first\\" <b>", "room": "DOUBLE", "nights": 3, "number": 9007199254740993,
				"price": 19.90, "arrival": null, "breakfast": true, "vip": false, "wishes": ["a quiet room"],
				"address": {"street": "Elm 1", "city": null}, "extras": {"towels": 2}, "<img src=x>": "text"}
				"""));
		for (String scheme : List.of("light", "dark")) {
			browser.resize(1440, 1000, scheme);
			assertThat(browser.barriers()).as(scheme).isEmpty();
		}
		browser.resize(360, 1000, "light");
		assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
		browser.resize(1440, 1000, "light");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void fieldsRejectInvalidValuesOfTheSchema() {
		choose("book");
		assertThat(invalid()).containsExactlyInAnyOrder("guest", "room", "nights", "number", "price", "Item");
		browser.write("guest", "Ada");
		select("room", "SINGLE");
		browser.write("number", "1");
		browser.write("Item", "tea");
		browser.write("nights", "0");
		browser.write("price", "0");
		browser.write("<img src=x>", "NO");
		assertThat(invalid()).containsExactlyInAnyOrder("nights", "price", "<img src=x>");
		browser.evaluate("document.getElementById('try-form').requestSubmit()");
		assertThat(browser.count("#reply:not([hidden])")).isZero();
		browser.write("nights", "1");
		browser.write("price", "0.01");
		browser.write("<img src=x>", "yes");
		assertThat(invalid()).isEmpty();
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void formAndJsonAreKeptInStepAndLoseNothing() {
		choose("book");
		browser.write("guest", "Ada");
		browser.click("#view-json");
		assertThat(written().path("guest").asString()).isEqualTo("Ada");
		json("{\"guest\": \"Bob\", \"unknown\": [1, {\"a\": null}], \"wishes\": [\"one\", \"two\"],"
				+ " \"number\": 12345678901234567890}");
		browser.click("#view-form");
		assertThat(browser.count("#try-fields:not([hidden]) .item")).isEqualTo(2);
		press("Remove wishes 1");
		assertThat(browser.evaluate("document.activeElement.textContent").asString()).isEqualTo("Add item");
		browser.write("guest", "Cyd");
		browser.click("#view-json");
		assertThat(browser.evaluate("document.getElementById('try-data').value").asString())
			.contains("12345678901234567890");
		assertThat(written().path("guest").asString()).isEqualTo("Cyd");
		assertThat(written().path("wishes").toString()).isEqualTo("[\"two\"]");
		assertThat(written().path("unknown").toString()).isEqualTo("[1,{\"a\":null}]");
	}

	@Test
	void jsonThatTheFormCannotShowStaysJson() {
		choose("book");
		browser.click("#view-json");
		json("{\"nights\": \"many\"}");
		browser.click("#view-form");
		assertThat(browser.text("#try-error")).isEqualTo("nights is not a number.");
		assertThat(browser.count("#try-json:not([hidden])")).isOne();
		json("{");
		browser.click("#view-form");
		assertThat(browser.text("#try-error")).startsWith("The data is not valid JSON");
		assertThat(browser.count("#try-json:not([hidden])")).isOne();
	}

	@Test
	void anEventWithoutDataSendsNoneAndOneWithoutASchemaTakesJson() {
		choose("ping");
		assertThat(browser.text("#try-fields")).isEqualTo("Data: none");
		assertThat(send().asString()).isEqualTo("pong");
		choose("anything");
		assertThat(browser.count("#try-views:not([hidden])")).isZero();
		assertThat(browser.count("#try-json:not([hidden])")).isOne();
		json("[1, 2]");
		assertThat(send().toString()).isEqualTo("[1,2]");
	}

	@Test
	void recursiveTypesAreExpandedOnDemand() {
		choose("tree");
		press("Add item to children");
		press("Add item to children"); // of the first child
		assertThat(browser.text("#try-fields label")).isEqualTo("name\nname\nname");
		browser.evaluate("document.querySelectorAll('#try-fields input').forEach((input) => { input.value = 'n';"
				+ " input.dispatchEvent(new Event('input', { bubbles: true })); })");
		assertThat(send().at("/children/0/children/0/name").asString()).isEqualTo("n");
	}

	@Test
	void aRouterHasTheFormsOfItsWorkersEvents() {
		try (ConfigurableApplicationContext router = new SpringApplicationBuilder(Router.class).run("--server.port=0",
				"--management.endpoints.web.exposure.include=zmqf", "--zmqf.endpoint.call-enabled=true",
				"--zmqf.router.frontend=tcp://127.0.0.1:0", "--zmqf.router.backend=tcp://127.0.0.1:0");
				ConfigurableApplicationContext worker = new SpringApplicationBuilder(Application.class).run(
						"--spring.main.web-application-type=none",
						"--zmqf.worker.router=" + router.getBean(io.zmqf.router.Router.class).backend())) {
			assertThat(worker.isActive()).isTrue();
			open(router);
			await().until(() -> browser.text("#node-rows").contains("pid " + ProcessHandle.current().pid()));
			choose("tree");
			await().until(() -> browser.text("#try-fields label").equals("name"));
			browser.write("name", "oak");
			assertThat(send().path("name").asString()).isEqualTo("oak");
			choose("anything"); // has no schema
			assertThat(browser.count("#try-json:not([hidden])")).isOne();
			choose("tree");
			assertThat(browser.text("#try-fields label")).isEqualTo("name");
			assertThat(browser.complaints()).isEmpty();
		}
	}

	private static void choose(String event) {
		browser.evaluate("[...document.querySelectorAll('#event-rows button')]"
				+ ".find((button) => button.textContent === '" + event + "').click()");
	}

	private static void press(String button) {
		browser.evaluate("[...document.querySelectorAll('#try-fields button')].find((button) =>"
				+ " (button.ariaLabel ?? button.textContent) === '" + button + "').click()");
	}

	private static void select(String label, String choice) {
		browser.evaluate("(() => { const select = [...document.querySelectorAll('label')]"
				+ ".find((label) => label.textContent === '" + label + "').control;"
				+ " select.value = [...select.options].find((option) => option.text === '" + choice + "').value;"
				+ " select.dispatchEvent(new Event('input', { bubbles: true })); })()");
	}

	private static void json(String data) {
		browser.evaluate("document.getElementById('try-data').value = '" + data + "'");
	}

	private static JsonNode written() {
		return JsonMapper.shared().readTree(browser.evaluate("document.getElementById('try-data').value").asString());
	}

	private static List<String> invalid() {
		return browser
			.evaluate("[...document.querySelectorAll('#try-fields :invalid')].filter((element) => element.labels)"
					+ ".map((element) => element.labels[0].textContent)")
			.valueStream()
			.map(JsonNode::asString)
			.toList();
	}

	private static JsonNode send() {
		browser.evaluate("document.getElementById('reply').hidden = true");
		browser.evaluate("document.getElementById('try-form').requestSubmit()");
		await().untilAsserted(
				() -> assertThat(browser.text("#reply:not([hidden]) #reply-status")).as(browser.text("#try-error"))
					.startsWith("Reply"));
		return JsonMapper.shared().readTree(browser.text("#reply-data"));
	}

	enum Room {

		SINGLE, DOUBLE

	}

	record Address(@NotBlank String street, @Nullable String city) {
	}

	record Booking(@NotBlank @Size(max = 40) String guest, @NotNull Room room, @Min(1) int nights, long number,
			@NotNull @DecimalMin(value = "0", inclusive = false) Double price, @Nullable LocalDate arrival,
			boolean breakfast, @Nullable Boolean vip, @NotEmpty List<@NotBlank String> wishes,
			@Nullable Address address, @Nullable Map<String, Integer> extras,
			@Pattern(regexp = "[a-z]+") @JsonProperty("<img src=x>") @Nullable String odd) {
	}

	record Tree(@NotBlank String name, @NotNull List<Tree> children) {
	}

	static class Handlers {

		@Autowired
		void register(HandlerRegistry registry) {
			registry.register("anything",
					(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		}

		@ZmqHandler("book")
		Booking book(Booking booking) {
			return booking;
		}

		@ZmqHandler("tree")
		Tree tree(Tree tree) {
			return tree;
		}

		@ZmqHandler("ping")
		String ping() {
			return "pong";
		}

		@ZmqHandler("hello")
		String hello(String name) {
			return name;
		}

	}

	@EnableAutoConfiguration
	static class Router {

	}

	@EnableAutoConfiguration
	@Import(Handlers.class)
	static class Application {

	}

}
