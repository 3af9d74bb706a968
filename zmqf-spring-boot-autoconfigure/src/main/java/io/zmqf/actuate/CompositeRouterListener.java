package io.zmqf.actuate;

import java.util.Collection;
import java.util.Set;

import io.zmqf.message.ProblemType;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

/** Several listeners to a router. */
final class CompositeRouterListener extends CompositeListener<RouterListener> implements RouterListener {

	CompositeRouterListener(Collection<? extends RouterListener> listeners) {
		super(listeners);
	}

	@Override
	public void workerJoined(String worker, @Nullable Set<String> events) {
		tell((listener) -> listener.workerJoined(worker, events));
	}

	@Override
	public void requestEnded(@Nullable ProblemType problem, long nanos) {
		tell((listener) -> listener.requestEnded(problem, nanos));
	}

	@Override
	public void requestAbandoned(long nanos) {
		tell((listener) -> listener.requestAbandoned(nanos));
	}

	@Override
	public void workerLeft(String worker, String reason) {
		tell((listener) -> listener.workerLeft(worker, reason));
	}

}
