package io.zmqf.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of the endpoint in a browser, with a router, two workers and a client in
 * processes of their own.
 */
@Tag("jdk-independent")
@SuppressWarnings("try")
@RequiresTool(Tool.CHROMIUM)
class PageIT {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static final Duration TIMEOUT = Duration.ofSeconds(4);

	/** One missed heartbeat is allowed, and the page polls once a second. */
	private static final Duration BOUND = TIMEOUT.plus(INTERVAL.multipliedBy(2)).plusSeconds(1);

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	/**
	 * The directory of the screenshot of the guide, {@code
	 * -Dzmqf.screenshots=../docs/images}.
	 */
	private static final @Nullable String GUIDE = System.getProperty("zmqf.screenshots");

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static Browser browser;

	private final String frontend = "tcp://127.0.0.1:" + Ports.free();

	private final String backend = "tcp://127.0.0.1:" + Ports.free();

	private final String heartbeats = "tcp://127.0.0.1:" + Ports.free();

	private final int http = Ports.free();

	private final int shop = Ports.free();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private int customers;

	@BeforeAll
	static void startBrowser() throws IOException {
		Files.createDirectories(SCREENSHOTS);
		browser = Browser.start();
	}

	@AfterAll
	static void stopBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@Test
	void showsAClusterTriesItsEventsAndTurnsRedWithAWorkerThatIsKilled() throws Exception {
		browser.open("about:blank"); // the page before has lost its server
		browser.complaints().clear();
		browser.resize(1440, 1000, "light");
		try (SampleProcess router = sample("router", "--zmqf.router.frontend=" + this.frontend,
				"--zmqf.router.backend=" + this.backend, "--spring.main.web-application-type=servlet",
				"--server.port=" + this.http, "--management.endpoints.web.exposure.include=zmqf",
				"--zmqf.endpoint.call-enabled=true", "--zmqf.security.server.any-operator=true");
				SampleProcess worker = sample("worker", "--zmqf.worker.router=" + this.backend);
				SampleProcess victim = sample("worker", "--zmqf.worker.router=" + this.backend);
				SampleProcess client = sample("client", "--zmqf.client.address=" + this.frontend,
						"--server.port=" + this.shop, "--management.endpoints.web.exposure.include=zmqf")) {
			router.awaitStart();
			client.awaitStart();
			browser.open("http://127.0.0.1:" + this.shop + "/actuator/zmqf");
			showsTheClusterAtAClient(worker.pid());
			browser.open("http://127.0.0.1:" + this.http + "/actuator/zmqf");
			await().atMost(Duration.ofSeconds(90))
				.until(() -> text("#verdict p").startsWith("Healthy: 1 router, 2 workers and 2 clients."));
			ScheduledFuture<?> shoppers = this.timer.scheduleAtFixedRate(this::shop, 0, 50, TimeUnit.MILLISECONDS);
			showsTheCluster(worker, victim);
			triesAnEventByItsForm();
			triesAnEventByItsJson();
			hasNoBarrier();
			canBeUsedByKeyboard();
			takePictures();
			shoppers.cancel(false);
			victim.close();
			await().atMost(BOUND)
				.until(() -> text("#verdict p").startsWith("1 of 2 workers answers; ")
						&& count("#workers .node.bad") == 1);
			assertThat(text("#node-rows")).contains("pid " + victim.pid());
			assertThat(browser.evaluate("document.getElementById('verdict').className").asString()).isEqualTo("bad");
			await().untilAsserted(() -> assertThat(text("#journal-rows")).contains(" left: it disconnected"));
			Files.write(SCREENSHOTS.resolve("page-lost.png"), browser.screenshot());
			assertThat(browser.complaints()).isEmpty();
			router.stop();
			await().until(() -> text("#verdict p").contains("this application can't be reached"));
		}
	}

	@Test
	void sendsTheCsrfTokenAndShowsARejection() {
		browser.complaints().clear();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ProtectedApplication.class).run(
				"--server.port=" + this.http, "--management.endpoints.web.exposure.include=zmqf",
				"--zmqf.endpoint.call-enabled=true")) {
			browser.open("http://127.0.0.1:" + this.http + "/actuator/zmqf");
			await().until(() -> text("#verdict p").startsWith("Healthy: "));
			await().until(() -> text("#try-fields label").equals("Data"));
			browser.write("Data", "Ada");
			send();
			await().untilAsserted(() -> assertThat(text("#reply-data")).isEqualTo("\"Hello Ada\""));
			assertThat(browser.complaints()).isEmpty();
			// at once, since each answer to the page's looking sets the cookie again
			browser.evaluate("document.cookie = 'XSRF-TOKEN=; max-age=0; path=/';"
					+ " document.getElementById('try-form').requestSubmit()");
			await().untilAsserted(
					() -> assertThat(text("#try-error")).startsWith("Rejected with 403").contains("csrf.spa()"));
		}
	}

	/** The client's page has requested the statistics of all nodes. */
	private void showsTheClusterAtAClient(long worker) {
		await().atMost(Duration.ofSeconds(90))
			.until(() -> text("#verdict p").equals("Healthy: 1 router, 2 workers and 1 client."));
		await().untilAsserted(() -> assertThat(text("#workers .node span")).containsPattern("of 80\\n.*of 80"));
		await().until(() -> text("#node-rows").contains("pid " + worker));
		await().untilAsserted(() -> assertThat(text("#event-rows")).contains("orders.place", "quotes.price"));
	}

	private void showsTheCluster(SampleProcess... workers) {
		for (SampleProcess worker : workers) {
			await().until(() -> text("#node-rows").contains("pid " + worker.pid()));
		}
		// of the jar, which Maven names
		await().until(() -> browser.evaluate("state.data.nodes.filter((node) => /^\\d/.test(node.version)).length")
			.asInt() == 4);
		await().until(() -> count("#clients .node") == 2 && count("#workers .node.good") == 2);
		assertThat(text("#routers .node b")).isEqualTo("zmqf-sample · here");
		await().untilAsserted(() -> assertThat(text("#workers .node span")).contains("of 80", "♥ "));
		await().until(() -> text("#event-rows").contains("quotes.price"));
		// the client's page has requested those
		assertThat(text("#event-rows")).doesNotContain("zmqf.");
		await().until(() -> count("#node-rows tr") == 5);
		await().until(() -> !text("#figure-rate").equals("0") && text("#event-rows").contains("404 × "));
		await().untilAsserted(() -> assertThat(text("#journal-rows")).containsPattern(" joined, for \\d+ events"));
	}

	private void hasNoBarrier() throws IOException {
		for (String scheme : List.of("light", "dark")) {
			browser.resize(1440, 1000, scheme);
			assertThat(browser.barriers()).as(scheme).isEmpty();
		}
		browser.resize(390, 1000, "light");
		assertThat(browser.barriers()).as("narrow").isEmpty();
		assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
		browser.resize(1440, 1000, "light");
	}

	private void triesAnEventByItsForm() {
		browser.evaluate("[...document.querySelectorAll('#event-rows button')]"
				+ ".find((button) => button.textContent === 'quotes.price').click()");
		await().until(() -> text("#try-fields label").equals("article\nquantity"));
		assertThat(text("#try-fields small")).isEqualTo("integer, 1 to 100");
		browser.write("article", "oak-table");
		browser.write("quantity", "1000");
		send();
		assertThat(browser.evaluate("document.getElementById('try-form').checkValidity()").asBoolean()).isFalse();
		assertThat(count("#reply:not([hidden])")).isZero();
		browser.write("quantity", "2");
		send();
		await().untilAsserted(() -> assertThat(text("#reply-data")).contains("\"total\": 698.00"));
		assertThat(text("#reply-status")).startsWith("Reply").contains(" ms").containsPattern("trace [0-9a-f]{32}");
		browser.write("article", "unicorn");
		send();
		await().untilAsserted(() -> assertThat(text("#reply-status")).startsWith("Problem 404"));
		assertThat(text("#reply-data")).contains("There is no article 'unicorn'");
	}

	private void triesAnEventByItsJson() {
		browser.click("#view-json");
		assertThat(browser.evaluate("JSON.parse(document.getElementById('try-data').value)").toString())
			.isEqualTo("{\"article\":\"unicorn\",\"quantity\":2}");
		fill("try-data", "{\"article\": \"unicorn\", \"quantity\": 0}");
		send();
		await().untilAsserted(() -> assertThat(text("#reply-status")).startsWith("Problem 400"));
		fill("try-data", "{\"article\": ");
		send();
		await().untilAsserted(() -> assertThat(text("#try-error")).startsWith("The data is not valid JSON"));
		fill("try-data", "{\"article\": \"oak-table\", \"quantity\": 2}");
		browser.click("#view-form");
		send();
		await().untilAsserted(() -> assertThat(text("#reply-status")).startsWith("Reply"));
	}

	private void canBeUsedByKeyboard() {
		browser.evaluate("document.activeElement.blur()");
		browser.press("/", "/");
		browser.type("orders");
		await().until(() -> count("#event-rows tr") == 1);
		browser.press("Escape", "");
		await().until(() -> count("#event-rows tr") > 1);
		browser.press("?", "?");
		assertThat(browser.evaluate("document.getElementById('help').open").asBoolean()).isTrue();
		browser.evaluate("document.getElementById('help').close(); document.activeElement.blur()");
		await().until(() -> browser.evaluate("document.activeElement === document.body").asBoolean());
		browser.press("p", "p");
		await().until(() -> text("#updated").equals("Paused"));
		browser.press("p", "p");
		await().until(() -> text("#updated").equals("Live"));
	}

	private void takePictures() throws IOException {
		byte[] page = browser.screenshot();
		Files.write(SCREENSHOTS.resolve("page.png"), page);
		if (GUIDE != null) {
			Files.write(Path.of(GUIDE, "page.png"), page);
		}
		browser.resize(1440, 1000, "dark");
		Files.write(SCREENSHOTS.resolve("page-dark.png"), browser.screenshot());
		browser.resize(390, 1000, "light");
		Files.write(SCREENSHOTS.resolve("page-narrow.png"), browser.screenshot());
		browser.resize(1440, 1000, "light");
	}

	private SampleProcess sample(String profile, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--zmqf.heartbeat.address=" + this.heartbeats,
				"--zmqf.heartbeat.interval=" + INTERVAL.toMillis() + "ms",
				"--zmqf.heartbeat.timeout=" + TIMEOUT.toMillis() + "ms"));
		return SampleProcess.launch(profile, all.toArray(String[]::new));
	}

	/** Every tenth customer orders an unknown article. */
	private void shop() {
		String article = (this.customers++ % 10 == 9) ? "unicorn" : "oak-table";
		HTTP.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.shop + "/quotes"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"article\": \"" + article + "\", \"quantity\": 2}"))
			.build(), BodyHandlers.discarding());
	}

	@AfterEach
	void stopShopping() {
		this.timer.shutdownNow();
	}

	private static void send() {
		browser.evaluate("document.getElementById('try-form').requestSubmit()");
	}

	private static void fill(String id, String value) {
		browser.evaluate("document.getElementById('" + id + "').value = '" + value.replace("'", "\\'") + "'");
	}

	private static String text(String selector) {
		return browser.text(selector);
	}

	private static int count(String selector) {
		return browser.count(selector);
	}

	/** With Spring Security's filter as csrf().spa() sets it up. */
	@EnableAutoConfiguration
	@Import(Greeting.class)
	static class ProtectedApplication {

		@Bean
		FilterRegistrationBean<CsrfFilter> csrf() {
			CsrfTokenRequestAttributeHandler eager = new CsrfTokenRequestAttributeHandler();
			eager.setCsrfRequestAttributeName(null);
			CsrfFilter filter = new CsrfFilter(CookieCsrfTokenRepository.withHttpOnlyFalse());
			filter.setRequestHandler(eager);
			return new FilterRegistrationBean<>(filter);
		}

	}

	static class Greeting {

		@ZmqHandler("hello")
		String hello(String name) {
			return "Hello " + name;
		}

	}

}
