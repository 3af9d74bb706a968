package io.zmqf.autoconfigure;

import io.zmqf.web.ZmqExceptionAdvice;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.bind.annotation.ControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

class ZmqWebAutoConfigurationTests {

	private static final AutoConfigurations AUTO = AutoConfigurations.of(ZmqWebAutoConfiguration.class);

	@Test
	void aServletApplicationHasTheAdvice() {
		new WebApplicationContextRunner().withConfiguration(AUTO)
			.run((context) -> assertThat(context).hasSingleBean(ZmqExceptionAdvice.class));
	}

	@Test
	void aReactiveApplicationHasTheAdvice() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO)
			.run((context) -> assertThat(context).hasSingleBean(ZmqExceptionAdvice.class));
	}

	@Test
	void anOtherApplicationHasNone() {
		new ApplicationContextRunner().withConfiguration(AUTO)
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqExceptionAdvice.class));
	}

	@Test
	void backsOffFromTheApplicationsOwn() {
		new WebApplicationContextRunner().withConfiguration(AUTO)
			.withBean("own", ZmqExceptionAdvice.class)
			.run((context) -> assertThat(context).hasSingleBean(ZmqExceptionAdvice.class).hasBean("own"));
	}

	@Test
	void needsSpringWeb() {
		new ApplicationContextRunner().withConfiguration(AUTO)
			.withClassLoader(new FilteredClassLoader(ControllerAdvice.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("zmqExceptionAdvice"));
	}

}
