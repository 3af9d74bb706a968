package io.zmqf.client;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A publisher of the items of a reply to a single subscriber. The subscription sends the
 * request.
 *
 * @param <T> the type of the items
 * @param opening the function that sends the request, given the callback to run on
 * changes of the queue
 * @param executor the executor that calls the subscriber
 * @param failed the consumer of the subscriber's exceptions
 * @param subscribed {@code true} once there is a subscriber
 */
record ItemPublisher<T>(Function<Runnable, ItemReader> opening, Executor executor, Consumer<Throwable> failed,
		AtomicBoolean subscribed) implements Flow.Publisher<T> {

	@Override
	public void subscribe(Flow.Subscriber<? super T> subscriber) {
		Objects.requireNonNull(subscriber, "The subscriber");
		if (this.subscribed.compareAndSet(false, true)) {
			new ItemSubscription<T>(subscriber, this.executor, this.failed).begin(this.opening);
			return;
		}
		refuse(subscriber,
				new IllegalStateException("A publisher sends its request once: create another one to subscribe again"));
	}

	/**
	 * Rejects a subscriber with an error.
	 * @param subscriber the subscriber, which has no subscription yet
	 * @param reason the error
	 */
	static void refuse(Flow.Subscriber<?> subscriber, Throwable reason) {
		subscriber.onSubscribe(new Flow.Subscription() {

			@Override
			public void request(long n) {
				// no items to request
			}

			@Override
			public void cancel() {
				// nothing to cancel
			}

		});
		subscriber.onError(reason);
	}

}
