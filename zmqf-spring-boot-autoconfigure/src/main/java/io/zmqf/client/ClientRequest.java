package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.Headers;
import io.zmqf.message.Utf8;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/** A request specification, and the sender that its terminal methods use. */
final class ClientRequest extends ZmqClientRequest implements RequestSpec {

	private final RequestSender sender;

	/**
	 * Creates a request.
	 * @param sender the sender of the request
	 * @param client the name of the client, {@code null} for the client without a name
	 * @param event the name of the request
	 */
	ClientRequest(RequestSender sender, @Nullable String client, String event) {
		super(client, event);
		this.sender = sender;
	}

	/**
	 * Copies a request that interceptors may have changed.
	 * @param sender the sender of the copy
	 * @param request the request
	 * @throws IllegalArgumentException if one of its headers can't be sent
	 */
	ClientRequest(RequestSender sender, ZmqClientRequest request) {
		super(request);
		this.sender = sender;
		request.getHeaders().forEach(ClientRequest::requireUsable);
	}

	private static void requireUsable(String name, String value) {
		if (name.startsWith(Headers.PROTOCOL_PREFIX)) {
			throw new IllegalArgumentException("Header '" + name + "' is reserved by the protocol");
		}
		if (!Utf8.isEncodable(name) || !Utf8.isEncodable(value)) {
			throw new IllegalArgumentException("Header '" + name + "' is not valid Unicode");
		}
	}

	@Override
	public RequestSpec data(@Nullable Object value) {
		setData(value);
		return this;
	}

	@Override
	public RequestSpec data(@Nullable Object value, ParameterizedTypeReference<?> type) {
		setData(value, type.getType());
		return this;
	}

	@Override
	public RequestSpec timeout(Duration wait) {
		setTimeout(wait);
		return this;
	}

	@Override
	public RequestSpec streamTimeout(Duration wait) {
		setStreamTimeout(wait);
		return this;
	}

	@Override
	public RequestSpec window(int items) {
		setWindow(items);
		return this;
	}

	@Override
	public RequestSpec header(String name, String value) {
		requireUsable(name, value);
		getHeaders().put(name, value);
		return this;
	}

	@Override
	public RequestSpec idempotent() {
		setIdempotent();
		return this;
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
		return this.sender.request(this, responseType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return this.sender.requestAsync(this, responseType.getType());
	}

	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		return this.sender.gather(this, responseType.getType());
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return this.sender.gatherAsync(this, responseType.getType());
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return this.sender.gatherEach(this, responseType.getType());
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return this.sender.requestAsync(this, Void.class);
	}

	@Override
	public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
		return this.sender.stream(this, itemType.getType());
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		return this.sender.publisher(this, itemType.getType());
	}

}
