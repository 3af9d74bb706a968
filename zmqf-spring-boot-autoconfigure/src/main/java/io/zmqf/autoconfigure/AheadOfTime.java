package io.zmqf.autoconfigure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Removes the beans of inactive roles from an application that was processed ahead of
 * time. Conditions are evaluated at build time, when the addresses of the deployment are
 * unknown. The beans of all roles are therefore generated, and the roles are decided when
 * the application starts.
 *
 * @param environment the environment with the addresses
 * @param beanFactory the bean factory
 */
record AheadOfTime(Environment environment,
		BeanFactory beanFactory) implements BeanDefinitionRegistryPostProcessor, PriorityOrdered {

	static final Map<Role, List<String>> BEANS = new EnumMap<>(
			Map.of(Role.ROUTER, List.of("zmqRouter", "zmqRouterLifecycle"), Role.WORKER,
					List.of("zmqWorker", "zmqWorkerLifecycle"), Role.SERVER, List.of("zmqServer", "zmqServerLifecycle"),
					Role.CLIENT, List.of("zmqClient", "zmqClientInitializer")));

	static final List<String> HEARTBEAT_RECEIVER_BEANS = List.of("zmqHeartbeatReceiver",
			"zmqHeartbeatReceiverLifecycle");

	static final List<String> HEARTBEAT_SENDER_BEANS = List.of("zmqHeartbeatSenders", "zmqHeartbeatSendersLifecycle");

	/**
	 * Matches during ahead-of-time processing only. Without it, conditions are evaluated
	 * at the start.
	 */
	static final class Processing implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return isProcessing();
		}

	}

	/**
	 * Whether the application is processed ahead of time, so that all roles are possible.
	 * @return {@code true} while code is generated
	 */
	static boolean isProcessing() {
		return SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING);
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (isProcessing()) {
			return;
		}
		Roles roles = Roles.of(this.beanFactory, this.environment);
		BEANS.forEach((role, beans) -> keep(roles.active().contains(role), beans, registry));
		Set<Role> heartbeats = roles.heartbeats();
		keep(heartbeats.contains(Role.ROUTER) || heartbeats.contains(Role.SERVER), HEARTBEAT_RECEIVER_BEANS, registry);
		keep(heartbeats.contains(Role.WORKER) || heartbeats.contains(Role.CLIENT), HEARTBEAT_SENDER_BEANS, registry);
	}

	private static void keep(boolean active, List<String> beans, BeanDefinitionRegistry registry) {
		if (!active) {
			beans.stream().filter(registry::containsBeanDefinition).forEach(registry::removeBeanDefinition);
		}
	}

	/** Runs before named clients are registered, which depends on the default client. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
