package io.zmqf.client;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A request of a client that can't send one: it fails as any other does, by an exception
 * where a thread waits, by the future, or at the subscriber.
 *
 * @param failure the outcome
 * @since 0.1.0
 */
public record FailedRequest(RuntimeException failure) implements RequestSpec {

	@Override
	public RequestSpec data(@Nullable Object data) {
		return this;
	}

	@Override
	public RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type) {
		return this;
	}

	@Override
	public RequestSpec timeout(Duration timeout) {
		return this;
	}

	@Override
	public RequestSpec streamTimeout(Duration timeout) {
		return this;
	}

	@Override
	public RequestSpec window(int items) {
		return this;
	}

	@Override
	public RequestSpec header(String name, String value) {
		return this;
	}

	@Override
	public RequestSpec idempotent() {
		return this;
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
		throw this.failure;
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return CompletableFuture.failedFuture(this.failure);
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return CompletableFuture.failedFuture(this.failure);
	}

	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		throw this.failure;
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return CompletableFuture.failedFuture(this.failure);
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return this::refuse;
	}

	@Override
	public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
		throw this.failure;
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		return this::refuse;
	}

	private void refuse(Flow.Subscriber<?> subscriber) {
		ItemPublisher.refuse(Objects.requireNonNull(subscriber, "The subscriber"), this.failure);
	}

}
