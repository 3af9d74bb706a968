package io.zmqf.autoconfigure;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.router.ZmqRouterCustomizer;
import io.zmqf.transport.Transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the router between clients and workers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqTransportAutoConfiguration.class)
@ConditionalOnZmqRole(Role.ROUTER)
@ConditionalOnZmqEnabled
public final class ZmqRouterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Router zmqRouter(ZmqSettingsFactory settings, ObjectProvider<RoutingStrategy> strategy, Transport transport,
			ObjectProvider<RouterListener> listeners, ObjectProvider<ZmqRouterCustomizer> customizers) {
		RouterSettings customized = settings.router(strategy.getIfAvailable());
		for (ZmqRouterCustomizer customizer : customizers.orderedStream().toList()) {
			customized = customizer.customize(customized);
		}
		return new Router(customized, transport,
				CompositeListener.of(RouterListener.class, listeners.orderedStream().toList()),
				settings.requestLog("router"));
	}

	@Bean
	@ConditionalOnBean(value = Router.class, search = SearchStrategy.CURRENT)
	NodeLifecycle zmqRouterLifecycle(Router router, RoleContext context) {
		return NodeLifecycle.of(router, context);
	}

}
