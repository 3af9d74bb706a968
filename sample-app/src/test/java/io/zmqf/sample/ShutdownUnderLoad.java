package io.zmqf.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.tools.Ports;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Measures the time to stop an application under load. A program, not a test, because the
 * time depends on the machine and its load.
 */
public final class ShutdownUnderLoad {

	private static final int[] RATES = { 0, 10, 40, 100, 1000 };

	private static final int ROUNDS = 3;

	private static final Duration LOAD = Duration.ofSeconds(1);

	private ShutdownUnderLoad() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println("| what stops | requests in a second | milliseconds |");
		for (Node node : (args.length > 0) ? new Node[] { Node.valueOf(args[0]) } : Node.values()) {
			for (int rate : RATES) {
				List<Long> millis = new ArrayList<>();
				for (int round = 0; round < ROUNDS; round++) {
					millis.add(stop(node, rate));
				}
				millis.sort(null);
				System.out.println("| " + node.name().toLowerCase(java.util.Locale.ROOT) + " | " + rate + " | "
						+ millis.get(ROUNDS / 2) + " |");
			}
		}
		System.exit(0);
	}

	/** The node that stops. */
	private enum Node {

		SERVER, WORKER, ROUTER, ITSELF

	}

	private static long stop(Node node, int rate) throws Exception {
		String front = "tcp://127.0.0.1:" + Ports.free();
		String back = "tcp://127.0.0.1:" + Ports.free();
		List<ConfigurableApplicationContext> all = new ArrayList<>();
		if (node == Node.SERVER || node == Node.ITSELF) {
			all.add(start(Handling.class, "zmqf.server.address=" + front));
		}
		else {
			all.add(start(Bare.class, "zmqf.router.frontend=" + front, "zmqf.router.backend=" + back));
			all.add(start(Handling.class, "zmqf.worker.router=" + back));
		}
		ConfigurableApplicationContext asking = (node == Node.ITSELF) ? all.get(0)
				: start(Bare.class, "zmqf.client.address=" + front);
		ConfigurableApplicationContext stopping = all.get((node == Node.WORKER) ? 1 : 0);
		ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
		try {
			ZmqClient client = asking.getBean(ZmqClient.class);
			client.request("work", 1, Integer.class);
			CountDownLatch answers = new CountDownLatch(rate * (int) LOAD.toSeconds());
			if (rate > 0) {
				load.scheduleAtFixedRate(() -> ask(client, answers), 0, 1_000_000_000L / rate, TimeUnit.NANOSECONDS);
			}
			answers.await();
			long before = System.nanoTime();
			stopping.close();
			return Duration.ofNanos(System.nanoTime() - before).toMillis();
		}
		finally {
			load.shutdownNow();
			asking.close();
			all.forEach(ConfigurableApplicationContext::close);
		}
	}

	private static void ask(ZmqClient client, CountDownLatch answers) {
		try {
			client.send("work", 1).whenComplete((reply, failure) -> answers.countDown());
		}
		catch (RuntimeException ex) { // it continues, as an application would
			answers.countDown();
		}
	}

	private static ConfigurableApplicationContext start(Class<?> source, String... properties) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("logging.level.root=ERROR")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Bare {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Handling {

		/** Takes a while, so that requests are in flight. */
		@ZmqHandler("work")
		CompletableFuture<Integer> work(int number) {
			return new CompletableFuture<Integer>().completeOnTimeout(number, 20, TimeUnit.MILLISECONDS);
		}

	}

}
