package io.zmqf.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page in a browser, when the application or a filter in front of it does not respond
 * as usual.
 */
@Tag("jdk-independent")
@RequiresTool(Tool.CHROMIUM)
class PageFailuresIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static Browser browser;

	private final int http = Ports.free();

	private final String address = "127.0.0.1:" + this.http + "/actuator/zmqf";

	@BeforeAll
	static void startBrowser() throws IOException {
		browser = Browser.start();
	}

	@AfterAll
	static void stopBrowser() {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void leaveThePageBefore() {
		browser.open("about:blank");
	}

	@Test
	void showsAHangingApplicationUntilItResponds() {
		try (ConfigurableApplicationContext context = start()) {
			Front front = context.getBean(Front.class);
			CountDownLatch end = new CountDownLatch(1);
			open(this.address);
			front.answer = (request, response, chain) -> await().atMost(PATIENCE.multipliedBy(2))
				.until(() -> end.getCount() == 0);
			awaitVerdict("this application does not respond.");
			assertThat(browser.text("#updated")).isEqualTo("No response");
			front.answer = Front.PASS;
			end.countDown();
			awaitData();
		}
	}

	@Test
	void showsThatAResponseIsARedirect() {
		try (ConfigurableApplicationContext context = start()) {
			open(this.address);
			context.getBean(Front.class).answer = (request, response, chain) -> response.sendRedirect("/login");
			String redirect = "The response is a redirect. Your session may have ended: reload the page.";
			awaitVerdict(redirect);
			send("hello", "\"Ada\"");
			await().untilAsserted(() -> assertThat(browser.text("#try-error")).isEqualTo(redirect));
		}
	}

	/**
	 * Responds as Spring Security does, which challenges requests that are not marked as
	 * sent by a script.
	 */
	@Test
	void doesNotTriggerThePasswordDialogOfTheBrowser() {
		try (ConfigurableApplicationContext context = start()) {
			open(this.address);
			context.getBean(Front.class).answer = (request, response, chain) -> {
				if (!"XMLHttpRequest".equals(request.getHeader("X-Requested-With"))) {
					response.setHeader("WWW-Authenticate", "Basic realm=\"Realm\"");
				}
				response.sendError(401);
			};
			awaitVerdict("You are no longer signed in (HTTP 401): reload the page.");
		}
	}

	@Test
	void continuesAfterAResponseThatIsNotJson() {
		try (ConfigurableApplicationContext context = start()) {
			Front front = context.getBean(Front.class);
			open(this.address);
			front.answer = (request, response, chain) -> response.getWriter().write("<h1>Back soon</h1>");
			awaitVerdict("its response is not JSON.");
			front.answer = Front.PASS;
			awaitData();
		}
	}

	@Test
	void isNotLiveWhileItFailsItself() {
		try (ConfigurableApplicationContext context = start()) {
			open(this.address);
			browser.evaluate("window.figures = () => { throw new Error('on purpose'); }");
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(browser.text("#verdict p")).isEqualTo("This page failed: on purpose"));
			assertThat(browser.text("#updated")).isEqualTo("Failed");
		}
	}

	@Test
	void worksWithANameAndAPasswordInItsAddress() {
		try (ConfigurableApplicationContext context = start()) {
			context.getBean(Front.class).answer = (request, response, chain) -> {
				if (request.getHeader("Authorization") == null) {
					response.setHeader("WWW-Authenticate", "Basic realm=\"Realm\"");
					response.sendError(401);
				}
				else {
					chain.doFilter(request, response);
				}
			};
			open("ada:secret@" + this.address);
		}
	}

	@Test
	void showsTheJournalAndTheFormsOfARestartedApplication() {
		try (ConfigurableApplicationContext context = start(Greeting.class)) {
			open(this.address);
			await().until(() -> browser.text("#try-fields label").equals("Data"));
			assertThat(starts()).isOne();
		}
		awaitVerdict("this application can't be reached.");
		try (ConfigurableApplicationContext context = start(NewGreeting.class, "--spring.application.name=new")) {
			awaitData();
			await().until(() -> starts() == 2);
			await().until(() -> browser.text("#try-fields label").equals("first\nlast"));
		}
	}

	@Test
	void showsTheExceptionOfAnInterceptor() {
		try (ConfigurableApplicationContext context = start()) {
			open(this.address);
			send("refused", "\"Ada\"");
			await().untilAsserted(() -> assertThat(browser.text("#reply-data"))
				.isEqualTo("java.lang.IllegalStateException: of the interceptor"));
			assertThat(browser.text("#reply-status")).startsWith("No reply");
		}
	}

	private ConfigurableApplicationContext start() {
		return start(Greeting.class);
	}

	private ConfigurableApplicationContext start(Class<?> handlers, String... arguments) {
		return new SpringApplicationBuilder(Application.class, handlers)
			.properties("server.port=" + this.http, "management.endpoints.web.exposure.include=zmqf",
					"zmqf.endpoint.call-enabled=true", "server.shutdown=immediate")
			.run(arguments);
	}

	private static void open(String address) {
		browser.open("http://" + address);
		awaitData();
	}

	private static void awaitVerdict(String end) {
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(browser.text("#verdict p")).startsWith("No data for ").endsWith(end));
	}

	private static void awaitData() {
		await().atMost(PATIENCE).until(() -> browser.text("#verdict p").startsWith("Healthy: "));
		assertThat(browser.text("#updated")).isEqualTo("Live");
	}

	/**
	 * The lines of the journal about a start of the router, of which each start of the
	 * application has one.
	 */
	private static long starts() {
		return browser.text("#journal-rows p")
			.lines()
			.filter((line) -> line.startsWith("The router has started"))
			.count();
	}

	private static void send(String event, String data) {
		browser.evaluate("document.getElementById('try-event').value = '" + event + "'; view(false); "
				+ "document.getElementById('try-data').value = '" + data + "'; "
				+ "document.getElementById('try-form').requestSubmit()");
	}

	@EnableAutoConfiguration
	@Import(Front.class)
	static class Application {

		@Bean
		ZmqClientInterceptor refusing() {
			return (request, next) -> {
				if (request.getEvent().equals("refused")) {
					throw new IllegalStateException("of the interceptor");
				}
				return next.execute(request);
			};
		}

	}

	/**
	 * A filter in front of the page's requests, in place of Spring Security or a proxy.
	 */
	static class Front extends OncePerRequestFilter {

		static final Answer PASS = (request, response, chain) -> chain.doFilter(request, response);

		volatile Answer answer = PASS;

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			this.answer.to(request, response, chain);
		}

		interface Answer {

			void to(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
					throws ServletException, IOException;

		}

	}

	static class Greeting {

		@ZmqHandler("hello")
		String hello(String name) {
			return "Hello " + name;
		}

	}

	static class NewGreeting {

		@ZmqHandler("hello")
		String hello(Name name) {
			return "Hello " + name.first();
		}

		record Name(String first, String last) {
		}

	}

}
