package io.zmqf.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches if the application plays one of several roles. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnZmqRoleCondition.class)
@interface ConditionalOnZmqRole {

	/**
	 * The roles.
	 * @return the roles, of which one suffices
	 */
	Role[] value();

	/**
	 * Whether the role has to send or receive heartbeats, too.
	 * @return {@code true} for heartbeats
	 */
	boolean heartbeat() default false;

}
