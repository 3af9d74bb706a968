package io.zmqf.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;

/**
 * Declares a request as a method of an interface, which its callers call and its handlers
 * implement. On the interface, the annotation names the prefix of all its events, and
 * what holds for each method that does not say otherwise.
 * <p>
 * One parameter without an annotation, or with
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}, is the data.
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} are headers.
 * A {@link java.time.Duration} is the timeout of the call; its handler gets the time that
 * is left. The return value is the data of the reply: any type, {@code Optional},
 * {@code void} to wait for nothing but the success, or a {@code CompletionStage} or a
 * {@code Mono} of these.
 *
 * @since 0.1.0
 */
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Reflective(MessageMappingReflectiveProcessor.class)
public @interface ZmqExchange {

	/**
	 * The event of the method, or the prefix of the interface.
	 * @return the name; a full stop separates prefix and event; placeholders are resolved
	 */
	@AliasFor("event")
	String value() default "";

	/**
	 * The event of the method, or the prefix of the interface.
	 * @return as {@link #value()}
	 */
	@AliasFor("value")
	String event() default "";

	/**
	 * The timeout of the calls, instead of the client's own.
	 * @return a duration such as {@code 500ms} or {@code PT0.5S}; placeholders are
	 * resolved
	 */
	String timeout() default "";

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} to repeat it where a worker or a connection is lost with it
	 */
	boolean idempotent() default false;

	/**
	 * The exceptions that a problem can come back as, besides those of the method's
	 * {@code throws} clause and of the interface's package.
	 * @return classes with {@link ZmqProblem @ZmqProblem}
	 */
	Class<? extends Throwable>[] problems() default {};

}
