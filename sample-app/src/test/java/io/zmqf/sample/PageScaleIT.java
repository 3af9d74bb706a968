package io.zmqf.sample;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zmqf.router.Router;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of a router with many workers that handle many events. What a refresh takes is
 * printed, and asserted with {@code -Dzmqf.page=measured -Dzmqf.test.jit=}, for a machine
 * that does nothing else.
 */
@RequiresTool(Tool.CHROMIUM)
class PageScaleIT {

	private static final int WORKERS = 199;

	private static final int EVENTS = 500;

	private static final int REFRESHES = 5;

	@Test
	void aRefreshTakesLittleOfTheBrowserAndNextToNothingOfTheRouter() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
				"--server.port=0", "--management.endpoints.web.exposure.include=zmqf",
				"--zmqf.router.frontend=tcp://127.0.0.1:" + Ports.free(), "--zmqf.router.backend=tcp://127.0.0.1:0");
				ZContext workers = new ZContext();
				Browser browser = Browser.start()) {
			announce(workers, context.getBean(Router.class).backend().toString());
			String page = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
					+ "/actuator/zmqf";
			browser.resize(1440, 1000, "light");
			browser.open(page);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> browser.evaluate("document.getElementById('nodes-count').textContent")
					.asString()
					.equals(Integer.toString(WORKERS + 1)));
			browser.evaluate("document.getElementById('events-more').click()");
			browser.evaluate("document.getElementById('nodes-more').click()");
			assertThat(browser.evaluate("document.querySelectorAll('#event-rows tr').length").asInt())
				.isEqualTo(EVENTS);
			double browserMillis = mainThreadMillis(browser);
			double routerMillis = processorMillis(page);
			System.out.printf("A refresh with %d nodes and %d events: %.1f ms of the browser's main thread, "
					+ "%.2f ms of the router's processor%n", WORKERS + 1, EVENTS, browserMillis, routerMillis);
			if ("measured".equals(System.getProperty("zmqf.page"))) {
				assertThat(browserMillis).isLessThan(100);
				assertThat(routerMillis).as("of each second").isLessThan(10);
			}
			assertThat(browser.complaints()).isEmpty();
		}
	}

	private static void announce(ZContext context, String backend) {
		String events = IntStream.range(0, EVENTS)
			.mapToObj((number) -> "\"domain-" + number % 17 + ".event-" + number + "\"")
			.collect(Collectors.joining(", "));
		for (int i = 0; i < WORKERS; i++) {
			ZMQ.Socket worker = context.createSocket(SocketType.DEALER);
			worker.setIdentity(("worker-" + i).getBytes(StandardCharsets.UTF_8));
			worker.connect(backend);
			worker.sendMore("");
			worker.sendMore("zmqf.ready");
			worker.send("{\"events\": [" + events + "], \"capacity\": 8}");
		}
	}

	/** All that the main thread does, from scripts to painting. */
	private static double mainThreadMillis(Browser browser) {
		awaitRefresh(browser, refreshes(browser) + REFRESHES);
		int first = refreshes(browser);
		double before = browser.metric("TaskDuration");
		awaitRefresh(browser, first + REFRESHES);
		return (browser.metric("TaskDuration") - before) * 1000 / (refreshes(browser) - first);
	}

	private static void awaitRefresh(Browser browser, int number) {
		await().atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> refreshes(browser) >= number);
	}

	private static int refreshes(Browser browser) {
		return browser.evaluate("Number(document.body.dataset.refreshes)").asInt();
	}

	/** What the threads of the router and of its web server do for a refresh. */
	private static double processorMillis(String page) throws IOException, InterruptedException {
		HttpClient http = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(URI.create(page + "?view=page&after=0"))
			.header("Accept", "application/json")
			.build();
		long before = 0;
		int measured = 50;
		for (int i = 0; i < 10 * measured; i++) {
			if (i == 9 * measured) {
				before = processorNanos();
			}
			assertThat(http.send(request, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(200);
		}
		return (processorNanos() - before) / 1e6 / measured;
	}

	private static long processorNanos() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((thread) -> thread != null && thread.getThreadName().matches("(http-nio|zmqf-|ForkJoinPool).*"))
			.mapToLong((thread) -> threads.getThreadCpuTime(thread.getThreadId()))
			.sum();
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
