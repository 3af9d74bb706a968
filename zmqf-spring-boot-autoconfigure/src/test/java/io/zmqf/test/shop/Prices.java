package io.zmqf.test.shop;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.annotation.ZmqHandlerAdvice;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.service.ZmqExchange;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.ZmqHandlerInterceptor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

import org.springframework.boot.jackson.JacksonComponent;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.stereotype.Component;

/** Handlers without an annotation of their own, and advice for all handlers. */
final class Prices {

	private Prices() {
	}

	record Price(long cents) {
	}

	interface Contract {

		@ZmqExchange("prices.find")
		Price find(String article);

	}

	@Component
	static class ByContract implements Contract {

		@Override
		public Price find(String article) {
			return new Price(250);
		}

	}

	abstract static class Counting {

		@ZmqHandler("prices.count")
		int count() {
			return 1;
		}

	}

	@Component
	static class Inherited extends Counting {

	}

	@JacksonComponent
	static class PriceWriter extends ValueSerializer<Price> {

		@Override
		public void serialize(Price price, JsonGenerator json, SerializationContext context) {
			json.writeString(price.cents() + " ct");
		}

	}

	@ZmqHandlerAdvice
	static class Failures {

		@MessageExceptionHandler
		Problem missing(NoSuchElementException ex) {
			return Problem.of(410, "urn:shop:gone", "Gone", null);
		}

	}

	@Component
	static class Closing implements ZmqHandlerInterceptor {

		@Override
		public CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception {
			return request.headers().containsKey("closed")
					? CompletableFuture.completedFuture(request.error(ProblemType.FORBIDDEN.of(request.event(), null)))
					: next.handle(request);
		}

	}

}
