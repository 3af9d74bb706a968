package io.zmqf.tools;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class RequiresToolTests {

	private final Tool tool = mock();

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final PrintStream console = new PrintStream(this.output, true);

	@Test
	void missingToolSkipsWithOneLine() {
		given(this.tool.problem()).willReturn("tc (Debian: apt-get install iproute2)");
		ConditionEvaluationResult result = RequiresToolCondition.evaluate(this.console, "SomeIT", this.tool);
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).contains("needs tc (Debian: apt-get install iproute2)");
		assertThat(this.output.toString().lines())
			.containsExactly("Skipped SomeIT, which needs tc (Debian: apt-get install iproute2)");
	}

	@Test
	void missingToolFailsWhereItIsRequired() {
		given(this.tool.problem()).willReturn("tc");
		given(this.tool.isRequired()).willReturn(true);
		assertThatIllegalStateException()
			.isThrownBy(() -> RequiresToolCondition.evaluate(this.console, "SomeIT", this.tool))
			.withMessageContaining("SomeIT needs tc");
	}

	@Test
	void toolThatCanBeUsedEnables() {
		assertThat(RequiresToolCondition.evaluate(this.console, "SomeIT", this.tool).isDisabled()).isFalse();
		assertThat(this.output.toString()).isEmpty();
	}

}
