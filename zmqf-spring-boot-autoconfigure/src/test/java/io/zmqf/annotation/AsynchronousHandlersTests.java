package io.zmqf.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.service.ZmqExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A handler that runs on another thread replies by a future, or does not reply. */
class AsynchronousHandlersTests {

	@ParameterizedTest
	@ValueSource(classes = { Nothing.class, Text.class, Stage.class, OfClass.class, OfSuperclass.class, Meta.class,
			OfInterface.class, OfInterfaceMethod.class, OfContract.class, OfExceptionMethod.class, Inherited.class,
			InheritedGeneric.class })
	void areRefusedWithoutAFuture(Class<?> bean) {
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(Asynchronous.class, bean))
			.satisfies((ex) -> {
				assertThat(ex.getDescription()).contains(".handle").contains("asynchronous");
				assertThat(ex.getAction()).contains("@Async").contains("CompletableFuture");
			});
	}

	@Test
	void replyByAFuture() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Asynchronous.class, Later.class)) {
			assertThat(handlers.answer("handle", "null")).isEqualTo("true");
			assertThat(handlers.failure("fail", "null")).isInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void areAsOthersWhereNothingIsAsynchronous() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Text.class)) {
			assertThat(handlers.answer("handle", "null")).isEqualTo("\"a\"");
		}
	}

	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

	}

	static class Later {

		private static final Thread CALLER = Thread.currentThread();

		@Async
		@ZmqHandler("later")
		CompletableFuture<Boolean> handle() {
			return CompletableFuture.completedFuture(Thread.currentThread() != CALLER);
		}

		@Async
		@ZmqHandler("fails")
		CompletableFuture<Boolean> fail() {
			throw new IllegalStateException("on purpose");
		}

		/** No handler. */
		@Async
		void help() {
		}

	}

	static class Nothing {

		@Async
		@ZmqHandler("refused")
		void handle() {
		}

	}

	static class Text {

		@Async
		@ZmqHandler("refused")
		String handle() {
			return "a";
		}

	}

	static class Stage {

		@Async
		@ZmqHandler("refused")
		CompletionStage<String> handle() {
			return CompletableFuture.completedFuture("a");
		}

	}

	@Async
	static class OfClass {

		@ZmqHandler("refused")
		void handle() {
		}

	}

	static class OfSuperclass extends OfClass {

	}

	@Async
	@Retention(RetentionPolicy.RUNTIME)
	@interface InBackground {

	}

	static class Meta {

		@InBackground
		@ZmqHandler("refused")
		void handle() {
		}

	}

	@Async
	interface Background {

	}

	static class OfInterface implements Background {

		@ZmqHandler("refused")
		void handle() {
		}

	}

	interface BackgroundMethod {

		@Async
		void handle();

	}

	static class OfInterfaceMethod implements BackgroundMethod {

		@Override
		@ZmqHandler("refused")
		public void handle() {
		}

	}

	static class Foreground {

		@ZmqHandler("refused")
		public void handle() {
		}

	}

	static class Inherited extends Foreground implements BackgroundMethod {

	}

	interface GenericBackground<T> {

		@Async
		void handle(T data);

	}

	static class ForegroundText {

		@ZmqHandler("refused")
		public void handle(String data) {
		}

	}

	static class InheritedGeneric extends ForegroundText implements GenericBackground<String> {

	}

	interface Contract {

		@Async
		@ZmqExchange("refused")
		void handle();

	}

	static class OfContract implements Contract {

		@Override
		public void handle() {
		}

	}

	static class OfExceptionMethod {

		@ZmqHandler("event")
		void fail() {
		}

		@Async
		@MessageExceptionHandler
		void handleFailure(IllegalStateException failure) {
		}

	}

}
