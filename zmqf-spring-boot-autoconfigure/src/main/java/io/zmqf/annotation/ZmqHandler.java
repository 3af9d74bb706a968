package io.zmqf.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMappingReflectiveProcessor;

/**
 * Declares a method as the handler of an event. The method may belong to any bean, and a
 * bean may have several handlers. An event has exactly one handler.
 * <p>
 * A parameter takes the request's data by its type: {@code byte[]} is the JSON text
 * itself, {@code String} the value of a JSON string. All other types are read by the
 * application's {@code JsonMapper}. Data is required unless the parameter is nullable, an
 * {@code Optional} or declared as optional by
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}. With
 * {@code @Valid} or {@code @Validated} it is validated first. Headers are taken by
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}, and both the
 * data and the headers as Spring's {@link org.springframework.messaging.Message}. The
 * original request is taken as {@link io.zmqf.message.Message}, and its sender as
 * {@link io.zmqf.message.ZmqPrincipal} or {@link java.security.Principal}. The sender is
 * required like data, so a request from an unknown sender is rejected as forbidden.
 * <p>
 * The return value is the reply's data, either directly or by a {@code CompletionStage}
 * or a {@code Mono}. No value is sent as the JSON value {@code null}. Spring's
 * {@code Message} adds headers to the reply, and a {@link io.zmqf.message.Problem} makes
 * it an error.
 * <p>
 * Exceptions are handled by a method of the same bean with
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler},
 * if one matches. Its return value is the reply. A
 * {@link io.zmqf.message.ProblemException} is sent to the caller as it is. All other
 * exceptions are sent without their messages.
 *
 * @since 0.1.0
 */
@Documented
@Reflective(MessageMappingReflectiveProcessor.class)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface ZmqHandler {

	/**
	 * Returns the event to handle.
	 * @return the name, 1 to 255 bytes of UTF-8 and not reserved; placeholders are
	 * resolved
	 */
	@AliasFor("event")
	String value() default "";

	/**
	 * Returns the event to handle.
	 * @return the name, an alias for {@link #value()}
	 */
	@AliasFor("value")
	String event() default "";

	/**
	 * Whether the method may block. A method that does not block is called on the event
	 * loop, which saves two context switches. It only computes briefly, or returns a
	 * {@code CompletionStage} or a {@code Mono}. While it runs, no socket of the
	 * application sends or receives, except for heartbeats. Never set {@code false} for a
	 * method that waits for a lock, a database or another request.
	 * @return {@code false} to call the method on the event loop
	 */
	boolean blocking() default true;

	/**
	 * Whether the thread of the method is interrupted when the request is cancelled: at
	 * its deadline, by its caller, or by the loss of the caller's connection. It is never
	 * interrupted outside the method. An interrupt ends blocking calls, such as
	 * {@code Thread.sleep}, queues, locks and most HTTP clients. Some database drivers
	 * close their connection.
	 * @return {@code true} for a method that may block and can be interrupted anywhere
	 */
	boolean interruptible() default false;

	/**
	 * Returns the roles that may call the method. The sender of a request needs one of
	 * them, as authenticated by the handshake of its connection. Requests of other
	 * senders are rejected with {@link io.zmqf.message.ProblemType#FORBIDDEN}.
	 * @return the names of the roles, empty to allow every peer that can connect;
	 * placeholders are resolved
	 */
	String[] roles() default {};

}
