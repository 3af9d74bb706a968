package io.zmqf.actuate.endpoint;

import java.util.function.Consumer;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a request within the current trace or a new one, for an application with a tracer.
 *
 * @since 0.1.0
 */
public final class SpanCallTracer implements CallTracer {

	private final Tracer tracer;

	/**
	 * Creates a call tracer.
	 * @param tracer the application's tracer
	 */
	public SpanCallTracer(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public String run(Consumer<@Nullable String> call) {
		Span span = this.tracer.nextSpan().name("zmqf try").start();
		try (Tracer.SpanInScope scope = this.tracer.withSpan(span)) {
			call.accept(null);
			return span.context().traceId();
		}
		finally {
			span.end();
		}
	}

}
