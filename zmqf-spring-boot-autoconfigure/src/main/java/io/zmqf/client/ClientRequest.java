package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Headers;
import io.zmqf.message.Utf8;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/** A request while it is made. */
final class ClientRequest implements RequestSpec {

	private final RequestCalls calls;

	private final String event;

	private final byte[] eventFrame;

	private @Nullable Object data;

	private @Nullable Type dataType;

	private Duration timeout;

	private final Map<String, String> headers = new MutableHeaders();

	private boolean idempotent;

	private @Nullable Duration streamTimeout;

	/** 0 for the client's own. */
	private int window;

	/**
	 * Begins a request.
	 * @param calls the sender of the request
	 * @param event the name of the request
	 * @param eventFrame its bytes
	 * @param timeout the timeout unless another one is set
	 */
	ClientRequest(RequestCalls calls, String event, byte[] eventFrame, Duration timeout) {
		this.calls = calls;
		this.event = event;
		this.eventFrame = eventFrame;
		this.timeout = timeout;
	}

	String event() {
		return this.event;
	}

	byte[] eventFrame() {
		return this.eventFrame;
	}

	@Nullable Object data() {
		return this.data;
	}

	/** The declared type of the data, {@code null} for that of the value. */
	@Nullable Type dataType() {
		return this.dataType;
	}

	Duration timeout() {
		return this.timeout;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	boolean isIdempotent() {
		return this.idempotent;
	}

	/** The time for a whole stream, {@code null} without a limit. */
	@Nullable Duration streamTimeout() {
		return this.streamTimeout;
	}

	/** The items of a stream that may be on their way, 0 for the client's own number. */
	int window() {
		return this.window;
	}

	@Override
	public RequestSpec data(@Nullable Object value) {
		this.data = value;
		this.dataType = null;
		return this;
	}

	@Override
	public RequestSpec data(@Nullable Object value, ParameterizedTypeReference<?> type) {
		this.data = value;
		this.dataType = type.getType();
		return this;
	}

	@Override
	public RequestSpec timeout(Duration wait) {
		this.timeout = required(wait);
		return this;
	}

	private static Duration required(Duration wait) {
		if (wait.compareTo(ClientSettings.SHORTEST_TIMEOUT) < 0) {
			throw new IllegalArgumentException("Timeout " + wait + ": at least one millisecond is allowed");
		}
		return BoundedTime.of(wait);
	}

	@Override
	public RequestSpec streamTimeout(Duration wait) {
		this.streamTimeout = required(wait);
		return this;
	}

	@Override
	public RequestSpec window(int items) {
		this.window = ClientSettings.requireWindow(items);
		return this;
	}

	@Override
	public RequestSpec header(String name, String value) {
		if (name.startsWith(Headers.PROTOCOL_PREFIX)) {
			throw new IllegalArgumentException("Header '" + name + "' is the protocol's own");
		}
		if (!Utf8.isEncodable(name) || !Utf8.isEncodable(value)) {
			throw new IllegalArgumentException("Header '" + name + "' is not valid Unicode");
		}
		this.headers.put(name, value);
		return this;
	}

	@Override
	public RequestSpec idempotent() {
		this.idempotent = true;
		return this;
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
		return this.calls.await(this, responseType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return this.calls.promise(this, responseType.getType());
	}

	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		return this.calls.gather(this, responseType.getType());
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return this.calls.gatherAsync(this, responseType.getType(), null);
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return this.calls.gatherEach(this, responseType.getType());
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return this.calls.promise(this, Void.class);
	}

	@Override
	public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
		return this.calls.stream(this, itemType.getType());
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		return this.calls.publisher(this, itemType.getType());
	}

}
