package io.zmqf.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

class ZmqExceptionAdviceTests {

	private static final String EVENT = "orders.place";

	private static final String ENDPOINT = "tcp://router.internal:5555";

	static Stream<Arguments> outcomes() {
		return Stream.of(of(remote(ProblemType.MALFORMED.of(EVENT, "no article")), 400, "urn:zmqf:malformed"),
				of(remote(ProblemType.FORBIDDEN.of(EVENT, null)), 403, "urn:zmqf:forbidden"),
				of(remote(ProblemType.NO_HANDLER.of(EVENT, null)), 502, "urn:zmqf:no-handler"),
				of(remote(ProblemType.BUSY.of(EVENT, null)), 429, "urn:zmqf:busy"),
				of(remote(ProblemType.DEADLINE_EXCEEDED.of(EVENT, null)), 504, "urn:zmqf:deadline-exceeded"),
				of(remote(Problem.of(404, "urn:shop:unknown-article", "Unknown article", "no 'unicorn'")), 404,
						"urn:shop:unknown-article"),
				of(remote(new Problem("not a URI", "Odd", 200, null, null, List.of())), 502, "about:blank"),
				of(remote(new Problem("about:blank", "Odd", 99999, null, null, List.of())), 502, "about:blank"),
				of(new ZmqTimeoutException(EVENT, ENDPOINT, Duration.ofSeconds(5), true), 504, "about:blank"),
				of(new ZmqMalformedReplyException(EVENT, ENDPOINT, "not JSON", null), 502, "about:blank"),
				of(new ZmqConnectionException(EVENT, ENDPOINT, "lost", null), 503, "about:blank"),
				of(new ZmqClosedException(EVENT, ENDPOINT), 503, "about:blank"),
				of(new ZmqException("can't be written", EVENT, ENDPOINT, null), 500, "about:blank"));
	}

	private static Arguments of(ZmqException thrown, int status, String type) {
		return Arguments.of(thrown, status, type);
	}

	private static ZmqRemoteException remote(Problem problem) {
		return new ZmqRemoteException(EVENT, ENDPOINT, problem);
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void mvcAnswersWithTheStatusAndTheProblem(ZmqException thrown, int status, String type) {
		MvcTestResult result = mvc(new Failing(thrown)).get().uri("/now").exchange();
		assertThat(result).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(result).bodyJson().extractingPath("$.event").isEqualTo(EVENT);
		if (!type.equals("about:blank")) {
			assertThat(result).bodyJson().extractingPath("$.type").isEqualTo(type);
		}
		assertThat(result).bodyText().doesNotContain("router.internal");
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void webFluxAnswersWithTheStatusAndTheProblem(ZmqException thrown, int status, String type) {
		WebTestClient.bindToController(new Failing(thrown))
			.controllerAdvice(new ZmqExceptionAdvice())
			.build()
			.get()
			.uri("/later")
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.event")
			.isEqualTo(EVENT)
			.jsonPath("$.status")
			.isEqualTo(status);
	}

	@Test
	void namesTheFieldsOfAnInvalidRequest() {
		Problem invalid = ProblemType.MALFORMED.of(EVENT, "1 field is not valid")
			.withErrors(List.of(new Problem.FieldError("lines[0].quantity", "must be at least 1")));
		assertThat(mvc(new Failing(remote(invalid))).get().uri("/now")).bodyJson()
			.extractingPath("$.errors[0].field")
			.isEqualTo("lines[0].quantity");
	}

	@Test
	void answersForAFutureThatFails() {
		assertThat(mvc(new Failing(new ZmqTimeoutException(EVENT, ENDPOINT, Duration.ofSeconds(5), true))).get()
			.uri("/later")).hasStatus(HttpStatus.GATEWAY_TIMEOUT);
	}

	@Test
	void anAdviceOfTheApplicationComesFirst() {
		MockMvcTester mvc = MockMvcTester
			.create(MockMvcBuilders.standaloneSetup(new Failing(new ZmqClosedException(EVENT, ENDPOINT)))
				.setControllerAdvice(new ZmqExceptionAdvice(), new OwnAdvice())
				.build());
		assertThat(mvc.get().uri("/now")).hasStatus(HttpStatus.LOCKED);
	}

	private static MockMvcTester mvc(Object controller) {
		return MockMvcTester
			.create(MockMvcBuilders.standaloneSetup(controller).setControllerAdvice(new ZmqExceptionAdvice()).build());
	}

	@RestController
	record Failing(ZmqException failure) {

		@GetMapping("/now")
		String now() {
			throw this.failure;
		}

		@GetMapping("/later")
		CompletableFuture<String> later() {
			return CompletableFuture.failedFuture(this.failure);
		}

	}

	@RestControllerAdvice
	@Order(0)
	static class OwnAdvice {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.LOCKED)
		void handle(ZmqException ex) {
		}

	}

}
