package io.zmqf.autoconfigure;

import io.zmqf.security.SecurityContextInterceptor;
import io.zmqf.security.ZmqAuthenticationConverter;
import io.zmqf.security.ZmqAuthenticationToken;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configuration for the security context of handlers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ZmqHandlerAutoConfiguration.class)
@ConditionalOnClass(SecurityContextHolder.class)
public final class ZmqSecurityContextAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqAuthenticationConverter zmqAuthenticationConverter() {
		return ZmqAuthenticationToken::of;
	}

	@Bean
	@ConditionalOnMissingBean
	SecurityContextInterceptor zmqSecurityContextInterceptor(ZmqAuthenticationConverter converter,
			ObjectProvider<SecurityContextHolderStrategy> holder) {
		return new SecurityContextInterceptor(converter,
				holder.getIfAvailable(SecurityContextHolder::getContextHolderStrategy));
	}

}
