package io.zmqf.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The readiness that a load balancer reads from a stopping application. */
class ReadinessTests {

	@Test
	void readinessChangesWhileRequestsInFlightAreAnswered() throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run("--server.port=0");
		HealthEndpoint health = context.getBean(HealthEndpoint.class);
		assertThat(status(health, "readiness")).isEqualTo(Status.UP);
		Slow slow = context.getBean(Slow.class);
		CompletableFuture<String> reply = context.getBean(ZmqClient.class)
			.event("slow")
			.timeout(Duration.ofSeconds(60))
			.requestAsync(String.class);
		slow.begun.await();
		Thread closing = new Thread(context::close);
		closing.start();
		await().until(() -> status(health, "readiness").equals(Status.OUT_OF_SERVICE));
		assertThat(reply).isNotDone();
		assertThat(status(health, "liveness")).isEqualTo(Status.UP);
		slow.end.countDown();
		assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("done");
		closing.join();
	}

	private static Status status(HealthEndpoint health, String group) {
		return health.healthForPath(group).getStatus();
	}

	@EnableAutoConfiguration
	@Import(Slow.class)
	static class Application {

	}

	static class Slow {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@ZmqHandler("slow")
		String slow() throws InterruptedException {
			this.begun.countDown();
			this.end.await();
			return "done";
		}

	}

}
