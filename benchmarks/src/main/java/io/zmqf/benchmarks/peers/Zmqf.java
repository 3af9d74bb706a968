package io.zmqf.benchmarks.peers;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** This project's starter. */
final class Zmqf {

	static final String EVENT = "echo";

	static final String ITEMS_EVENT = "items";

	static final String NON_BLOCKING_EVENT = "echo.loop";

	private Zmqf() {
	}

	static ConfigurableApplicationContext start(String... properties) {
		return SpringNode.start(Application.class, properties);
	}

	static Requester.OfPayload client(ConfigurableApplicationContext context, String event) {
		ZmqClient client = context.getBean(ZmqClient.class);
		return new Requester.OfPayload() {

			@Override
			public CompletableFuture<Payload> send(Payload request) {
				return Requester.answered(client.requestAsync(event, request, Payload.class));
			}

			@Override
			public Payload call(Payload request) {
				Payload reply = client.request(event, request, Payload.class);
				return (reply != null) ? reply : request;
			}

		};
	}

	static Requester.OfPayload pythonClient(ConfigurableApplicationContext context) {
		ZmqClient client = context.getBean(ZmqClient.class);
		return (request) -> client.requestAsync(EVENT, request, Echoed.class)
			.thenApply((reply) -> Objects.requireNonNull(reply).echo());
	}

	/** The client of a stream. */
	static Streamer streamer(ConfigurableApplicationContext context) {
		ZmqClient client = context.getBean(ZmqClient.class);
		return new Streamer() {

			@Override
			public long receive(Wanted wanted) {
				try (Stream<Payload> items = open(wanted)) {
					return items.count();
				}
			}

			@Override
			public Stream<Payload> stall(Wanted wanted) {
				Stream<Payload> items = open(wanted);
				Iterator<Payload> taken = items.iterator();
				taken.next();
				return items;
			}

			private Stream<Payload> open(Wanted wanted) {
				return client.event(ITEMS_EVENT).data(wanted).stream(Payload.class);
			}

		};
	}

	/** The reply of the Python worker. */
	record Echoed(Payload echo, String by) {
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		@ZmqHandler(EVENT)
		Payload echo(Payload request) {
			return request.answer();
		}

		@ZmqHandler(ITEMS_EVENT)
		Stream<Payload> items(Streamer.Wanted wanted) {
			Payload item = Payload.of(wanted.bytes());
			return Stream.generate(item::answer).limit(wanted.items());
		}

		@ZmqHandler(value = NON_BLOCKING_EVENT, blocking = false)
		Payload echoOnTheLoop(Payload request) {
			return request.answer();
		}

	}

}
