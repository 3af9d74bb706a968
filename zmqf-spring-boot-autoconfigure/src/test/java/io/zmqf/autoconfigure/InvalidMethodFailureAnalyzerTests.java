package io.zmqf.autoconfigure;

import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import io.zmqf.annotation.ZmqHandler;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The start's failure names the method that can't be a handler, and a remedy. */
@ExtendWith(OutputCaptureExtension.class)
class InvalidMethodFailureAnalyzerTests {

	@ParameterizedTest
	@ValueSource(classes = { Reserved.class, Empty.class, Unresolved.class, PlainFuture.class })
	void describesMethodAndRemedyWithoutATrace(Class<?> handlers, CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, handlers);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatIllegalStateException().isThrownBy(() -> application.run("--zmqf.client.adress=x"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(handlers.getTypeName() + ".handle()")
			.contains("Action:")
			.doesNotContain("\tat ");
		assertThat(output.getAll().substring(output.getAll().indexOf("Description:"))).doesNotContain("zmqf.client");
	}

	@EnableAutoConfiguration
	static class Application {

	}

	static class Reserved {

		@ZmqHandler("zmqf.ready")
		void handle() {
		}

	}

	static class Empty {

		@ZmqHandler
		void handle() {
		}

	}

	static class Unresolved {

		@ZmqHandler("${orders.event}")
		void handle() {
		}

	}

	static class PlainFuture {

		@ZmqHandler("later")
		Future<String> handle() {
			return new FutureTask<>(() -> "a");
		}

	}

}
