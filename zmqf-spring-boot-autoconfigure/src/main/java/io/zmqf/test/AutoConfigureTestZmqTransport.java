package io.zmqf.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Runs router, worker and all clients of a test's application in memory, whatever
 * addresses its configuration has, and adds a {@link ZmqTester}. For use with
 * {@code @SpringBootTest}; the slices have it already.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(ZmqTesterAutoConfiguration.class)
public @interface AutoConfigureTestZmqTransport {

}
