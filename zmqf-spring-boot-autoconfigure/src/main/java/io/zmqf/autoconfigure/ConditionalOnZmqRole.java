package io.zmqf.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches if the application has at least one of the given roles. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnZmqRoleCondition.class)
@interface ConditionalOnZmqRole {

	/**
	 * Returns the roles.
	 * @return the roles, of which one suffices
	 */
	Role[] value();

	/**
	 * Whether the role must also send or receive heartbeats.
	 * @return {@code true} to require heartbeats
	 */
	boolean heartbeat() default false;

}
