package io.zmqf.client;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** What an asynchronous caller gets: cancelling it frees all that the request holds. */
final class ReplyFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	private final PendingRequest request;

	ReplyFuture(PendingRequest request) {
		this.request = request;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.request.abandon();
		}
		return cancelled;
	}

}
