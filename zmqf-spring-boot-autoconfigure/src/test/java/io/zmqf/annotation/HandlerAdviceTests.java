package io.zmqf.annotation;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.annotation.elsewhere.FailingElsewhere;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.service.ZmqProblem;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Null;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.web.bind.annotation.ControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which bean answers for the exception of a handler. */
class HandlerAdviceTests {

	@Test
	void answersForHandlersOfOtherBeans() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, ForAll.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"for all: disk\"");
			assertThat(handlers.answer("failLater", "null")).isEqualTo("\"for all: disk\"");
			assertThat(handlers.answer("check", "{\"name\":\"\"}")).isEqualTo("\"unreadable an-event\"");
		}
	}

	@Test
	void answersAfterTheHandlersOwnBean() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Recovering.class, ForAll.class)) {
			assertThat(handlers.answer("recover", "null")).isEqualTo("\"own: disk\"");
			assertThat(handlers.answer("other", "null")).isEqualTo("\"state\"");
		}
	}

	@Test
	void isAppliedInItsOrder() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, ForAll.class, First.class,
				Second.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"first: disk\"");
		}
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, ForAll.class, Second.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"second: disk\"");
		}
	}

	@Test
	void isSelectedByPackageAnnotationAndType() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, Marked.class, FailingElsewhere.class,
				OfPackage.class, OfAnnotation.class, OfType.class)) {
			assertThat(handlers.answer("elsewhere", "null")).isEqualTo("\"package: disk\"");
			assertThat(handlers.answer("marked", "null")).isEqualTo("\"annotation: disk\"");
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"type: disk\"");
		}
	}

	@Test
	void isSkippedIfItsBeanIsNull() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, NullAdvice.class, Second.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"second: disk\"");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class NullAdvice {

		@Bean
		@Nullable First first() {
			return null;
		}

	}

	@Test
	void leavesTheOthersAlone() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, OfPackage.class, OfAnnotation.class)) {
			assertThat(handlers.failure("fail", "null")).isInstanceOf(IOException.class);
		}
	}

	@Test
	void takesControllerAdvice() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, Web.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"web: disk\"");
		}
	}

	@Test
	void ignoresAControllerAdviceForOtherMessages() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, OfOtherMessages.class, Second.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"second: disk\"");
			assertThat(handlers.answer("check", "{\"name\":\"\"}")).isEqualTo("\"unreadable\"");
		}
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(Failing.class, NoProblem.class))
			.withMessageContaining("Return a Problem of this library");
	}

	@Test
	void ignoredMethodsHideNoOthers() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Failing.class, LessNear.class, ForAll.class)) {
			assertThat(handlers.answer("fail", "null")).isEqualTo("\"less near: disk\"");
			assertThat(handlers.answer("check", "{\"name\":\"\"}")).isEqualTo("\"the other\"");
		}
	}

	@ControllerAdvice
	static class LessNear {

		@MessageExceptionHandler
		ProblemDetail failed(IOException failure) {
			return ProblemDetail.forStatus(409);
		}

		@MessageExceptionHandler
		String failed(Exception failure) {
			return "less near: " + failure.getMessage();
		}

		@MessageExceptionHandler
		ProblemDetail unreadable(MethodArgumentResolutionException failure) {
			return ProblemDetail.forStatus(400);
		}

		@MessageExceptionHandler(MethodArgumentResolutionException.class)
		String unreadable() {
			return "the other";
		}

	}

	@Test
	void refusesTwoMethodsForOneException() {
		assertThatExceptionOfType(InvalidHandlerException.class)
			.isThrownBy(() -> DiscoveredHandlers.of(Failing.class, Twice.class))
			.withMessageContaining("Twice.one")
			.withMessageContaining("Twice.other")
			.withMessageContaining("both handle java.io.IOException");
	}

	@ZmqHandlerAdvice
	static class Twice {

		@MessageExceptionHandler
		String one(IOException failure) {
			return "one";
		}

		@MessageExceptionHandler(IOException.class)
		String other() {
			return "other";
		}

	}

	@Test
	void refusesToValidateTheException() {
		for (Class<?> advice : List.of(ValidException.class, ConstrainedException.class, ValidInterface.class)) {
			assertThatExceptionOfType(InvalidHandlerException.class)
				.isThrownBy(() -> DiscoveredHandlers.of(Failing.class, advice))
				.withMessageContaining("Parameter 1 of")
				.withMessageContaining("can't be validated: it is the exception");
		}
	}

	static class Unnamed extends RuntimeException implements Supplier<String> {

		@NotBlank
		String name = "";

		@Override
		public String get() {
			return this.name;
		}

	}

	@ZmqHandlerAdvice
	static class ValidException {

		@MessageExceptionHandler
		String failed(@Valid Unnamed failure) {
			return "not valid";
		}

	}

	@ZmqHandlerAdvice
	static class ConstrainedException {

		@MessageExceptionHandler
		String failed(@Null Unnamed failure) {
			return "not valid";
		}

	}

	@ZmqHandlerAdvice
	static class ValidInterface {

		@MessageExceptionHandler(Unnamed.class)
		String failed(@Valid Supplier<String> failure) {
			return "not valid";
		}

	}

	@ControllerAdvice
	static class OfOtherMessages {

		@MessageExceptionHandler
		ProblemDetail failed(IOException failure) {
			return ProblemDetail.forStatus(409);
		}

		@MessageExceptionHandler
		String failed(IllegalStateException failure, @Headers String all) {
			return "state";
		}

		@MessageExceptionHandler
		String unreadable(MethodArgumentResolutionException failure) {
			return "unreadable";
		}

	}

	@ZmqHandlerAdvice
	static class NoProblem {

		@MessageExceptionHandler
		ProblemDetail failed(IOException failure) {
			return ProblemDetail.forStatus(409);
		}

	}

	@Test
	void answersBeforeTheProblemOfTheExceptionItself() {
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Selling.class)) {
			assertThat(handlers.problem("sell", "null").status()).isEqualTo(409);
		}
		try (DiscoveredHandlers handlers = DiscoveredHandlers.of(Selling.class, ForSoldOut.class)) {
			Message reply = handlers.handle("sell", DiscoveredHandlers.request("null")).toCompletableFuture().join();
			assertThat(Problem.fromJson(reply.data()).status()).isEqualTo(410);
		}
	}

	record Named(@NotBlank String name) {
	}

	static class Failing {

		@ZmqHandler("fail")
		void fail() throws IOException {
			throw new IOException("disk");
		}

		@ZmqHandler("fail-later")
		CompletableFuture<String> failLater() {
			return CompletableFuture.failedFuture(new IOException("disk"));
		}

		@ZmqHandler("check")
		void check(@Valid Named named) {
		}

	}

	static class Recovering {

		@ZmqHandler("recover")
		void recover() throws IOException {
			throw new IOException("disk");
		}

		@ZmqHandler("other")
		void other() {
			throw new IllegalStateException("state");
		}

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "own: " + failure.getMessage();
		}

	}

	@ZmqHandlerAdvice
	static class ForAll {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "for all: " + failure.getMessage();
		}

		@MessageExceptionHandler
		String failed(IllegalStateException failure) {
			return failure.getMessage();
		}

		@MessageExceptionHandler
		String unreadable(MethodArgumentResolutionException failure, Message request) {
			return "unreadable " + request.event();
		}

	}

	@ZmqHandlerAdvice
	static class First implements Ordered {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "first: " + failure.getMessage();
		}

		@Override
		public int getOrder() {
			return 1;
		}

	}

	@ZmqHandlerAdvice
	@Order(2)
	static class Second {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "second: " + failure.getMessage();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Mark {

	}

	@Mark
	static class Marked {

		@ZmqHandler("marked")
		void marked() throws IOException {
			throw new IOException("disk");
		}

	}

	@ZmqHandlerAdvice(basePackageClasses = FailingElsewhere.class)
	static class OfPackage {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "package: " + failure.getMessage();
		}

	}

	@ZmqHandlerAdvice(annotations = Mark.class)
	static class OfAnnotation {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "annotation: " + failure.getMessage();
		}

	}

	@ZmqHandlerAdvice(assignableTypes = Failing.class)
	static class OfType {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "type: " + failure.getMessage();
		}

	}

	@ControllerAdvice(basePackages = "io.zmqf.annotation")
	static class Web {

		@MessageExceptionHandler
		String failed(IOException failure) {
			return "web: " + failure.getMessage();
		}

	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class SoldOut extends RuntimeException {

	}

	static class Selling {

		@ZmqHandler("sell")
		void sell() {
			throw new SoldOut();
		}

	}

	@ZmqHandlerAdvice
	static class ForSoldOut {

		@MessageExceptionHandler
		Problem failed(SoldOut failure) {
			return Problem.of(410, "urn:shop:gone", "Gone", null);
		}

	}

}
