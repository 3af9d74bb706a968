package io.zmqf.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Runs the router, worker and clients of the application under test in memory, regardless
 * of the configured addresses, and adds a {@link ZmqTester}. For use with
 * {@code @SpringBootTest}; {@link ZmqHandlerTest} includes it.
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
