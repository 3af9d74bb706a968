package io.zmqf.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches where one of the roles takes part in heartbeats. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnHeartbeatCondition.class)
@interface ConditionalOnHeartbeat {

	/**
	 * The roles.
	 * @return roles of which one will do
	 */
	Role[] value();

}
