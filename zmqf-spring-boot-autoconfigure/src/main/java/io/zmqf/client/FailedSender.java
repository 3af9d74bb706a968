package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Fails each request of a client that cannot send. Blocking methods throw the failure;
 * futures complete exceptionally, and publishers signal it to the subscriber.
 *
 * @param failure the failure of each request
 * @since 0.1.0
 */
public record FailedSender(RuntimeException failure) implements RequestSender {

	@Override
	public <T> @Nullable T request(ZmqClientRequest request, Type type) {
		throw this.failure;
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type) {
		return CompletableFuture.failedFuture(this.failure);
	}

	@Override
	public <T> Gathered<T> gather(ZmqClientRequest request, Type type) {
		throw this.failure;
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type) {
		return CompletableFuture.failedFuture(this.failure);
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type) {
		return this::refuse;
	}

	@Override
	public <T> Stream<T> stream(ZmqClientRequest request, Type type) {
		throw this.failure;
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type) {
		return this::refuse;
	}

	private void refuse(Flow.Subscriber<?> subscriber) {
		ItemPublisher.refuse(Objects.requireNonNull(subscriber, "The subscriber"), this.failure);
	}

}
