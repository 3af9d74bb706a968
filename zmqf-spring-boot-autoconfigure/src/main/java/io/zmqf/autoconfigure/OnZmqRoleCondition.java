package io.zmqf.autoconfigure;

import java.util.Arrays;
import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Compares the roles that a bean requires with the roles of the application. */
class OnZmqRoleCondition extends SpringBootCondition implements ConfigurationCondition {

	/** Evaluates the condition when the beans of connection details are registered. */
	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		var annotation = metadata.getAnnotations().get(ConditionalOnZmqRole.class);
		Role[] wanted = annotation.getEnumArray("value", Role.class);
		if (AheadOfTime.isProcessing()) {
			return ConditionOutcome.match(ConditionMessage.forCondition(ConditionalOnZmqRole.class, (Object[]) wanted)
				.because("roles are chosen when the application starts"));
		}
		Roles roles = Roles.of(context.getBeanFactory(), context.getEnvironment());
		Set<Role> present = annotation.getBoolean("heartbeat") ? roles.heartbeats() : roles.active();
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnZmqRole.class, (Object[]) wanted);
		if (Arrays.stream(wanted).anyMatch(present::contains)) {
			return ConditionOutcome.match(message.because(roles.reason()));
		}
		return ConditionOutcome.noMatch(message.because(roles.reason() + ", and the roles"
				+ (annotation.getBoolean("heartbeat") ? " with heartbeats" : "") + " are " + present));
	}

}
