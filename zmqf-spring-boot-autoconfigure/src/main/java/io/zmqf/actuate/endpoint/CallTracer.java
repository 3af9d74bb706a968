package io.zmqf.actuate.endpoint;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Runs a request within a trace.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallTracer {

	/**
	 * Runs a request within a trace.
	 * @param call sends the request with the given {@code traceparent} header, or without
	 * one for {@code null} if the header is added elsewhere
	 * @return the trace id
	 */
	String run(Consumer<@Nullable String> call);

	/**
	 * Creates a call tracer for an application without a tracer. Each request gets a new
	 * trace id, which other nodes may continue.
	 * @return the call tracer
	 */
	static CallTracer naming() {
		return (call) -> {
			byte[] ids = new byte[24];
			ThreadLocalRandom.current().nextBytes(ids);
			String digits = HexFormat.of().formatHex(ids);
			String trace = digits.substring(0, 32);
			call.accept("00-" + trace + "-" + digits.substring(32) + "-01");
			return trace;
		};
	}

}
