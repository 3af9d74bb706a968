package io.zmqf.annotation;

import java.util.Map;
import java.util.UUID;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The adapter of a request to Spring's messages, as its resolvers require. Used for one
 * invocation.
 */
final class RequestMessage implements org.springframework.messaging.Message<byte[]> {

	private final Message request;

	private @Nullable MessageHeaders headers;

	private @Nullable HandlerBean bean;

	private @Nullable Object instance;

	RequestMessage(Message request) {
		this.request = request;
	}

	Message request() {
		return this.request;
	}

	/**
	 * Returns the instance of a bean for this request. The same instance is validated and
	 * called, even if the bean is a prototype.
	 * @param handling the bean
	 * @return the instance, or {@code null} if the bean is {@code null}
	 */
	@Nullable Object instance(HandlerBean handling) {
		if (this.bean != handling) {
			this.instance = handling.instance();
			this.bean = handling;
		}
		return this.instance;
	}

	@Override
	public byte[] getPayload() {
		return this.request.data();
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders current = this.headers;
		if (current == null) {
			current = new RequestHeaders(this.request.headers());
			this.headers = current;
		}
		return current;
	}

	@Override
	public String toString() {
		return this.request.toString();
	}

	/** The headers of the request, without a generated id and timestamp. */
	private static final class RequestHeaders extends MessageHeaders {

		RequestHeaders(Map<String, String> headers) {
			super(null, ID_VALUE_NONE, -1L);
			getRawHeaders().putAll(headers);
			// Spring casts it to a map, although the sender controls it
			getRawHeaders().remove(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		}

		@Override
		public @Nullable UUID getId() {
			return null;
		}

		@Override
		public @Nullable Long getTimestamp() {
			return null;
		}

	}

}
