package io.zmqf.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.AliasFor;

/**
 * Injects the TCP port that clients of the application connect to: the server's port, or
 * else the port of the router's frontend. Other ports are available as properties:
 * {@code @LocalZmqPort("${local.zmqf.router.backend.port}")}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${local.zmqf.port}")
public @interface LocalZmqPort {

	/**
	 * Returns the placeholder of the property with the port.
	 * @return a placeholder of {@code local.zmqf.port}, {@code local.zmqf.server.port},
	 * {@code local.zmqf.router.frontend.port}, {@code local.zmqf.router.backend.port} or
	 * {@code local.zmqf.heartbeat.port}
	 */
	@AliasFor(annotation = Value.class, attribute = "value")
	String value() default "${local.zmqf.port}";

}
