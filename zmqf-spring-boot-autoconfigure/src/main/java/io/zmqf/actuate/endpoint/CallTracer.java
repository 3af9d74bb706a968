package io.zmqf.actuate.endpoint;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Makes a request part of a trace.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallTracer {

	/**
	 * Makes a request within a trace.
	 * @param call the call to make, which takes the header {@code traceparent} to send,
	 * or {@code null} if others add it
	 * @return the id of the trace
	 */
	String run(Consumer<@Nullable String> call);

	/**
	 * For an application without a tracer: the request begins a trace, which other nodes
	 * may go on with.
	 * @return names a new trace for each request
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
