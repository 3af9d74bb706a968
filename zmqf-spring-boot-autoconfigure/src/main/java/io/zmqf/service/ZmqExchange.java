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
 * Declares a request as a method of an interface, which callers call and handlers
 * implement. On the interface, the annotation sets the prefix of all events and the
 * defaults of its methods.
 * <p>
 * One parameter without an annotation, or with
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}, is the data.
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers} are headers.
 * A {@link java.time.Duration} is the timeout of the call; its handler gets the remaining
 * time. The return value is the data of the reply: any type, {@code Optional}, {@code
 * void} to wait for success only, or a {@code CompletionStage} or a {@code Mono} of
 * these.
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
	 * @return the event or the prefix. A full stop separates them, and placeholders are
	 * resolved
	 */
	@AliasFor("event")
	String value() default "";

	/**
	 * The event of the method, or the prefix of the interface.
	 * @return the event or the prefix
	 */
	@AliasFor("value")
	String event() default "";

	/**
	 * The timeout of the calls, which overrides that of the client.
	 * @return a duration such as {@code 500ms} or {@code PT0.5S}; placeholders are
	 * resolved
	 */
	String timeout() default "";

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} to send it again if its worker or connection is lost
	 */
	boolean idempotent() default false;

	/**
	 * The exceptions that problems are translated into, besides those in the method's
	 * {@code throws} clause and in the interface's package.
	 * @return the classes with {@link ZmqProblem @ZmqProblem}
	 */
	Class<? extends Throwable>[] problems() default {};

}
