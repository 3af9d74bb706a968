package io.zmqf.benchmarks.jmh;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.actuate.observation.RequestInstrumentation;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A request from the client to its handler and back inside one process, as an application
 * with Actuator has it: everything but the network, over all threads. And its observation
 * alone, at the client and around a handler that does nothing.
 */
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RequestBenchmark extends HotPart {

	private static final int IN_FLIGHT = 256;

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.properties("spring.main.banner-mode=off", "logging.level.root=warn", "spring.main.web-application-type=none",
				"management.health.rabbit.enabled=false", "zmqf.server.address=inproc://server",
				"zmqf.client.address=inproc://server", "zmqf.client.timeout=10s")
		.run();

	private final ZmqClient client = this.context.getBean(ZmqClient.class);

	private final RequestObserver requests = this.context.getBean(RequestObserver.class);

	private final RequestHandler handler = this.context.getBean(RequestInstrumentation.class)
		.observe(RequestBenchmark::done);

	private final Payload payload = Payload.of(64);

	private final Message request = new Message("echo", this.payload.json());

	private static CompletionStage<Message> done(Message request) {
		return CompletableFuture.completedFuture(request);
	}

	@Benchmark
	@OperationsPerInvocation(IN_FLIGHT)
	public Object request() {
		CompletableFuture<?>[] replies = new CompletableFuture<?>[IN_FLIGHT];
		for (int i = 0; i < IN_FLIGHT; i++) {
			replies[i] = this.client.requestAsync("echo", this.payload, Payload.class);
		}
		return CompletableFuture.allOf(replies).join();
	}

	@Benchmark
	public Object observedRequest() {
		Map<String, String> headers = new HashMap<>();
		this.requests.begin("client", "echo", headers).end(null);
		return headers;
	}

	@Benchmark
	public Object observedHandler() throws Exception {
		return this.handler.handle(this.request);
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	/** The application. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@ZmqHandler(value = "echo", blocking = false)
		Payload echo(Payload request) {
			return request.answer();
		}

	}

}
