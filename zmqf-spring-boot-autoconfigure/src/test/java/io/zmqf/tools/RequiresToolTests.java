package io.zmqf.tools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class RequiresToolTests {

	private final Tool tool = mock();

	@Test
	void missingToolSkipsWithOneLine(CapturedOutput output) {
		given(this.tool.problem()).willReturn("tc (Debian: apt-get install iproute2)");
		ConditionEvaluationResult result = RequiresToolCondition.evaluate("SomeIT", this.tool);
		assertThat(result.isDisabled()).isTrue();
		assertThat(result.getReason()).contains("needs tc (Debian: apt-get install iproute2)");
		assertThat(output.getOut().lines())
			.containsExactly("Skipped SomeIT, which needs tc (Debian: apt-get install iproute2)");
	}

	@Test
	void missingToolFailsWhereItIsRequired() {
		given(this.tool.problem()).willReturn("tc");
		given(this.tool.isRequired()).willReturn(true);
		assertThatIllegalStateException().isThrownBy(() -> RequiresToolCondition.evaluate("SomeIT", this.tool))
			.withMessageContaining("SomeIT needs tc");
	}

	@Test
	void toolThatCanBeUsedEnables(CapturedOutput output) {
		assertThat(RequiresToolCondition.evaluate("SomeIT", this.tool).isDisabled()).isFalse();
		assertThat(output.getOut()).isEmpty();
	}

}
