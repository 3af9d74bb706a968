package io.zmqf.message;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProblemTests {

	@ParameterizedTest
	@EnumSource
	void aProblemComesBackAsItWas(ProblemType type) {
		Problem problem = type.of("e", "Grüße \"🌍\"").withErrors(List.of(new Problem.FieldError("a.b", "c")));
		assertThat(Problem.fromJson(problem.toJson())).isEqualTo(problem);
		assertThat(Problem.fromJson(type.of(null, null).toJson())).isEqualTo(type.of(null, null));
	}

	@Test
	void theTypesAreThoseOfTheProtocol() {
		assertThat(ProblemType.values()).extracting((type) -> type.status() + " " + type.uri())
			.containsExactly("400 urn:zmqf:malformed", "403 urn:zmqf:forbidden", "404 urn:zmqf:no-handler",
					"413 urn:zmqf:too-large", "421 urn:zmqf:misdirected", "429 urn:zmqf:busy",
					"500 urn:zmqf:handler-failed", "502 urn:zmqf:worker-lost", "503 urn:zmqf:no-worker",
					"504 urn:zmqf:deadline-exceeded");
	}

	@Test
	void missingMembersOfAForeignPeerHaveDefaults() {
		assertThat(Problem.fromJson(utf8("{}")))
			.isEqualTo(new Problem("about:blank", "Error", 500, null, null, List.of()));
		assertThat(Problem.fromJson(utf8("{\"status\":404,\"title\":\"Gone\",\"other\":[1]}")))
			.isEqualTo(new Problem("about:blank", "Gone", 404, null, null, List.of(), Map.of("other", List.of(1))));
	}

	@Test
	void furtherMembersTravel() {
		Problem problem = Problem.of(409, "urn:shop:out-of-stock", "Out of stock", null)
			.withProperties(Map.of("article", "oak", "left", 3, "others", List.of("elm")))
			.withEvent("buy");
		assertThat(Problem.fromJson(problem.toJson())).isEqualTo(problem);
		assertThatIllegalArgumentException().isThrownBy(() -> problem.withProperties(Map.of("status", 1)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "\"it broke\"", "[1,2]", "17", "no json at all", "{\"status\":", "{} {}" })
	void dataThatIsNoProblemBecomesTheDetail(String data) {
		Problem problem = Problem.fromJson(utf8(data));
		assertThat(problem.status()).isEqualTo(500);
		assertThat(problem.detail()).isEqualTo(data);
		assertThat(problem.summary()).contains("500");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"status\":\"x\"}", "{\"status\":1e400}", "{\"status\":99999999999999999999}",
			"{\"status\":[]}", "{\"status\":null,\"type\":null,\"title\":null,\"detail\":null,\"event\":null}",
			"{\"type\":{},\"title\":[1],\"detail\":{},\"event\":[]}", "{\"errors\":{\"a\":1}}",
			"{\"errors\":[1,null,[]]}", "{\"errors\":[{\"field\":1,\"message\":{}}]}", "{\"errors\":\"x\"}" })
	void membersOfAnotherTypeAreNoReasonToFail(String data) {
		Problem problem = Problem.fromJson(utf8(data));
		assertThat(problem.status()).isEqualTo(500);
		assertThat(Problem.fromJson(problem.toJson())).isEqualTo(problem);
	}

	@Test
	void aNestingWithoutEndIsNoReasonToFail() {
		assertThat(Problem.fromJson(utf8("[".repeat(100_000))).status()).isEqualTo(500);
		assertThat(Problem.fromJson(utf8("{\"a\":".repeat(100_000))).status()).isEqualTo(500);
	}

	@ParameterizedTest
	@EnumSource
	void problemIsReadFromItsBeginning(ProblemType type) {
		Problem problem = type.of("e", "Grüße \"🌍\"").withProperties(Map.of("other", List.of(1)));
		assertThat(Problem.brief(problem.toJson())).isEqualTo(type.of(null, "Grüße \"🌍\""));
		assertThat(Problem.brief(utf8("{\"errors\":[[{}]],\"status\":404}")).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[1,2]", "no json", "{\"status\":", "{\"status\":[],\"type\":{},\"title\":null}" })
	void incompleteBeginningDoesNotFail(String data) {
		assertThat(Problem.brief(utf8(data)))
			.isEqualTo(new Problem("about:blank", "Error", 500, null, null, List.of()));
	}

	/** A loop would read it, and all else would wait for that. */
	@Test
	void noMoreThanTheBeginningIsReadOnTheWay() {
		byte[] data = utf8("{\"type\":\"urn:a\",\"status\":418,\"errors\":[" + "[],".repeat(1_000_000) + "[]]}");
		byte[][] reply = { {}, utf8("error"), data };
		assertThat(allocatedBy(() -> assertThat(RequestTrace.outcome(reply)).isEqualTo("418 Error")))
			.isLessThan(data.length);
		assertThat(allocatedBy(() -> assertThat(Misdirection.read(reply, 0)).isNull())).isLessThan(data.length);
		assertThat(allocatedBy(() -> assertThat(GatheredItem.of(reply, 0, "node", new byte[0][])).isNotNull()))
			.isLessThan(data.length);
	}

	private static long allocatedBy(Runnable code) {
		code.run(); // with the classes loaded
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		code.run();
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

	@Test
	void summaryIsTruncated() {
		String endless = "x".repeat(3_000_000);
		Problem problem = new Problem("about:blank", endless, 500, endless, null, List.of());
		assertThat(problem.summary()).hasSizeLessThan(3000).startsWith("500 xxx").endsWith("x…");
		assertThat(new ZmqRemoteException("event", "tcp://peer:1", problem).getMessage()).hasSizeLessThan(3000);
		assertThat(new ProblemException(problem, null).getMessage()).hasSizeLessThan(3000);
	}

	@Test
	void halfACharacterIsNoReasonToFailToWrite() {
		Problem problem = ProblemType.MALFORMED.of("e", "before \ud83c after")
			.withErrors(List.of(new Problem.FieldError("\udf0d", "\ud83c")));
		Problem read = Problem.fromJson(problem.toJson());
		assertThat(read.status()).isEqualTo(400);
		assertThat(read.detail()).startsWith("before ").endsWith(" after");
	}

	@Test
	void anApplicationsOwnProblemIsAnError() {
		assertThat(Problem.of(409, "urn:shop:sold-out", "Sold out", "none left").status()).isEqualTo(409);
		for (int status : new int[] { -1, 0, 200, 399, 600 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> Problem.of(status, "urn:a", "A", null))
				.withMessageContaining(Integer.toString(status));
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
