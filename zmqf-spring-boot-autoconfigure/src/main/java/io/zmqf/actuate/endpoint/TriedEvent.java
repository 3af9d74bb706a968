package io.zmqf.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

/**
 * Sends test requests on behalf of the application.
 *
 * @param client supplies the client; throws {@link IllegalArgumentException} if there is
 * none
 * @param tracer runs the request within a trace
 */
record TriedEvent(Supplier<ZmqClient> client, CallTracer tracer) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	/**
	 * The outcome of a test request.
	 *
	 * @param outcome {@code reply}, {@code problem} or {@code none}
	 * @param millis the duration in milliseconds
	 * @param trace the trace id
	 * @param status the status of the problem
	 * @param data the JSON of the reply or of the problem
	 * @param detail the reason why there is neither
	 */
	@JsonInclude(Include.NON_NULL)
	record Outcome(String outcome, double millis, @Nullable String trace, @Nullable Integer status,
			@Nullable String data, @Nullable String detail) {

		Outcome in(String ofTrace) {
			return new Outcome(this.outcome, this.millis, ofTrace, this.status, this.data, this.detail);
		}

	}

	/**
	 * Sends a request and waits for its outcome.
	 * @param event the event
	 * @param data the JSON, or {@code null} or blank for none
	 * @param millis the maximum time to wait in milliseconds, or {@code null} for 5
	 * seconds
	 * @return the outcome
	 * @throws IllegalArgumentException if the request cannot be sent; the message names
	 * the reason
	 */
	Outcome send(String event, @Nullable String data, @Nullable Long millis) {
		ZmqClient sender = this.client.get();
		Duration timeout = (millis != null) ? Duration.ofMillis(millis) : TIMEOUT;
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("The timeout must be 1 to " + LONGEST.toMillis() + " ms.");
		}
		byte[] json = json(data);
		ZmqClient.RequestSpec request = sender.event(event).data(json).timeout(timeout);
		Outcome[] outcome = new Outcome[1];
		String trace = this.tracer.run((traceParent) -> {
			if (traceParent != null) {
				request.header("traceparent", traceParent);
			}
			outcome[0] = send(request);
		});
		return outcome[0].in(trace);
	}

	private static byte @Nullable [] json(@Nullable String data) {
		if (!StringUtils.hasText(data)) {
			return null;
		}
		try {
			JsonMapper.shared().readTree(data);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The data is not valid JSON: " + ex.getOriginalMessage(), ex);
		}
		return data.getBytes(StandardCharsets.UTF_8);
	}

	private static Outcome send(ZmqClient.RequestSpec request) {
		long start = System.nanoTime();
		try {
			byte[] reply = request.request(byte[].class);
			return new Outcome("reply", millis(start), null, null,
					(reply != null) ? new String(reply, StandardCharsets.UTF_8) : null, null);
		}
		catch (ZmqRemoteException ex) {
			return new Outcome("problem", millis(start), null, ex.getStatus(),
					new String(ex.getProblem().toJson(), StandardCharsets.UTF_8), null);
		}
		catch (ZmqException ex) {
			return new Outcome("none", millis(start), null, null, null, ex.getMessage());
		}
		catch (IllegalArgumentException ex) {
			throw ex; // the request is invalid
		}
		catch (RuntimeException ex) { // an interceptor of the application failed
			return new Outcome("none", millis(start), null, null, null, ex.toString());
		}
	}

	private static double millis(long start) {
		return Math.round((System.nanoTime() - start) / 1e4) / 1e2;
	}

}
