package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Evaluates {@code zmqf.enabled} with the conversion of bound properties. A value that is
 * not a boolean fails the start instead of silently disabling the library.
 */
class OnZmqEnabledCondition extends SpringBootCondition {

	private static final String ENABLED = "zmqf.enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean enabled = Binder.get(context.getEnvironment()).bind(ENABLED, Boolean.class).orElse(true);
		return new ConditionOutcome(enabled,
				ConditionMessage.forCondition(ConditionalOnZmqEnabled.class).because(ENABLED + " is " + enabled));
	}

}
