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
 * Has a method answer the requests of one event. The method may belong to any bean, and
 * the bean may have several; an event has one handler.
 * <p>
 * A parameter takes the request's data by its type: {@code byte[]} is the JSON text
 * itself, {@code String} the value of a JSON string, everything else what the
 * application's {@code JsonMapper} makes of it. Data is required unless the parameter is
 * nullable, an {@code Optional} or says so by
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload}. With
 * {@code @Valid} or {@code @Validated} it is validated first. Headers are taken by
 * {@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}, both
 * together as Spring's {@link org.springframework.messaging.Message}, and the request as
 * it came as {@link io.zmqf.message.Message}. Who sent it is taken as
 * {@link io.zmqf.message.ZmqPrincipal} or {@link java.security.Principal}: required like
 * data, so that a request whose sender is not known is forbidden.
 * <p>
 * The return value is the reply's data, at once or by a {@code CompletionStage} or a
 * {@code Mono}; nothing is the JSON value {@code null}. Spring's {@code Message} gives
 * the reply headers of its own, and a {@link io.zmqf.message.Problem} makes it an error.
 * <p>
 * What the method throws goes to a method of the same bean with
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler},
 * if there is one for it, whose return value is the reply. A
 * {@link io.zmqf.message.ProblemException} is told to the caller as it is, and everything
 * else without its message.
 *
 * @since 0.1.0
 */
@Documented
@Reflective(MessageMappingReflectiveProcessor.class)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface ZmqHandler {

	/**
	 * The event to answer.
	 * @return its name, 1 to 255 bytes of UTF-8 and not reserved; placeholders are
	 * resolved
	 */
	@AliasFor("event")
	String value() default "";

	/**
	 * The event to answer.
	 * @return as {@link #value()}
	 */
	@AliasFor("value")
	String event() default "";

	/**
	 * Whether the method may block. One that does not, because it only computes a little
	 * or answers by a {@code CompletionStage} or a {@code Mono}, is called on the thread
	 * that reads the network, which saves the way to another thread and back. While it
	 * runs, no socket of the application reads or sends anything else, but for
	 * heartbeats: a method that waits for anything, for a lock, a database or another
	 * request, must not say {@code false}.
	 * @return {@code false} to be called without a thread of its own
	 */
	boolean blocking() default true;

	/**
	 * Whether the thread of the method is interrupted once nobody waits for the reply any
	 * more: at the deadline of the request, or because its caller has cancelled it or is
	 * gone. It is never interrupted outside the method. Code that waits ends by an
	 * interrupt, such as {@code Thread.sleep}, queues, locks and most HTTP clients; some
	 * drivers of databases close their connection.
	 * @return {@code true} for a method that may block and can be interrupted anywhere
	 */
	boolean interruptible() default false;

	/**
	 * Who may call: the sender of a request has to have one of these roles, as the
	 * handshake of its connection has proved. Others are answered with
	 * {@link io.zmqf.message.ProblemType#FORBIDDEN}, and the method is not called.
	 * @return the names of roles, none for everybody who can connect; placeholders are
	 * resolved
	 */
	String[] roles() default {};

}
