package io.zmqf.transport.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.Endpoint;

/** The start and the end of a loop, as threads wait for them. Safe for threads. */
final class LoopLife {

	private final AtomicBoolean started = new AtomicBoolean();

	private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile boolean closing;

	/** How long a caller waits for the end. */
	private volatile long limit = TimeUnit.SECONDS.toNanos(10);

	/** Whether the caller is the one to start it, or to end what was never started. */
	boolean begins() {
		return this.started.compareAndSet(false, true);
	}

	void opened(Endpoint endpoint) {
		this.opened.complete(endpoint);
	}

	/** The socket could not be opened; nothing to do where it was. */
	void failed(Throwable failure) {
		this.opened.completeExceptionally(failure);
	}

	/** Waits for the socket, or throws why there is none. */
	Endpoint awaitOpened() {
		try {
			return this.opened.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/** The endpoint of the socket that was opened, or the other one. */
	Endpoint openedOr(Endpoint other) {
		return this.opened.isCompletedExceptionally() ? other : this.opened.getNow(other);
	}

	void close() {
		this.closing = true;
	}

	boolean isClosing() {
		return this.closing;
	}

	void ended() {
		this.ended.complete(null);
	}

	boolean hasEnded() {
		return this.ended.isDone();
	}

	/** The end, for those who do something then. */
	CompletableFuture<Void> end() {
		return this.ended;
	}

	/**
	 * Waits for the end.
	 * @param blocked the time for which nothing has been done already, which is no longer
	 * waited for
	 * @return {@code false} for a loop that does not end in time, and is left to itself
	 */
	boolean awaitEnd(Duration blocked) {
		try {
			this.ended.get(Math.max(0, this.limit - blocked.toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			this.limit = 0;
			ended();
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex); // nobody completes it so
		}
		return true;
	}

}
