package io.zmqf.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches where the application plays a role. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnRoleCondition.class)
@interface ConditionalOnRole {

	/**
	 * The role.
	 * @return the role
	 */
	Role value();

}
