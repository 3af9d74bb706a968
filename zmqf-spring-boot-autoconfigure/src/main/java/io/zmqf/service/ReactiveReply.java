package io.zmqf.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.reactive.RequestFlux;
import io.zmqf.reactive.RequestMono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ReactiveAdapter;

/**
 * Replies of reactive types. Each subscription sends a request. The class is loaded only
 * if Reactor is present.
 */
final class ReactiveReply {

	private ReactiveReply() {
	}

	static CallReply of(ReactiveAdapter adapter, Function<RequestSpec, CompletableFuture<?>> sending) {
		return (call, arguments) -> adapter.fromPublisher(RequestMono.of(() -> sending.apply(call.request(arguments))));
	}

	static CallReply of(ReactiveAdapter adapter, ParameterizedTypeReference<?> item, CallFailures failures) {
		return (call, arguments) -> adapter.fromPublisher(RequestFlux.of(() -> call.request(arguments).publisher(item))
			.onErrorMap(ZmqRemoteException.class, failures::translate));
	}

}
