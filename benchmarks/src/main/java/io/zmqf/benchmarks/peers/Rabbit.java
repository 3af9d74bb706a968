package io.zmqf.benchmarks.peers;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.support.converter.JacksonJsonMessageConverter;
import org.springframework.amqp.support.converter.MessageConverter;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ParameterizedTypeReference;

/** Request and reply by RabbitMQ's direct reply-to. */
final class Rabbit {

	private static final String QUEUE = "echo";

	private Rabbit() {
	}

	private static ConfigurableApplicationContext start(Class<?> application, int port) {
		return SpringNode.start(application, "spring.rabbitmq.port=" + port, "spring.rabbitmq.host=127.0.0.1");
	}

	static void listen(int port) {
		start(Listener.class, port);
	}

	static Requester.OfPayload client(int port) {
		RabbitTemplate template = start(Application.class, port).getBean(RabbitTemplate.class);
		template.setReplyTimeout(10_000);
		AsyncRabbitTemplate async = new AsyncRabbitTemplate(template);
		async.start();
		ParameterizedTypeReference<Payload> type = ParameterizedTypeReference.forType(Payload.class);
		return new Requester.OfPayload() {

			@Override
			public CompletableFuture<Payload> send(Payload request) {
				return async.convertSendAndReceiveAsType("", QUEUE, request, type);
			}

			@Override
			public Payload call(Payload request) {
				return Objects.requireNonNull(template.convertSendAndReceiveAsType("", QUEUE, request, type));
			}

		};
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MessageConverter messageConverter() {
			return new JacksonJsonMessageConverter();
		}

		@Bean
		Queue queue() {
			return new Queue(QUEUE, false);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Listener extends Application {

		@RabbitListener(queues = QUEUE)
		Payload echo(Payload request) {
			return request.answer();
		}

	}

}
