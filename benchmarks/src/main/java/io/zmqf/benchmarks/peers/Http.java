package io.zmqf.benchmarks.peers;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** HTTP by Spring MVC and WebFlux. */
final class Http implements Requester.OfPayload {

	private final WebClient client;

	private final RestClient blocking;

	Http(int port) {
		String url = "http://127.0.0.1:" + port;
		this.client = WebClient.create(url);
		this.blocking = RestClient.create(url);
	}

	@Override
	public CompletableFuture<Payload> send(Payload request) {
		return Requester.answered(this.client.post()
			.uri("/echo")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(request)
			.retrieve()
			.bodyToMono(Payload.class)
			.toFuture());
	}

	@Override
	public Payload call(Payload request) {
		return Objects.requireNonNull(this.blocking.post()
			.uri("/echo")
			.contentType(MediaType.APPLICATION_JSON)
			.body(request)
			.retrieve()
			.body(Payload.class));
	}

	static void server(String type, int port) {
		SpringNode.start(Application.class, "spring.main.web-application-type=" + type, "server.port=" + port,
				"server.address=127.0.0.1");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Echo echo() {
			return new Echo();
		}

	}

	@RestController
	static class Echo {

		@PostMapping("/echo")
		Payload echo(@RequestBody Payload request) {
			return request.answer();
		}

	}

}
