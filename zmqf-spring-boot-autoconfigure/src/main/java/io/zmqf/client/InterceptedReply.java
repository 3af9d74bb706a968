package io.zmqf.client;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The reply of a call that goes through interceptors, which can't be waited for where
 * that of what they send can't.
 *
 * @param <T> the type of the reply
 */
final class InterceptedReply<T extends @Nullable Object> extends GuardedFuture<T> {

	InterceptedReply() {
		super(null);
	}

	void isGuardedAs(CompletableFuture<?> sent) {
		guardAs(sent);
	}

}
