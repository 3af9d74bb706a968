package io.zmqf.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.annotation.ZmqHandler;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * One of several workers of a router. Those whose number is below 2 handle the event
 * {@code of.2}, and so on. Held requests are answered when they are released.
 */
public final class GrowingWorker {

	/** The numbers of workers that handle an event. */
	public static final List<Integer> TEAMS = List.of(1, 2, 4, 8);

	/** The event whose requests are kept. */
	public static final String KEEP = "keep";

	private static final CompletableFuture<Void> released = new CompletableFuture<>();

	private static final AtomicInteger kept = new AtomicInteger();

	private GrowingWorker() {
	}

	/**
	 * The event of the first so many workers.
	 * @param workers one of {@link #TEAMS}
	 * @return the event
	 */
	public static String event(int workers) {
		return "of." + workers;
	}

	/**
	 * Starts the worker.
	 * @param router the backend of its router
	 * @param heartbeat the address of the router's heartbeats
	 * @param number its number, from 0 on
	 */
	public static void start(String router, String heartbeat, int number) {
		List<String> properties = properties(router, heartbeat);
		for (int team : TEAMS) {
			properties.add("growth.team-" + team + "=" + ((number < team) ? "of." : "not-of.") + team);
		}
		SpringNode.start(Worker.class, properties.toArray(String[]::new));
	}

	/**
	 * Starts a worker that keeps all that it gets.
	 * @param router the backend of its router
	 * @param heartbeat the address of the router's heartbeats
	 * @param capacity the number of requests that it accepts
	 */
	public static void startKeeping(String router, String heartbeat, int capacity) {
		List<String> properties = properties(router, heartbeat);
		properties.addAll(List.of("zmqf.worker.concurrency=1", "zmqf.worker.prefetch=" + (capacity - 1)));
		SpringNode.start(Keeper.class, properties.toArray(String[]::new));
	}

	private static List<String> properties(String router, String heartbeat) {
		return new ArrayList<>(List.of("zmqf.worker.router=" + router, "zmqf.heartbeat.address=" + heartbeat));
	}

	/**
	 * Returns the number of requests that this worker holds or has held.
	 * @return the number of requests
	 */
	public static int kept() {
		return kept.get();
	}

	/** Answers all held requests, and all later ones at once. */
	public static void release() {
		released.complete(null);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Worker {

		@Bean
		Answers answers() {
			return new Answers();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Keeper {

		@Bean
		Kept kept() {
			return new Kept();
		}

	}

	static class Answers {

		@ZmqHandler("${growth.team-1}")
		Growing ofOne(Growing request) throws InterruptedException {
			return answer(request);
		}

		@ZmqHandler("${growth.team-2}")
		Growing ofTwo(Growing request) throws InterruptedException {
			return answer(request);
		}

		@ZmqHandler("${growth.team-4}")
		Growing ofFour(Growing request) throws InterruptedException {
			return answer(request);
		}

		@ZmqHandler("${growth.team-8}")
		Growing ofEight(Growing request) throws InterruptedException {
			return answer(request);
		}

		/** Waits as if for a database. */
		private static Growing answer(Growing request) throws InterruptedException {
			if (request.w() > 0) {
				TimeUnit.MILLISECONDS.sleep(request.w());
			}
			return request;
		}

	}

	static class Kept {

		@ZmqHandler(KEEP)
		CompletableFuture<Growing> keep(Growing request) {
			kept.incrementAndGet();
			return released.thenApply((now) -> request);
		}

	}

}
