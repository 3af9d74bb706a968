package io.zmqf.security;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.ZmqHandlerInterceptor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.ReactiveSecurityContextHolderThreadLocalAccessor;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.ClassUtils;

/**
 * Sets the sender of a request as the thread's security context while the handler runs.
 * If Spring Security denies access, the reply is the problem {@code forbidden}.
 *
 * @since 0.1.0
 */
public final class SecurityContextInterceptor implements ZmqHandlerInterceptor, Ordered {

	/**
	 * The order of this interceptor: early, so that most other interceptors see the
	 * sender.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private static final int MAX_CAUSES = 16;

	private static final boolean REACTIVE = ClassUtils.isPresent("reactor.core.publisher.Mono",
			SecurityContextInterceptor.class.getClassLoader())
			&& ClassUtils.isPresent("io.micrometer.context.ThreadLocalAccessor",
					SecurityContextInterceptor.class.getClassLoader());

	private final ZmqAuthenticationConverter converter;

	private final SecurityContextHolderStrategy holder;

	/**
	 * Creates the interceptor.
	 * @param converter the converter from a request to the authentication of its sender
	 * @param holder the strategy that holds the security context
	 */
	public SecurityContextInterceptor(ZmqAuthenticationConverter converter, SecurityContextHolderStrategy holder) {
		this.converter = converter;
		this.holder = holder;
	}

	@Override
	public CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception {
		try {
			SecurityContext context = context(sender(request));
			this.holder.setContext(context);
			if (REACTIVE) {
				Reactive.set(context);
			}
			CompletionStage<Message> reply = next.handle(request);
			return isAnswered(reply) ? reply : reply
				.exceptionallyCompose((failure) -> CompletableFuture.failedFuture(outcome(request, failure)));
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(outcome(request, ex));
		}
		finally {
			this.holder.clearContext();
			if (REACTIVE) {
				Reactive.clear();
			}
		}
	}

	private @Nullable Authentication sender(Message request) {
		try {
			return this.converter.convert(request);
		}
		catch (AuthenticationException ex) {
			throw new ProblemException(ProblemType.FORBIDDEN.of(request.event(), null), ex);
		}
	}

	private SecurityContext context(@Nullable Authentication sender) {
		SecurityContext context = this.holder.createEmptyContext();
		context.setAuthentication(sender);
		return context;
	}

	private static boolean isAnswered(CompletionStage<Message> reply) {
		return reply instanceof CompletableFuture<Message> future && future.isDone()
				&& !future.isCompletedExceptionally();
	}

	/**
	 * Finds Spring Security's exceptions among the causes, because an expression wraps
	 * them.
	 */
	private static Throwable outcome(Message request, Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < MAX_CAUSES
				&& !(cause instanceof ProblemException); cause = cause.getCause(), depth++) {
			if (cause instanceof AccessDeniedException || cause instanceof AuthenticationCredentialsNotFoundException) {
				return new ProblemException(ProblemType.FORBIDDEN.of(request.event(), null), cause);
			}
		}
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	/**
	 * The context that the handler's Mono captures. This class is loaded only if Reactor
	 * is present.
	 */
	private static final class Reactive {

		private static final ReactiveSecurityContextHolderThreadLocalAccessor ACCESSOR = new ReactiveSecurityContextHolderThreadLocalAccessor();

		static void set(SecurityContext context) {
			ACCESSOR.setValue(Mono.just(context));
		}

		static void clear() {
			ACCESSOR.setValue();
		}

	}

}
