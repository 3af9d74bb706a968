package io.zmqf.client;

import java.lang.reflect.Type;

import io.zmqf.message.JsonData;
import io.zmqf.transport.LimitedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a request.
 *
 * @param <T> the type of the reply
 */
final class ReplyFuture<T extends @Nullable Object> extends OutcomeFuture<T> {

	private final JsonData json;

	private final Type type;

	ReplyFuture(JsonData json, Type type, RequestObserver.Observed observed, LimitedExecutor completions,
			Runnable guard) {
		super(observed, completions, guard);
		this.json = json;
		this.type = type;
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // the caller says whether it may be
													// null
	T read(byte[][] received) {
		return (T) request().read(received, this.json, this.type);
	}

}
