package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Locale;

import io.zmqf.client.ZmqClientCustomizer;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.router.Router;
import io.zmqf.router.ZmqRouterCustomizer;
import io.zmqf.security.ZmqAuthenticationConverter;
import io.zmqf.worker.ZmqHandlerExecutor;
import io.zmqf.worker.ZmqWorkerCustomizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Logs the addresses and beans of a child context that have no effect, because the
 * context uses the nodes of its parent.
 *
 * @param context the child context
 */
record IgnoredAddresses(ApplicationContext context) implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	@Override
	public void afterSingletonsInstantiated() {
		ApplicationContext parent = this.context.getParent();
		for (Role role : Role.values()) {
			if (parent != null && !isIn(this.context, role) && isInOneOf(parent, role)) {
				role.addresses().forEach((name) -> warnOfAddress(role, name, parent));
				if (role != Role.CLIENT || !hasOwnClients()) {
					beans(role).forEach((type) -> warnOfBeans(role, type, parent));
				}
			}
		}
	}

	private void warnOfAddress(Role role, String name, ApplicationContext parent) {
		List<String> own = addresses(this.context.getEnvironment(), name);
		if (!own.isEmpty() && !own.equals(addresses(parent.getEnvironment(), name))) {
			logger.warn(name + "=" + String.join(",", own) + " has no effect: this context uses the " + name(role)
					+ " of a parent context. Set the property for the parent context, or set zmqf.enabled=false there");
		}
	}

	/** Whether the context has clients of its own. */
	private boolean hasOwnClients() {
		return this.context.getBeanNamesForType(ZmqClient.class, true, false).length > 0;
	}

	private void warnOfBeans(Role role, Class<?> type, ApplicationContext parent) {
		for (String name : this.context.getBeanNamesForType(type, true, false)) {
			if (!parent.containsBean(name)) {
				logger.warn("Bean '" + name + "' (" + type.getSimpleName() + ") has no effect: this context uses the "
						+ name(role) + " of a parent context. Declare the bean there");
			}
		}
	}

	private static String name(Role role) {
		return role.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the types of beans that customize a node. Handler interceptors are not
	 * among them, as they apply to the handlers of their own context.
	 */
	private static List<Class<?>> beans(Role role) {
		return switch (role) {
			case ROUTER -> List.of(ZmqRouterCustomizer.class);
			case WORKER, SERVER ->
				List.of(ZmqWorkerCustomizer.class, ZmqHandlerExecutor.class, ZmqAuthenticationConverter.class);
			case CLIENT -> List.of(ZmqClientCustomizer.class, ZmqClientInterceptor.class, ZmqReplyExecutor.class);
		};
	}

	private static boolean isInOneOf(@Nullable ApplicationContext parent, Role role) {
		return parent != null && (isIn(parent, role) || isInOneOf(parent.getParent(), role));
	}

	private static boolean isIn(ApplicationContext context, Role role) {
		return switch (role) {
			case ROUTER -> context.getBeanNamesForType(Router.class, true, false).length > 0;
			case WORKER -> context.containsLocalBean(ZmqWorkerAutoConfiguration.WORKER);
			case SERVER -> context.containsLocalBean(ZmqWorkerAutoConfiguration.SERVER);
			case CLIENT -> context.containsLocalBean(ZmqClientAutoConfiguration.CLIENT);
		};
	}

	/**
	 * Returns the addresses of a property. The environment of a child context includes
	 * that of its parent.
	 */
	private static List<String> addresses(Environment environment, String name) {
		return Binder.get(environment).bind(name, Bindable.listOf(String.class)).orElse(List.of());
	}

}
