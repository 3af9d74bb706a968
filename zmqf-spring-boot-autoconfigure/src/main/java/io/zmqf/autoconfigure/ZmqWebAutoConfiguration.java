package io.zmqf.autoconfigure;

import io.zmqf.web.ZmqExceptionAdvice;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * Auto-configuration for HTTP responses to failed requests.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ControllerAdvice.class)
public final class ZmqWebAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqExceptionAdvice zmqExceptionAdvice() {
		return new ZmqExceptionAdvice();
	}

}
