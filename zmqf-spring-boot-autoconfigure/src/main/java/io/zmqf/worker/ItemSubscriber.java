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
 * A subscriber of the items of a reply, to the source that a handler has returned. It
 * completes with the end of the reply.
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
	 * @param failed the consumer of exceptions that the source throws after the end of
	 * the reply
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
	public void onSubscribe(Flow.Subscription source) {
		Objects.requireNonNull(source, "The subscription");
		if (this.subscription != null) { // a second source is rejected
			source.cancel();
			return;
		}
		this.subscription = source;
		if (isDone()) {
			cancelSource(source);
		}
		else {
			begin(source);
		}
	}

	/** Begins to request items. */
	abstract void begin(Flow.Subscription source);

	/** Accepts an encoded item. Called by one thread at a time. */
	abstract void accept(byte[] item);

	/** Creates the end of the reply, after the last item. */
	abstract Message end();

	@Override
	public void onNext(@Nullable Object item) {
		if (isDone()) {
			return;
		}
		try {
			accept(this.writer.apply(item));
		}
		catch (Throwable ex) { // such as of a serializer of the application
			fail(ex);
		}
	}

	@Override
	public void onError(Throwable failure) {
		completeExceptionally(failure);
	}

	/**
	 * Fails the reply because the source could not be closed. After the end of the reply
	 * the exception goes to the consumer.
	 */
	void onCloseFailed(Throwable failure) {
		if (!completeExceptionally(failure)) {
			this.failed.accept(failure);
		}
	}

	@Override
	public void onComplete() {
		complete(end());
	}

	/** Fails the reply and cancels the source. */
	void fail(Throwable failure) {
		if (completeExceptionally(failure)) {
			cancelSource();
		}
	}

	/** Cancels the reply and its source. */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = completeExceptionally(new CancellationException());
		if (cancelled) {
			cancelSource();
		}
		return cancelled;
	}

	private void cancelSource() {
		Flow.Subscription source = this.subscription;
		if (source != null) {
			cancelSource(source);
		}
	}

	/** Cancels the source. */
	void cancelSource(Flow.Subscription source) {
		source.cancel();
	}

}
