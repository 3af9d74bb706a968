package io.zmqf.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.tools.Console;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The cluster of {@code deploy/compose.yaml} in containers under load: workers are added
 * and removed, routers are replaced, and the key of one of its two applications is
 * revoked. With {@code -Dzmqf.compose=full} it takes more than ten minutes under a higher
 * load.
 */
@Tag("jdk-independent")
@Timeout(1800)
@RequiresTool(Tool.DOCKER)
class ComposeClusterIT {

	private static final boolean FULL = System.getProperty("zmqf.compose", "").equals("full");

	private static final Duration HOLD = FULL ? Duration.ofSeconds(100) : Duration.ofSeconds(2);

	private static final int PERIOD_MILLIS = FULL ? 5 : 20;

	private static final int MOST_WORKERS = FULL ? 5 : 3;

	/** More would wait for a thread of the web server. */
	private static final int MOST_OPEN = 150;

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@Test
	void replacementsLoseNoRequestAndOnlyTheRevokedClientFails(@TempDir Path directory) throws Exception {
		try (ComposeCluster cluster = ComposeCluster.of(directory)) {
			cluster.up();
			Instant start = Instant.now();
			try (Load shop = new Load(cluster, "shop"); Load partner = new Load(cluster, "partner")) {
				shop.hold();
				cluster.scale("worker", MOST_WORKERS);
				awaitRouters(cluster, MOST_WORKERS, 2);
				shop.hold();
				cluster.scale("worker", 1);
				awaitRouters(cluster, 1, 2);
				shop.hold();
				replaceRouter(cluster, 2);
				shop.hold();
				assertThat(partner.failures()).as(partner::logs).isEmpty();
				cluster.revoke("partner");
				awaitClients(cluster, 1);
				// All of them have to time out before it is closed
				partner.stop();
				CompletableFuture<Integer> refused = partner.ask();
				// meanwhile, the partner's key is unknown to a new router, too
				replaceRouter(cluster, 1);
				assertThat(refused.join()).isGreaterThanOrEqualTo(500);
				int untilRevoked = partner.answered();
				shop.hold();
				shop.close();
				partner.close();
				assertThat(shop.failures()).as(shop::logs).isEmpty();
				assertThat(partner.answered()).as("after the key was revoked").isEqualTo(untilRevoked);
				Console.OUT.printf(
						"Replaced everything under load in %d s: %d requests of the shop, 0 lost; of the partner %d "
								+ "were answered until its key was revoked, and none of %d from then on%n",
						Duration.between(start, Instant.now()).toSeconds(), shop.answered(), untilRevoked,
						partner.failures().size());
			}
		}
	}

	/** The new one is there before the oldest one goes. */
	private static void replaceRouter(ComposeCluster cluster, int clients) {
		cluster.scale("router", 3);
		awaitRouters(cluster, 1, clients);
		cluster.scale("router", 2);
	}

	/**
	 * Waits until each router has all workers and receives the requests of both
	 * applications.
	 */
	private static void awaitRouters(ComposeCluster cluster, int workers, int clients) {
		awaitRouters(cluster, (router) -> {
			assertThat(router.get("workers")).hasSize(workers);
			assertThat(router.get("clientCount").asInt()).isGreaterThanOrEqualTo(clients);
		});
	}

	/** Each router has the requests of no other applications. */
	private static void awaitClients(ComposeCluster cluster, int clients) {
		awaitRouters(cluster, (router) -> assertThat(router.get("clientCount").asInt()).isEqualTo(clients));
	}

	private static void awaitRouters(ComposeCluster cluster, Consumer<JsonNode> requirement) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
			for (URI router : cluster.http("router")) {
				String nodes = HTTP
					.send(HttpRequest.newBuilder(router.resolve("/actuator/zmqf")).build(), BodyHandlers.ofString())
					.body();
				requirement.accept(JsonMapper.shared().readTree(nodes).get("router"));
			}
		});
	}

	/**
	 * Requests of one application at a steady pace, while not too many have no answer.
	 */
	private static final class Load implements AutoCloseable {

		private final HttpRequest request;

		private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

		private final AtomicInteger open = new AtomicInteger();

		private final AtomicInteger answered = new AtomicInteger();

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final ComposeCluster cluster;

		Load(ComposeCluster cluster, String service) {
			this.cluster = cluster;
			this.request = HttpRequest.newBuilder(cluster.http(service).get(0).resolve("/quotes"))
				.header("Content-Type", "application/json")
				.timeout(PATIENCE)
				.POST(BodyPublishers.ofString("{\"article\": \"oak-table\", \"quantity\": 2}"))
				.build();
			this.clock.scheduleAtFixedRate(this::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		}

		private void send() {
			if (this.open.get() == MOST_OPEN) {
				return;
			}
			this.open.incrementAndGet();
			Instant sent = Instant.now();
			HTTP.sendAsync(this.request, BodyHandlers.ofString()).whenComplete((response, failure) -> {
				if (failure != null) {
					failed(sent, failure.toString());
				}
				else if (response.statusCode() != 200 || !response.body().contains("\"total\":698.00")) {
					failed(sent, response.statusCode() + " " + response.body());
				}
				else {
					this.answered.incrementAndGet();
				}
				this.open.decrementAndGet();
			});
		}

		private void failed(Instant sent, String reason) {
			this.failures.add(sent + ", after " + Duration.between(sent, Instant.now()).toMillis() + " ms: " + reason);
		}

		/** Returns the logs of all containers, to analyze a failure. */
		private String logs() {
			return Stream.of("shop", "router", "worker").map(this.cluster::logs).collect(Collectors.joining("\n"));
		}

		/** The status of one request more. */
		CompletableFuture<Integer> ask() {
			return HTTP.sendAsync(this.request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
		}

		/**
		 * Waits until all requests that are sent from now on for a while are answered, or
		 * one fails.
		 */
		void hold() {
			int until = this.answered.get() + (int) (HOLD.toMillis() / PERIOD_MILLIS);
			await().atMost(HOLD.plus(PATIENCE)).until(() -> this.answered.get() >= until || !this.failures.isEmpty());
			assertThat(this.failures).as(this::logs).isEmpty();
		}

		int answered() {
			return this.answered.get();
		}

		/** Sends nothing more. */
		void stop() {
			this.clock.shutdown();
		}

		List<String> failures() {
			return List.copyOf(this.failures);
		}

		@Override
		public void close() {
			stop();
			await().atMost(PATIENCE).until(() -> this.open.get() == 0);
		}

	}

}
