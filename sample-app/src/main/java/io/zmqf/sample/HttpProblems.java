package io.zmqf.sample;

import java.net.URI;

import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells an HTTP caller why a request over ZeroMQ has no reply.
 */
@RestControllerAdvice
@ConditionalOnWebApplication
class HttpProblems {

	/** The peer said why: its problem detail is HTTP's own format. */
	@ExceptionHandler
	ProblemDetail remote(ZmqRemoteException ex) {
		Problem problem = ex.getProblem();
		ProblemDetail detail = ProblemDetail.forStatus(statusOf(ex));
		detail.setType(URI.create(problem.type()));
		detail.setTitle(problem.title());
		detail.setDetail(problem.detail());
		detail.setProperty("event", ex.getEvent());
		if (!problem.errors().isEmpty()) {
			detail.setProperty("errors", problem.errors());
		}
		return detail;
	}

	/** A missing handler is the operator's concern: the HTTP resource does exist. */
	private static int statusOf(ZmqRemoteException ex) {
		return ex.is(ProblemType.NO_HANDLER) ? HttpStatus.BAD_GATEWAY.value() : ex.getStatus();
	}

	/** Nobody said anything. */
	@ExceptionHandler
	ProblemDetail silent(ZmqException ex) {
		HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
		if (ex instanceof ZmqTimeoutException) {
			status = HttpStatus.GATEWAY_TIMEOUT;
		}
		else if (ex instanceof ZmqMalformedReplyException) {
			status = HttpStatus.BAD_GATEWAY;
		}
		ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, ex.getMessage());
		detail.setProperty("event", ex.getEvent());
		return detail;
	}

}
