package io.zmqf.annotation;

import java.util.Map;
import java.util.UUID;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/** A request as Spring's resolvers want to see it. Belongs to one invocation. */
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
	 * The instance of a bean for this request, which is validated and called: a prototype
	 * makes one of its own.
	 * @param handling the bean
	 * @return the instance, {@code null} where the bean is
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

	/** The request's own headers and nothing else: no generated id, no timestamp. */
	private static final class RequestHeaders extends MessageHeaders {

		RequestHeaders(Map<String, String> headers) {
			super(null, ID_VALUE_NONE, -1L);
			getRawHeaders().putAll(headers);
			// Spring takes it for a map, whoever sent it
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
