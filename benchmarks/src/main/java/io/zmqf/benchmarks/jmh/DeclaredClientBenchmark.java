package io.zmqf.benchmarks.jmh;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqServiceProxyFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.handler.annotation.Header;

/** The cost of a declared client, on a client whose requests cost nothing. */
public class DeclaredClientBenchmark extends HotPart {

	private final Payload data = Payload.of(64);

	private final ZmqClient client = new Instant(this.data);

	private final Echo declared = ZmqServiceProxyFactory.builder(this.client).build().createClient(Echo.class);

	@Benchmark
	public @Nullable Object request() {
		return this.client.request("echo", this.data, Payload.class);
	}

	@Benchmark
	public Object declared() {
		return this.declared.echo(this.data);
	}

	@Benchmark
	public @Nullable Object requestWithHeader() {
		return this.client.event("echo").data(this.data).header("tenant", "acme").request(Payload.class);
	}

	@Benchmark
	public Object declaredWithHeader() {
		return this.declared.echo(this.data, "acme");
	}

	/** The contract. */
	interface Echo {

		@ZmqExchange("echo")
		Payload echo(Payload payload);

		@ZmqExchange("echo")
		Payload echo(Payload payload, @Header("tenant") String tenant);

	}

	/**
	 * Has the reply already.
	 *
	 * @param reply the reply to each request
	 */
	private record Instant(Payload reply) implements ZmqClient {

		@Override
		public RequestSpec event(String event) {
			return new Spec(this.reply);
		}

	}

	/** Stores the same values as a real request. */
	private static final class Spec implements RequestSpec {

		private final Payload reply;

		private @Nullable Object data;

		private @Nullable String value;

		Spec(Payload reply) {
			this.reply = reply;
		}

		@Override
		public RequestSpec data(@Nullable Object data) {
			this.data = data;
			return this;
		}

		@Override
		public RequestSpec data(@Nullable Object data, Class<?> type) {
			return data(data);
		}

		@Override
		public RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type) {
			return data(data);
		}

		@Override
		public RequestSpec timeout(Duration timeout) {
			return this;
		}

		@Override
		public RequestSpec streamTimeout(Duration wait) {
			return this;
		}

		@Override
		public RequestSpec window(int items) {
			return this;
		}

		@Override
		public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public RequestSpec header(String name, String value) {
			this.value = value;
			return this;
		}

		@Override
		public RequestSpec idempotent() {
			return this;
		}

		@Override
		public <T> @Nullable T request(Class<T> responseType) {
			return responseType.cast((this.data != null || this.value != null) ? this.reply : null);
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
			return (T) ((this.data != null || this.value != null) ? this.reply : null);
		}

		@Override
		public <T> CompletableFuture<@Nullable T> requestAsync(Class<T> responseType) {
			return CompletableFuture.completedFuture(request(responseType));
		}

		@Override
		public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
			return CompletableFuture.completedFuture(request(responseType));
		}

		@Override
		public CompletableFuture<@Nullable Void> send() {
			return CompletableFuture.completedFuture(null);
		}

	}

}
