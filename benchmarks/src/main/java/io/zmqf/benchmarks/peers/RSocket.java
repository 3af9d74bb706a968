package io.zmqf.benchmarks.peers;

import java.util.Objects;

import reactor.core.publisher.Flux;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.stereotype.Controller;
import org.springframework.util.MimeTypeUtils;

/** RSocket over TCP, one connection. */
final class RSocket {

	private RSocket() {
	}

	static void server(int port) {
		SpringNode.start(Application.class, "spring.rsocket.server.port=" + port,
				"spring.rsocket.server.address=127.0.0.1");
	}

	static Requester.OfPayload client(int port) {
		RSocketRequester requester = SpringNode.start(Application.class)
			.getBean(RSocketRequester.Builder.class)
			.dataMimeType(MimeTypeUtils.APPLICATION_JSON)
			.tcp("127.0.0.1", port);
		return (request) -> Requester
			.answered(requester.route("echo").data(request).retrieveMono(Payload.class).toFuture());
	}

	static Streamer streamer(int port) {
		RSocketRequester requester = SpringNode.start(Application.class)
			.getBean(RSocketRequester.Builder.class)
			.dataMimeType(MimeTypeUtils.APPLICATION_JSON)
			.tcp("127.0.0.1", port);
		return (wanted) -> Objects
			.requireNonNull(requester.route("items").data(wanted).retrieveFlux(Payload.class).count().block());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Echo echo() {
			return new Echo();
		}

	}

	@Controller
	static class Echo {

		@MessageMapping("echo")
		Payload echo(Payload request) {
			return request.answer();
		}

		@MessageMapping("items")
		Flux<Payload> items(Streamer.Wanted wanted) {
			Payload item = Payload.of(wanted.bytes());
			return Flux.range(0, wanted.items()).map((i) -> item.answer());
		}

	}

}
