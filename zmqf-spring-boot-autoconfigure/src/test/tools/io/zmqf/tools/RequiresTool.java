package io.zmqf.tools;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test class or method where one of its tools is missing, and prints one line
 * that names the tool and its remedy. Where the system property {@code zmqf.peers} is
 * {@code required}, a missing tool fails the test instead, unless
 * {@code zmqf.peers.without} names it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {

	/** All of the tools that the test uses. */
	Tool[] value();

}
