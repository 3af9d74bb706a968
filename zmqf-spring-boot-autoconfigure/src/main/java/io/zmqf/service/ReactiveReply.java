package io.zmqf.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.zmqf.reactive.RequestMono;

import org.springframework.core.ReactiveAdapter;

/** Replies of reactive types; each subscription sends a request. Loaded with Reactor. */
final class ReactiveReply {

	private ReactiveReply() {
	}

	static CallReply of(ReactiveAdapter adapter, Function<CallReply.PreparedCall, CompletableFuture<?>> sending) {
		return (request) -> adapter.fromPublisher(RequestMono.of(() -> sending.apply(request)));
	}

}
