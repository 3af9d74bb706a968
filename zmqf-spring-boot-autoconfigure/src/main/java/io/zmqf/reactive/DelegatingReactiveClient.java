package io.zmqf.reactive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/** Sends a request with the delegate for each subscription. */
record DelegatingReactiveClient(ZmqClient client) implements ReactiveZmqClient {

	@Override
	public RequestSpec event(String event) {
		return new Recorded(this.client, event, this.client.event(event), new ArrayList<>());
	}

	/**
	 * Records the parts of a request, so that each subscription can send it.
	 *
	 * @param client the client
	 * @param event the event
	 * @param check the request that receives each part as well, so that an invalid part
	 * is rejected at once
	 * @param parts the parts, in the order in which they were added
	 */
	private record Recorded(ZmqClient client, String event, ZmqClient.RequestSpec check,
			List<Consumer<ZmqClient.RequestSpec>> parts) implements RequestSpec {

		private RequestSpec add(Consumer<ZmqClient.RequestSpec> part) {
			part.accept(this.check);
			this.parts.add(part);
			return this;
		}

		@Override
		public RequestSpec data(@Nullable Object data) {
			return add((request) -> request.data(data));
		}

		@Override
		public RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type) {
			return add((request) -> request.data(data, type));
		}

		@Override
		public RequestSpec timeout(Duration timeout) {
			return add((request) -> request.timeout(timeout));
		}

		@Override
		public RequestSpec streamTimeout(Duration timeout) {
			return add((request) -> request.streamTimeout(timeout));
		}

		@Override
		public RequestSpec window(int items) {
			return add((request) -> request.window(items));
		}

		@Override
		public RequestSpec header(String name, String value) {
			return add((request) -> request.header(name, value));
		}

		@Override
		public RequestSpec idempotent() {
			return add(ZmqClient.RequestSpec::idempotent);
		}

		@Override
		public <T> Mono<T> request(ParameterizedTypeReference<T> responseType) {
			return mono((request) -> request.requestAsync(responseType));
		}

		@Override
		public <T> Flux<T> stream(ParameterizedTypeReference<T> itemType) {
			return flux((request) -> request.publisher(itemType));
		}

		@Override
		public Mono<Void> send() {
			return mono(ZmqClient.RequestSpec::send);
		}

		@Override
		public <T> Mono<Gathered<T>> gather(ParameterizedTypeReference<T> responseType) {
			return mono((request) -> request.gatherAsync(responseType));
		}

		@Override
		public <T> Flux<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
			return flux((request) -> request.gatherEach(responseType));
		}

		private <T> Flux<T> flux(Function<ZmqClient.RequestSpec, Flow.Publisher<T>> sending) {
			Supplier<ZmqClient.RequestSpec> requests = requests();
			return RequestFlux.of(() -> sending.apply(requests.get()));
		}

		private <T> Mono<T> mono(
				Function<ZmqClient.RequestSpec, ? extends CompletableFuture<? extends @Nullable T>> sending) {
			Supplier<ZmqClient.RequestSpec> requests = requests();
			return RequestMono.of(() -> sending.apply(requests.get()));
		}

		/**
		 * Supplies a new request for each subscription. Parts that are added later are
		 * ignored.
		 */
		private Supplier<ZmqClient.RequestSpec> requests() {
			List<Consumer<ZmqClient.RequestSpec>> made = List.copyOf(this.parts);
			return () -> {
				ZmqClient.RequestSpec request = this.client.event(this.event);
				made.forEach((part) -> part.accept(request));
				return request;
			};
		}

	}

}
