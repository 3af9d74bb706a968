package io.zmqf.worker;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Takes the items of a reply from what a handler has returned. Completed with the end of
 * the reply.
 */
abstract class ItemSubscriber extends CompletableFuture<Message> implements Flow.Subscriber<@Nullable Object> {

	private final Message request;

	private final Function<@Nullable Object, byte[]> writer;

	private final Consumer<Throwable> failed;

	private volatile Flow.@Nullable Subscription subscription;

	/**
	 * Creates the subscriber.
	 * @param request the request
	 * @param writer the writer of an item
	 * @param failed a consumer of exceptions of a source for which nobody waits any more
	 */
	ItemSubscriber(Message request, Function<@Nullable Object, byte[]> writer, Consumer<Throwable> failed) {
		this.request = request;
		this.writer = writer;
		this.failed = failed;
	}

	Message request() {
		return this.request;
	}

	@Override
	public void onSubscribe(Flow.Subscription given) {
		Objects.requireNonNull(given, "The subscription");
		if (this.subscription != null) { // one source is all that it takes
			given.cancel();
			return;
		}
		this.subscription = given;
		if (isDone()) {
			cancelSource(given);
		}
		else {
			begin(given);
		}
	}

	/** The source can be asked for items. */
	abstract void begin(Flow.Subscription source);

	/** Takes an item; by one thread at a time. */
	abstract void accept(byte[] item);

	/** The end of the reply, after the last item. */
	abstract Message end();

	@Override
	public void onNext(@Nullable Object item) {
		if (isDone()) {
			return;
		}
		try {
			accept(this.writer.apply(item));
		}
		catch (Throwable ex) { // of a serializer of the application
			fail(ex);
		}
	}

	@Override
	public void onError(Throwable failure) {
		completeExceptionally(failure);
	}

	/** The source could not be closed, which is its own failure after the last item. */
	void onCloseFailed(Throwable failure) {
		if (!completeExceptionally(failure)) {
			this.failed.accept(failure);
		}
	}

	@Override
	public void onComplete() {
		complete(end());
	}

	/** Ends the reply and its source. */
	void fail(Throwable failure) {
		if (completeExceptionally(failure)) {
			cancelSource();
		}
	}

	/** Nobody waits any more. */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = completeExceptionally(new CancellationException());
		if (cancelled) {
			cancelSource();
		}
		return cancelled;
	}

	private void cancelSource() {
		Flow.Subscription given = this.subscription;
		if (given != null) {
			cancelSource(given);
		}
	}

	/** Ends the source. */
	void cancelSource(Flow.Subscription given) {
		given.cancel();
	}

}
