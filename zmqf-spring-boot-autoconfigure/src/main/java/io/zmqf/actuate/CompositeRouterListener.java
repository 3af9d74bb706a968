package io.zmqf.actuate;

import java.util.Collection;
import java.util.Set;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

/** Several listeners to a router. */
final class CompositeRouterListener extends CompositeListener<RouterListener> implements RouterListener {

	CompositeRouterListener(Collection<? extends RouterListener> listeners) {
		super(listeners);
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		tell((listener) -> listener.workerJoined(worker, peer, events));
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
	public void workerLeft(String worker, PeerName peer, String reason) {
		tell((listener) -> listener.workerLeft(worker, peer, reason));
	}

	@Override
	public void messageRefused(String worker, PeerName peer, String reason) {
		tell((listener) -> listener.messageRefused(worker, peer, reason));
	}

	@Override
	public void clientJoined(PeerName client) {
		tell((listener) -> listener.clientJoined(client));
	}

	@Override
	public void clientLeft(PeerName client) {
		tell((listener) -> listener.clientLeft(client));
	}

}
