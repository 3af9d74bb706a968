package io.zmqf.web;

import java.net.URI;
import java.net.URISyntaxException;

import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers an HTTP request with a problem detail (RFC 9457) if its controller throws a
 * {@link ZmqException}. It supports Spring MVC and WebFlux. An application's own advice
 * takes precedence. No response contains the address of a node.
 *
 * @since 0.1.0
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class ZmqExceptionAdvice {

	private static final URI UNKNOWN_TYPE = URI.create("about:blank");

	/**
	 * Creates the HTTP response for a failed ZeroMQ request.
	 * @param ex the failure
	 * @return the problem detail from the peer if it sent one, with its status
	 */
	@ExceptionHandler
	public ResponseEntity<ProblemDetail> handle(ZmqException ex) {
		ProblemDetail detail = (ex instanceof ZmqRemoteException remote) ? ofPeer(remote)
				: ProblemDetail.forStatusAndDetail(statusOf(ex), "No reply to '" + ex.getEvent() + "'");
		detail.setProperty("event", ex.getEvent());
		return ResponseEntity.of(detail).build();
	}

	private static ProblemDetail ofPeer(ZmqRemoteException ex) {
		Problem problem = ex.getProblem();
		ProblemDetail detail = ProblemDetail.forStatus(statusOf(ex));
		detail.setType(typeOf(problem));
		detail.setTitle(problem.title());
		detail.setDetail(problem.detail());
		if (!problem.errors().isEmpty()) {
			detail.setProperty("errors", problem.errors());
		}
		problem.properties().forEach(detail::setProperty);
		return detail;
	}

	private static URI typeOf(Problem problem) {
		try {
			return new URI(problem.type());
		}
		catch (URISyntaxException ex) {
			return UNKNOWN_TYPE;
		}
	}

	/**
	 * The HTTP status for a problem from a peer. A missing handler is 502, because the
	 * HTTP resource itself exists. A status outside 400 to 599 comes from a foreign peer
	 * and becomes 502 as well.
	 */
	private static int statusOf(ZmqRemoteException ex) {
		int status = ex.getStatus();
		return (ex.is(ProblemType.NO_HANDLER) || status < 400 || status > 599) ? HttpStatus.BAD_GATEWAY.value()
				: status;
	}

	private static HttpStatus statusOf(ZmqException ex) {
		if (ex instanceof ZmqTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		if (ex instanceof ZmqMalformedReplyException) {
			return HttpStatus.BAD_GATEWAY;
		}
		return (ex instanceof ZmqConnectionException || ex instanceof ZmqClosedException)
				? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR;
	}

}
