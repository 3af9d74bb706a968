package io.zmqf.reactive;

import io.micrometer.context.ThreadLocalAccessor;
import io.zmqf.message.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Propagates the cancellation of a request to other threads of its handler. Requests that
 * the handler sends there are cancelled with it.
 *
 * @since 0.1.0
 */
public final class CancellationThreadLocalAccessor implements ThreadLocalAccessor<Cancellation> {

	/** The key in Reactor's context. */
	public static final String KEY = "zmqf.cancellation";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Cancellation getValue() {
		Cancellation current = Cancellation.current();
		return (current != Cancellation.NONE) ? current : null;
	}

	@Override
	public void setValue(Cancellation cancellation) {
		Cancellation.open(cancellation);
	}

	@Override
	public void setValue() {
		Cancellation.open(null);
	}

}
