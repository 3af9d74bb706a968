package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Looks at the addresses that are set. */
class OnRoleCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Role role = metadata.getAnnotations().get(ConditionalOnRole.class).getEnum("value", Role.class);
		Roles roles = Roles.of(context.getBeanFactory(), context.getEnvironment());
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnRole.class, role);
		if (!roles.active().contains(role)) {
			return ConditionOutcome.noMatch(message.because("other addresses are set, and neither of "
					+ String.join(", ", role.addresses()) + ((role == Role.CLIENT) ? " nor a router or server" : "")));
		}
		return ConditionOutcome.match(message.because(roles.embedded() ? "no address is set" : "an address is set"));
	}

}
