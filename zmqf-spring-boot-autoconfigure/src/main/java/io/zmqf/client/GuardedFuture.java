package io.zmqf.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A future of a reply that rejects waits on the thread that receives the reply. Dependent
 * stages reject them, too.
 *
 * @param <T> the type of the reply
 * @since 0.1.0
 */
public class GuardedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	private volatile @Nullable Runnable guard;

	/**
	 * Creates a future.
	 * @param guard the check that throws {@link IllegalStateException} on a thread that
	 * must not wait, or {@code null} if it is not known yet
	 */
	protected GuardedFuture(@Nullable Runnable guard) {
		this.guard = guard;
	}

	/**
	 * Takes over the guard of the future that completes this one.
	 * @param other the other future, which need not be guarded
	 */
	protected final void guardAs(CompletableFuture<?> other) {
		if (other instanceof GuardedFuture<?> guarded) {
			this.guard = guarded.guard;
		}
	}

	private void requireOtherThread() {
		Runnable required = this.guard;
		if (required != null && !isDone()) {
			required.run();
		}
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		requireOtherThread();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		requireOtherThread();
		return super.get(timeout, unit);
	}

	@Override
	public T join() {
		requireOtherThread();
		return super.join();
	}

	/**
	 * Releases the memory of the reply before dependent stages run, because they may
	 * block.
	 */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled;
		try {
			if (!isDone()) {
				abandon();
			}
		}
		finally {
			cancelled = super.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

	/** Releases the memory of the reply on cancellation. Called on any thread. */
	protected void abandon() {
	}

	@Override
	public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
		return new GuardedFuture<>(this.guard);
	}

}
