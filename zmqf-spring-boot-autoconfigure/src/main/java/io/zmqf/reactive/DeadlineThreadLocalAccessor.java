package io.zmqf.reactive;

import io.micrometer.context.ThreadLocalAccessor;
import io.zmqf.message.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Propagates the deadline of a request to other threads of its handler. Requests that the
 * handler sends there wait no longer than its own caller.
 *
 * @since 0.1.0
 */
public final class DeadlineThreadLocalAccessor implements ThreadLocalAccessor<Deadline> {

	/** The key in Reactor's context. */
	public static final String KEY = "zmqf.deadline";

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable Deadline getValue() {
		return Deadline.current();
	}

	@Override
	public void setValue(Deadline deadline) {
		Deadline.open(deadline);
	}

	@Override
	public void setValue() {
		Deadline.open(null);
	}

}
