package io.zmqf.autoconfigure;

import java.util.Arrays;
import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Looks at the address for heartbeats, and at the roles. */
class OnHeartbeatCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Role[] wanted = metadata.getAnnotations().get(ConditionalOnHeartbeat.class).getEnumArray("value", Role.class);
		Set<Role> heartbeats = Roles.of(context.getBeanFactory(), context.getEnvironment()).heartbeats();
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnHeartbeat.class,
				(Object[]) wanted);
		if (Arrays.stream(wanted).anyMatch(heartbeats::contains)) {
			return ConditionOutcome.match(message.because("there are heartbeats"));
		}
		return ConditionOutcome.noMatch(message.because(
				heartbeats.isEmpty() ? Roles.HEARTBEAT_ADDRESS + " is not set" : "the application has no such role"));
	}

}
