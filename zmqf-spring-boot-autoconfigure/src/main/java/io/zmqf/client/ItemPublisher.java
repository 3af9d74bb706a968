package io.zmqf.client;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The items of a reply, published to the one subscriber whose subscription sends the
 * request.
 *
 * @param <T> the type of the items
 * @param opening the sender of the request, whose argument is notified of items
 * @param executor the executor that calls the subscriber
 * @param failed a consumer of the exceptions of the subscriber
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
		refuse(subscriber, new IllegalStateException("A request is sent once: make another one to subscribe again"));
	}

	/**
	 * Tells a subscriber why there is nothing for it.
	 * @param subscriber the subscriber, which has no subscription yet
	 * @param reason the reason
	 */
	static void refuse(Flow.Subscriber<?> subscriber, Throwable reason) {
		subscriber.onSubscribe(new Flow.Subscription() {

			@Override
			public void request(long n) {
				// there is nothing
			}

			@Override
			public void cancel() {
				// there is nothing
			}

		});
		subscriber.onError(reason);
	}

}
