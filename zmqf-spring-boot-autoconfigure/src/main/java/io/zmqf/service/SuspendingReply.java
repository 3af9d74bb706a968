package io.zmqf.service;

import java.util.concurrent.CompletableFuture;

import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/** Replies that a coroutine suspends for. Loaded where Kotlin's coroutines are there. */
final class SuspendingReply {

	private SuspendingReply() {
	}

	static CallReply of(ParameterizedTypeReference<?> value, KotlinReply required, CallFailures failures) {
		boolean unit = value.equals(CallReply.VOID);
		return (request) -> await(failures.translate(request.begin().requestAsync(value),
				(reply) -> unit ? Unit.INSTANCE : required.of(reply)), request.arguments());
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Object await(CompletableFuture<?> reply, @Nullable Object[] arguments) {
		Object continuation = arguments[arguments.length - 1];
		if (continuation == null) {
			throw new IllegalStateException("A suspending function was called without its continuation");
		}
		return FutureKt.await((CompletableFuture<Object>) reply, (Continuation<Object>) continuation);
	}

}
