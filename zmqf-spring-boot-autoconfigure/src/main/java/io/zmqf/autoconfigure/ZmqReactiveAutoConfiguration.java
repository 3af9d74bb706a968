package io.zmqf.autoconfigure;

import io.zmqf.client.ZmqClient;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.transport.nio.NioTransport;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration for {@link ReactiveZmqClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqClientAutoConfiguration.class)
@ConditionalOnClass(Mono.class)
public final class ZmqReactiveAutoConfiguration {

	static { // once, as Reactor keeps the predicate
		Schedulers.registerNonBlockingThreadPredicate(
				(thread) -> thread == Thread.currentThread() && NioTransport.isEventLoopHeld());
	}

	@Lazy
	@Bean
	@ConditionalOnBean(ZmqClient.class)
	@ConditionalOnMissingBean
	ReactiveZmqClient zmqReactiveClient(ZmqClient client) {
		return ReactiveZmqClient.of(client);
	}

}
