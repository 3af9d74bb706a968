package io.zmqf.service;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Problem;
import io.zmqf.message.ZmqRemoteException;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Problems as exceptions and back. */
@ExtendWith(OutputCaptureExtension.class)
class ProblemExceptionsTests {

	private final JsonMapper mapper = new JsonMapper();

	@Test
	void makesAProblemOfTheAnnotationTheMessageAndTheProperties() {
		Problem problem = new ProblemExceptions(this.mapper).problem(new SoldOutException("oak", 3, "urn:own"));
		assertThat(problem).isNotNull();
		assertThat(problem.type()).isEqualTo("urn:shop:sold-out");
		assertThat(problem.title()).isEqualTo("Sold out");
		assertThat(problem.status()).isEqualTo(409);
		assertThat(problem.detail()).isEqualTo("Only 3 of oak");
		assertThat(problem.properties()).isEqualTo(Map.of("article", "oak", "left", 3));
		assertThat(new ProblemExceptions(this.mapper).problem(new IllegalStateException())).isNull();
	}

	@Test
	void keepsAllDigitsOfDecimalNumbers() {
		BigDecimal price = new BigDecimal("1234567890123456789.01234567890");
		Problem sent = new ProblemExceptions(this.mapper).problem(new PriceException(price, 0.5));
		assertThat(sent).isNotNull();
		Problem received = Problem.fromJson(sent.toJson());
		assertThat(received.properties()).containsEntry("price", price);
		ProblemExceptions exceptions = new ProblemExceptions(this.mapper,
				Map.of("urn:shop:price", PriceException.class));
		assertThat(exceptions.exception(new ZmqRemoteException("buy", "inproc://a", received)))
			.isInstanceOfSatisfying(PriceException.class, (ex) -> {
				assertThat(ex.price).isEqualTo(price);
				assertThat(ex.rate).isEqualTo(0.5);
			});
	}

	@Test
	void makesExceptionsByTheConstructorThatFits() {
		assertThat(exception(PlainException.class, Map.of("left", 3))).isInstanceOfSatisfying(PlainException.class,
				(ex) -> {
					assertThat(ex).hasMessage(null).hasCauseInstanceOf(ZmqRemoteException.class);
					assertThat(ex.left).isEqualTo(3);
				});
		assertThat(exception(CausedException.class, Map.of())).hasMessage("a detail")
			.hasCauseInstanceOf(ZmqRemoteException.class);
	}

	@Test
	void keepsTheFailureWhereNoExceptionFitsAndWarnsOnce(CapturedOutput output) {
		ProblemExceptions exceptions = new ProblemExceptions(this.mapper,
				Map.of("urn:shop:sold-out", SoldOutException.class));
		for (int i = 0; i < 3; i++) {
			assertThat(exceptions.exception(failure(Map.of("forged\nline", 1)))).isNull();
			assertThat(exceptions.exception(failure(Map.of("article", List.of(1), "left", "many")))).isNull();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("can't be converted to a"))).hasSize(1);
		assertThat(output.getAll().lines()).noneMatch((line) -> line.startsWith("line"));
	}

	@Test
	void errorInPlaceOfAnExceptionIsThrown() {
		CallFailures failures = new CallFailures(
				new ProblemExceptions(this.mapper, Map.of("urn:shop:sold-out", BrokenException.class)));
		assertThat(failures.translate(failure(Map.of()))).isInstanceOf(LinkageError.class);
		assertThat(failures.translate(CompletableFuture.failedFuture(failure(Map.of())))).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(LinkageError.class);
		assertThat(failures.translate(CompletableFuture.completedFuture(1), (reply) -> {
			throw new StackOverflowError("on purpose");
		})).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(StackOverflowError.class);
	}

	@Test
	void searchesOnlyTheDefaultPackageForAContractWithoutPackage() {
		Class<?> contract = new ByteBuddy().makeInterface()
			.name("Contract")
			.make()
			.load(getClass().getClassLoader())
			.getLoaded();
		assertThat(ProblemClasses.of(contract)).isEmpty();
	}

	private Throwable exception(Class<? extends Throwable> type, Map<String, Object> properties) {
		return new ProblemExceptions(this.mapper, Map.of("urn:shop:sold-out", type)).exception(failure(properties));
	}

	private static ZmqRemoteException failure(Map<String, Object> properties) {
		return new ZmqRemoteException("buy", "inproc://a",
				Problem.of(409, "urn:shop:sold-out", "Sold out", "a detail").withProperties(properties));
	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class SoldOutException extends RuntimeException {

		private final String article;

		private final int left;

		private final String type;

		SoldOutException(String article, int left, String type) {
			super("Only " + left + " of " + article);
			this.article = article;
			this.left = left;
			this.type = type;
		}

		@Override
		public String toString() {
			return this.article + this.left + this.type;
		}

	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class PlainException extends RuntimeException {

		private int left;

	}

	static class BrokenException extends RuntimeException {

		static final int NUMBER = Integer.parseInt("none");

	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class CausedException extends RuntimeException {

		CausedException(String message, Throwable cause) {
			super(message, cause);
		}

	}

	@ZmqProblem(type = "urn:shop:price")
	static class PriceException extends RuntimeException {

		private final BigDecimal price;

		private final double rate;

		PriceException(BigDecimal price, double rate) {
			this.price = price;
			this.rate = rate;
		}

	}

}
