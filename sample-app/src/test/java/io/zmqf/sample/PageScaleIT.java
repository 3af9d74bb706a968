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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zmqf.client.ZmqClient;
import io.zmqf.info.Disclosure;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.tools.Console;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.Tag;
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
 * The page of a router with many workers that handle many events, and the page of a
 * client that queries all of them. The cost of a refresh is printed. It is asserted for
 * 200 nodes with {@code -Dzmqf.page=measured -Dzmqf.test.jit=}, which needs an idle
 * machine.
 */
@Tag("jdk-independent")
@RequiresTool(Tool.CHROMIUM)
class PageScaleIT {

	private static final boolean MEASURED = "measured".equals(System.getProperty("zmqf.page"));

	private static final int WORKERS = MEASURED ? 199 : 49;

	private static final int EVENTS = 500;

	private static final int REFRESHES = MEASURED ? 5 : 1;

	/** Until what is used often is compiled. */
	private static final int WARM_UP = MEASURED ? 450 : 10;

	/** Nodes with many events are queried twice a minute. */
	private static final Duration LOOK = MEASURED ? Duration.ofMinutes(1) : Duration.ofSeconds(1);

	@Test
	void aRefreshTakesLittleOfTheBrowserAndNextToNothingOfTheRouter() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
				"--server.port=0", "--management.endpoints.web.exposure.include=zmqf",
				"--zmqf.router.frontend=tcp://127.0.0.1:" + Ports.free(), "--zmqf.router.backend=tcp://127.0.0.1:0");
				ZContext workers = new ZContext();
				Browser browser = Browser.start()) {
			announce(workers, context.getBean(Router.class).backend().toString());
			String page = open(browser, context);
			awaitAll(browser, WORKERS + 1);
			double browserMillis = mainThreadMillis(browser);
			double routerMillis = processorMillis(page);
			Console.OUT.printf("A refresh with %d nodes and %d events: %.1f ms of the browser's main thread, "
					+ "%.2f ms of the router's processor%n", WORKERS + 1, EVENTS, browserMillis, routerMillis);
			if (MEASURED) {
				assertThat(browserMillis).isLessThan(100);
				assertThat(routerMillis).as("of each second").isLessThan(10);
			}
			assertThat(browser.complaints()).isEmpty();
		}
	}

	@Test
	void refreshIsAsCheapAtAClientThatQueriesAllNodes() throws Exception {
		try (SampleProcess cluster = SampleProcess
			.start(System.getProperty("java.class.path"), Cluster.class.getName(), Integer.toString(WORKERS))
			.await("Bound to ")) {
			String frontend = cluster.output().replaceAll("(?s).*Bound to (\\S+).*", "$1");
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
					"--server.port=0", "--management.endpoints.web.exposure.include=zmqf",
					"--zmqf.client.address=" + frontend); Browser browser = Browser.start()) {
				context.getBean(ZmqClient.class).request("domain-0.event-0", null, byte[].class);
				String page = open(browser, context);
				// the router, the workers, and the client itself
				awaitAll(browser, WORKERS + 2);
				await().atMost(Duration.ofMinutes(2))
					.until(() -> browser.evaluate("state.data.nodes.filter((node) => node.pid).length")
						.asInt() == WORKERS + 2);
				requestMillis(page, WARM_UP);
				double browserMillis = mainThreadMillis(browser);
				double share = processorShare();
				Console.OUT.printf(
						"At a client that asks %d nodes of %d events: %.1f ms of the browser's main thread "
								+ "for each refresh, %.2f %% of a core of the client%n",
						WORKERS + 1, EVENTS, browserMillis, share * 100);
				if (MEASURED) {
					assertThat(browserMillis).isLessThan(100);
					assertThat(share).isLessThan(0.01);
				}
				assertThat(browser.complaints()).isEmpty();
			}
		}
	}

	private static String open(Browser browser, ConfigurableApplicationContext context) {
		String page = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
				+ "/actuator/zmqf";
		browser.resize(1440, 1000, "light");
		browser.open(page);
		return page;
	}

	/** Has the page show all nodes and all events. */
	private static void awaitAll(Browser browser, int nodes) {
		await().atMost(Duration.ofMinutes(1))
			.until(() -> browser.evaluate("document.getElementById('nodes-count').textContent")
				.asString()
				.equals(Integer.toString(nodes)));
		browser.evaluate("document.getElementById('events-more').click()");
		browser.evaluate("document.getElementById('nodes-more').click()");
		await().until(() -> browser.count("#event-rows tr") == EVENTS);
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

	/**
	 * Returns the processor time of the threads of the router and its web server for a
	 * refresh.
	 */
	private static double processorMillis(String page) throws IOException, InterruptedException {
		requestMillis(page, WARM_UP);
		return requestMillis(page, WARM_UP / 5);
	}

	private static double requestMillis(String page, int requests) throws IOException, InterruptedException {
		HttpClient http = HttpClient.newHttpClient();
		HttpRequest request = HttpRequest.newBuilder(URI.create(page + "?view=page&after=0"))
			.header("Accept", "application/json")
			.build();
		long before = processorNanos();
		for (int i = 0; i < requests; i++) {
			assertThat(http.send(request, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(200);
		}
		return (processorNanos() - before) / 1e6 / requests;
	}

	/** The part of a core that is used while a browser shows the page. */
	private static double processorShare() {
		long start = System.nanoTime();
		long before = processorNanos();
		await().atMost(LOOK.plusMinutes(1)).until(() -> System.nanoTime() - start >= LOOK.toNanos());
		return (double) (processorNanos() - before) / (System.nanoTime() - start);
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

	/** A router and its workers, which any client may query for statistics. */
	static final class Cluster {

		private Cluster() {
		}

		public static void main(String[] arguments) {
			NioTransport transport = new NioTransport(TransportListener.NONE);
			Disclosure open = new Disclosure("shop", null, List.of(), null, true);
			Endpoint any = Endpoint.parse("tcp://127.0.0.1:0");
			Router router = new Router(RouterSettings.of(any, any).withDisclosure(open), transport,
					RouterListener.NONE);
			router.start();
			Executor executor = Executors.newFixedThreadPool(4);
			for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
				HandlerRegistry handlers = new HandlerRegistry();
				for (int event = 0; event < EVENTS; event++) {
					handlers.register("domain-" + event % 17 + ".event-" + event,
							(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
				}
				new Worker(WorkerSettings.worker(router.backend()).withDisclosure(open), handlers, executor, transport,
						WorkerListener.NONE)
					.start();
			}
			await().atMost(Duration.ofMinutes(1))
				.until(() -> Objects.requireNonNull(router.status()).workers().size() == WORKERS);
			System.out.println("Bound to " + router.frontend());
		}

	}

}
