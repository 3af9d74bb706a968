package io.zmqf.service;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/** Replies of suspending functions. Loaded only if Kotlin's coroutines are present. */
final class SuspendingReply {

	private SuspendingReply() {
	}

	static CallReply of(ParameterizedTypeReference<?> value, KotlinReply required, CallFailures failures) {
		boolean unit = value.equals(CallReply.VOID);
		return (call, arguments) -> await(failures.translate(call.request(arguments).requestAsync(value),
				(reply) -> unit ? Unit.INSTANCE : required.of(reply)), arguments);
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Object await(CompletableFuture<?> reply, @Nullable Object[] arguments) {
		Object continuation = Objects.requireNonNull(arguments[arguments.length - 1], "continuation");
		return FutureKt.await((CompletableFuture<Object>) reply, (Continuation<Object>) continuation);
	}

}
