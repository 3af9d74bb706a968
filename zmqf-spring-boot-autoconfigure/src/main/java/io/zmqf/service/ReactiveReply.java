package io.zmqf.service;

import java.util.concurrent.CompletableFuture;

import io.zmqf.reactive.RequestMono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ReactiveAdapter;

/** Replies of reactive types; each subscription sends a request. Loaded with Reactor. */
final class ReactiveReply {

	private ReactiveReply() {
	}

	static CallReply of(ReactiveAdapter adapter, ParameterizedTypeReference<?> value, CallFailures failures) {
		return (request) -> adapter.fromPublisher(RequestMono.of(() -> future(request, value, failures)));
	}

	static CallReply gathered(ReactiveAdapter adapter, ParameterizedTypeReference<?> each, CallFailures failures) {
		return (request) -> adapter
			.fromPublisher(RequestMono.of(() -> failures.translate(request.begin().gatherAsync(each))));
	}

	private static CompletableFuture<?> future(CallReply.PreparedCall request, ParameterizedTypeReference<?> value,
			CallFailures failures) {
		return failures.translate(request.begin().requestAsync(value));
	}

}
