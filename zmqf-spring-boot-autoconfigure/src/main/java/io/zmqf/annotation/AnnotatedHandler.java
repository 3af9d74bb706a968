package io.zmqf.annotation;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import io.zmqf.message.Printable;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.service.ProblemExceptions;
import io.zmqf.worker.HandlerSignature;
import io.zmqf.worker.RequestHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * A method that handles requests. Its exceptions are handled by an exception method of
 * its bean or of advice, if there is a matching one.
 */
final class AnnotatedHandler implements RequestHandler {

	private static final Log logger = LogFactory.getLog("io.zmqf.worker");

	private static final int MAX_CAUSES = 16;

	private static final Object[] NOTHING = {};

	private final ReplyingMethod method;

	private final ExceptionMethods exceptions;

	private final ProblemExceptions problems;

	private final boolean blocking;

	private final boolean interruptible;

	private final Set<String> roles;

	private final @Nullable Type parameter;

	AnnotatedHandler(ReplyingMethod method, ExceptionMethods exceptions, ProblemExceptions problems,
			DeclaredHandler declared, @Nullable Type parameter) {
		ZmqHandler annotation = declared.annotation();
		this.method = method;
		this.exceptions = exceptions;
		this.problems = problems;
		this.blocking = annotation == null || annotation.blocking();
		this.interruptible = annotation != null && annotation.interruptible();
		this.roles = declared.roles();
		this.parameter = parameter;
	}

	@Override
	public CompletionStage<Message> handle(Message request) {
		if (!isAllowed(request)) {
			return CompletableFuture
				.failedFuture(new ProblemException(ProblemType.FORBIDDEN.of(request.event(), null)));
		}
		RequestMessage message = new RequestMessage(request);
		@Nullable Object[] arguments;
		try {
			arguments = this.method.arguments(message, NOTHING);
		}
		catch (Exception ex) {
			return recover(message, ex, rejection(request, ex));
		}
		try {
			CompletionStage<Message> reply = this.method.reply(message, arguments);
			return isAnswered(reply) ? reply : reply.exceptionallyCompose((failure) -> recover(message, failure, null));
		}
		catch (Throwable ex) { // an exception method may handle an Error, too
			return recover(message, ex, null);
		}
	}

	private static @Nullable Problem rejection(Message request, Exception failure) {
		Problem problem = ArgumentProblems.of(request.event(), failure);
		if (problem != null && logger.isDebugEnabled()) {
			logger.debug(describe(request, problem, failure));
		}
		return problem;
	}

	/**
	 * Describes a rejected request for the log. The reason may contain request data and
	 * is not sent to the caller.
	 */
	private static String describe(Message request, Problem problem, Exception failure) {
		Throwable reason = NestedExceptionUtils.getRootCause(failure);
		return "The arguments of "
				+ new RequestReference(request.event(), null, RequestReference.traceId(request.headers()))
				+ " were rejected: " + Printable.of((reason != null) ? reason.toString() : problem.detail());
	}

	/** Whether the reply is complete and has not failed, as most replies are. */
	private static boolean isAnswered(CompletionStage<Message> reply) {
		return reply instanceof CompletableFuture<Message> future && future.isDone()
				&& !future.isCompletedExceptionally();
	}

	private boolean isAllowed(Message request) {
		if (this.roles.isEmpty()) {
			return true;
		}
		ZmqPrincipal sender = ZmqPrincipal.of(request.headers());
		return sender != null && this.roles.stream().anyMatch(sender::isIn);
	}

	private CompletionStage<Message> recover(RequestMessage message, Throwable failure, @Nullable Problem otherwise) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		ReplyingMethod exceptionMethod = (cause instanceof ProblemException) ? null : this.exceptions.find(cause);
		if (exceptionMethod != null) {
			@Nullable Object @Nullable [] arguments = null;
			try {
				arguments = exceptionMethod.arguments(message, causes(cause));
				return exceptionMethod.reply(message, arguments);
			}
			catch (Throwable ex) { // the caller still waits for a reply
				if (otherwise == null) {
					if (ex != cause) {
						ex.addSuppressed(cause);
					}
					Problem rejected = (arguments == null && ex instanceof Exception unfit)
							? rejection(message.request(), unfit) : null;
					return CompletableFuture.failedFuture((rejected != null) ? new ProblemException(rejected, ex) : ex);
				}
			}
		}
		Problem problem = (otherwise == null && !(cause instanceof ProblemException)) ? this.problems.problem(cause)
				: otherwise;
		return CompletableFuture.failedFuture((problem != null) ? new ProblemException(problem, cause) : cause);
	}

	/** Returns the exceptions that parameters of an exception method may take. */
	private static Object[] causes(Throwable failure) {
		List<Object> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes.toArray();
	}

	@Override
	public boolean isBlocking() {
		return this.blocking;
	}

	@Override
	public boolean isInterruptible() {
		return this.interruptible;
	}

	@Override
	public boolean isStreaming() {
		return this.method.isStreaming();
	}

	@Override
	public String description() {
		return this.method.description();
	}

	@Override
	public HandlerSignature signature() {
		return new HandlerSignature(this.parameter, this.method.result(), List.copyOf(this.roles),
				this.method.isStreaming());
	}

}
