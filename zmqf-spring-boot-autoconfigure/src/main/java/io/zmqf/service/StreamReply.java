package io.zmqf.service;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.zmqf.message.ZmqRemoteException;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ReactiveAdapter;

/**
 * Replies that are streams. A call that returns a {@code Stream} sends the request; for
 * other types, a subscription does.
 */
final class StreamReply {

	private StreamReply() {
	}

	/** Whether a return type is supported. */
	static boolean isSupported(Class<?> type) {
		ReactiveAdapter adapter = ReplyTypes.streamAdapter(type);
		return type == Stream.class || type == Flow.Publisher.class
				|| adapter != null && adapter.getReactiveType() == type;
	}

	static CallReply of(Class<?> type, ParameterizedTypeReference<?> item, CallFailures failures) {
		if (type == Stream.class) {
			return (call, arguments) -> stream(call.request(arguments).stream(item), failures);
		}
		if (type == Flow.Publisher.class) {
			return (call, arguments) -> publisher(call.request(arguments).publisher(item), failures);
		}
		return ReactiveReply.of(Objects.requireNonNull(ReplyTypes.streamAdapter(type)), item, failures);
	}

	private static <T> Stream<T> stream(Stream<T> items, CallFailures failures) {
		Iterator<T> source = items.iterator();
		Iterator<T> translated = new Iterator<>() {

			@Override
			public boolean hasNext() {
				try {
					return source.hasNext();
				}
				catch (ZmqRemoteException ex) {
					throw unchecked(failures, ex);
				}
			}

			@Override
			public T next() {
				if (!hasNext()) {
					throw new NoSuchElementException();
				}
				return source.next();
			}

		};
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(translated, Spliterator.ORDERED), false)
			.onClose(items::close);
	}

	/** Returns an unchecked exception, as a {@code Stream} can't throw others. */
	private static RuntimeException unchecked(CallFailures failures, ZmqRemoteException failure) {
		Throwable own = failures.translate(failure);
		if (own instanceof Error error) {
			throw error;
		}
		return (own instanceof RuntimeException exception) ? exception : failure;
	}

	private static <T> Flow.Publisher<T> publisher(Flow.Publisher<T> items, CallFailures failures) {
		return (subscriber) -> items.subscribe(new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscriber.onSubscribe(subscription);
			}

			@Override
			public void onNext(T item) {
				subscriber.onNext(item);
			}

			@Override
			public void onError(Throwable failure) {
				subscriber
					.onError((failure instanceof ZmqRemoteException remote) ? failures.translate(remote) : failure);
			}

			@Override
			public void onComplete() {
				subscriber.onComplete();
			}

		});
	}

}
