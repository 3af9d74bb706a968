package io.zmqf.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

/** Has a test's application run all of the auto-configuration. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration({ JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
		ZmqTransportAutoConfiguration.class, ZmqRouterAutoConfiguration.class, ZmqHandlerAutoConfiguration.class,
		ZmqWorkerAutoConfiguration.class, ZmqClientAutoConfiguration.class })
public @interface AutoConfigureZmq {

}
