package io.zmqf.client;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * The future of a request with a single reply.
 *
 * @param <T> the type of the reply
 */
final class ReplyFuture<T extends @Nullable Object> extends OutcomeFuture<T> {

	private final Type type;

	ReplyFuture(ClientContext context, Type type, RequestObserver.Observed observed) {
		super(context, observed);
		this.type = type;
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // callers use @Nullable T
	T read(byte[][] received) {
		return (T) request().read(received, this.type);
	}

}
