package io.zmqf.service;

import java.lang.reflect.TypeVariable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ResolvableType;

/** Strategy that sends the request of a call and returns the method's return value. */
@FunctionalInterface
interface CallReply {

	ParameterizedTypeReference<?> VOID = ParameterizedTypeReference.forType(Void.class);

	/**
	 * Sends a request.
	 * @param call the method, which creates a new request for each call
	 * @param arguments the arguments of the call
	 * @return the return value
	 * @throws Throwable the failure, if the method waits for the reply
	 */
	@Nullable Object send(ServiceCall call, @Nullable Object[] arguments) throws Throwable;

	/**
	 * Creates the reply of a method.
	 * @param exchange the method
	 * @param failures the translation of problems
	 * @return the reply
	 * @throws InvalidMethodException if its return type can't be a reply
	 */
	static CallReply of(ExchangeMethod exchange, CallFailures failures) {
		if (KotlinDetector.isSuspendingFunction(exchange.method())) {
			ReplyTypes.suspended(exchange.description());
			ResolvableType value = ReplyTypes
				.resolved(ResolvableType.forMethodReturnType(exchange.method(), exchange.contract()));
			return SuspendingReply.of(value(exchange, value), KotlinReply.of(exchange), failures);
		}
		ResolvableType declared = exchange.resolve(exchange.method().getGenericReturnType());
		Class<?> type = declared.toClass();
		ReactiveAdapter adapter = ReplyTypes.adapter(type);
		if (adapter != null || type == CompletableFuture.class || type == CompletionStage.class) {
			return asynchronous(exchange, declared.getGeneric(), adapter, failures);
		}
		if (StreamReply.isSupported(type)) {
			return StreamReply.of(type, value(exchange, ReplyTypes.itemType(declared)), failures);
		}
		boolean gathers = type == Gathered.class;
		ParameterizedTypeReference<?> value = value(exchange, gathers ? declared.getGeneric() : declared);
		KotlinReply required = KotlinReply.of(exchange);
		return (call, arguments) -> {
			try {
				if (gathers) {
					return call.request(arguments).gather(value);
				}
				Object reply = required.of(call.request(arguments).request(value));
				return (reply == null && type == Optional.class) ? Optional.empty() : reply;
			}
			catch (ZmqRemoteException ex) {
				throw failures.translate(ex);
			}
		};
	}

	private static CallReply asynchronous(ExchangeMethod exchange, ResolvableType reply,
			@Nullable ReactiveAdapter adapter, CallFailures failures) {
		boolean gathers = reply.toClass() == Gathered.class;
		ParameterizedTypeReference<?> value = (adapter != null && adapter.getDescriptor().isNoValue()) ? VOID
				: value(exchange, gathers ? reply.getGeneric() : reply);
		Function<RequestSpec, CompletableFuture<?>> sending = (request) -> failures
			.translate(gathers ? request.gatherAsync(value) : request.requestAsync(value));
		return (adapter != null) ? ReactiveReply.of(adapter, sending)
				: (call, arguments) -> sending.apply(call.request(arguments));
	}

	private static ParameterizedTypeReference<?> value(ExchangeMethod exchange, ResolvableType type) {
		Class<?> raw = type.toClass();
		String remedy = remedy(raw);
		if (remedy == null && raw == Optional.class) {
			remedy = remedy(type.getGeneric().toClass());
		}
		if (remedy == null && !DeclaredData.isPossible(type)) {
			remedy = "Return a container of the values themselves.";
		}
		if (remedy != null) {
			throw new InvalidMethodException(exchange.description() + " returns a " + type + ", which can't be a reply",
					remedy, null);
		}
		if (type.getType() instanceof TypeVariable<?>) {
			throw new InvalidMethodException(
					exchange.description() + " returns a " + type.getType() + ", whose type argument is unknown",
					"Declare an interface that extends this one with a concrete type, and create "
							+ "the client from it.",
					null);
		}
		return (raw == void.class || raw == Void.class) ? VOID : ParameterizedTypeReference.forType(type.getType());
	}

	/**
	 * Returns the remedy for a type that can't be the value of a reply, or {@code null}.
	 */
	private static @Nullable String remedy(Class<?> type) {
		if (ReplyTypes.isMessage(type)) {
			return "Return the type of its data.";
		}
		if (type == Problem.class) {
			return "Return the type of the data: a problem is thrown, as a ZmqRemoteException.";
		}
		if (ReplyTypes.isStream(type)) {
			return "Return a Stream, a Flow.Publisher or a Flux of the values themselves.";
		}
		return ReplyTypes.isAsynchronous(type) ? "Return a CompletionStage or a CompletableFuture of the value itself."
				: ReplyTypes.remedy(type);
	}

}
