package io.zmqf.transport.proof;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

import io.zmqf.transport.proof.EventLoopModel.Fault;
import io.zmqf.transport.proof.EventLoopModel.Role;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** All interleavings of the loop's thread, of callers and of one that closes. */
@Tag("jdk-independent")
class EventLoopModelTests {

	static Stream<List<Role>> casts() {
		return Stream.of(List.of(Role.HERE), List.of(Role.THERE), List.of(Role.HERE, Role.HERE),
				List.of(Role.HERE, Role.THERE), List.of(Role.HERE, Role.CLOSES), List.of(Role.THERE, Role.CLOSES),
				List.of(Role.HERE, Role.HERE, Role.CLOSES));
	}

	@ParameterizedTest
	@MethodSource("casts")
	void loopIsExclusiveLiveAndRunsOrRejectsEachTaskOnce(List<Role> cast) {
		for (int failures = 0; failures <= 2; failures++) {
			assertThat(new EventLoopModel(Fault.NONE, failures, cast.toArray(Role[]::new)).explore()).isPositive();
		}
	}

	@Test
	void theNumberOfInterleavingsIsThatOfThePage(TestReporter reporter) {
		EventLoopModel model = new EventLoopModel(Fault.NONE, 1, Role.HERE, Role.HERE, Role.THERE, Role.CLOSES);
		BigInteger interleavings = model.explore();
		reporter.publishEntry("states", Integer.toString(model.states()));
		reporter.publishEntry("interleavings", interleavings.toString());
		assertThat(model.states()).isGreaterThan(100_000);
		assertThat(interleavings).isGreaterThan(BigInteger.TEN.pow(20));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void aFaultOnPurposeIsFound(Fault fault) {
		assertThatExceptionOfType(EventLoopModel.Violation.class).isThrownBy(() -> {
			new EventLoopModel(fault, 1, Role.HERE, Role.THERE, Role.CLOSES).explore();
			// no other thread requests a turn
			new EventLoopModel(fault, 1, Role.HERE).explore();
		});
	}

}
