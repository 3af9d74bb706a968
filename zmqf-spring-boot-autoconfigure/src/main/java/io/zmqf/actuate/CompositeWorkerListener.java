package io.zmqf.actuate;

import java.util.Collection;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.worker.WorkerListener;
import org.jspecify.annotations.Nullable;

/** Several listeners to a worker or a server. */
final class CompositeWorkerListener extends CompositeListener<WorkerListener> implements WorkerListener {

	CompositeWorkerListener(Collection<? extends WorkerListener> listeners) {
		super(listeners);
	}

	@Override
	public void welcomed(String worker, PeerName router) {
		tell((listener) -> listener.welcomed(worker, router));
	}

	@Override
	public void requestRefused(ProblemType problem) {
		tell((listener) -> listener.requestRefused(problem));
	}

	@Override
	public void requestBegun(long waitNanos) {
		tell((listener) -> listener.requestBegun(waitNanos));
	}

	@Override
	public void requestAbandoned(String event, int abandoned) {
		tell((listener) -> listener.requestAbandoned(event, abandoned));
	}

	@Override
	public void replyTooLarge(String event, String excess) {
		tell((listener) -> listener.replyTooLarge(event, excess));
	}

	@Override
	public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
		tell((listener) -> listener.handlerFailed(request, failure));
	}

}
