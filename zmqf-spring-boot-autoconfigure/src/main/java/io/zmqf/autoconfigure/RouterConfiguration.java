package io.zmqf.autoconfigure;

import io.zmqf.actuate.Listeners;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.transport.Transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The router, where one of its addresses is set or none at all. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.ROUTER)
class RouterConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Router zmqRouter(PropertiesSettings settings, ObjectProvider<RoutingStrategy> strategy, Transport transport,
			ObjectProvider<RouterListener> listeners) {
		return new Router(settings.router(strategy.getIfAvailable()), transport,
				Listeners.router(listeners.orderedStream().toList()));
	}

	@Bean
	NodeLifecycle zmqRouterLifecycle(Router router, RoleAnnouncements announcements,
			ObjectProvider<LifecycleProperties> lifecycle) {
		return new NodeLifecycle(new RouterNode(router), announcements,
				lifecycle.getIfAvailable(LifecycleProperties::new));
	}

}
