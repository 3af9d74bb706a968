package io.zmqf.annotation;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.BaseStream;

import io.zmqf.message.Events;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.service.ReplyTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

/** From what a method returned to the reply. */
final class ReplyWriter {

	private static final String PROTOCOL_PREFIX = "zmqf-";

	private final String method;

	/** Writes by the class of a value. */
	private final ObjectWriter untyped;

	/** Writes by the declared type, {@code null} where a value knows all of it. */
	private final @Nullable ObjectWriter typed;

	/**
	 * The class of the values that are written so, {@code null} for all: one of a
	 * subclass has more than was declared.
	 */
	private final @Nullable Class<?> exact;

	/**
	 * Creates a writer for one method.
	 * @param method the description of the method
	 * @param mapper the application's mapper
	 * @param declared the type of the replies
	 * @param view the view of the replies, {@code null} for all properties
	 */
	ReplyWriter(String method, JsonMapper mapper, ResolvableType declared, @Nullable Class<?> view) {
		this.method = method;
		this.untyped = mapper.writerWithView(view);
		JavaType type = mapper.constructType(declared.getType());
		boolean holds = (type.isContainerType() && type.getRawClass() != byte[].class) || type.isReferenceType();
		// a list knows no more of what its elements were declared as, as any generic type
		this.typed = (holds || type.hasGenericTypes()) ? this.untyped.forType(type) : null;
		this.exact = holds ? null : type.getRawClass();
	}

	/**
	 * Makes the reply.
	 * @param request the request of the reply
	 * @param value the return value of the method
	 * @return the reply
	 * @throws CompletionException if the value is an exception, which is the cause
	 * @throws InvalidHandlerException if the value can't be data
	 */
	Message write(Message request, @Nullable Object value) {
		if (value instanceof Message reply) {
			String event = reply.isError() ? Events.ERROR : request.event();
			return new Message(request.envelope(), event, reply.data(), reply.headers());
		}
		Object data = (value instanceof org.springframework.messaging.Message<?> reply) ? reply.getPayload() : value;
		if (content(data) instanceof Problem problem) {
			return request.error((problem.event() != null) ? problem : problem.withEvent(request.event()));
		}
		return request.reply(data(data), (value instanceof org.springframework.messaging.Message<?> reply)
				? headers(reply.getHeaders()) : Map.of());
	}

	/**
	 * Writes one of many items.
	 * @param item the item
	 * @return its JSON
	 * @throws ProblemException if the item is a problem, with which the reply ends
	 */
	byte[] item(@Nullable Object item) {
		if (content(item) instanceof Problem problem) {
			throw new ProblemException(problem);
		}
		return data(item);
	}

	private static @Nullable Object content(@Nullable Object value) {
		Object content = value;
		while (content instanceof Optional<?> optional) {
			content = optional.orElse(null);
		}
		return content;
	}

	/** Whatever the method declares, and however its value came. */
	private void requireData(@Nullable Object content) {
		if (content instanceof Throwable failure) {
			throw new CompletionException(failure);
		}
		if (content == null || content instanceof BaseStream || content instanceof Iterator) {
			return; // an array
		}
		String remedy = ReplyTypes.valueRemedy(content.getClass());
		if (remedy != null) {
			throw new InvalidHandlerException(
					this.method + " returned a " + content.getClass().getName() + ", which can't be a reply", remedy,
					null);
		}
	}

	private byte[] data(@Nullable Object value) {
		if (value == null) {
			return Message.NO_DATA;
		}
		if (value instanceof byte[] json) {
			return json;
		}
		requireData(content(value));
		boolean declared = this.exact == null || value.getClass() == this.exact;
		return JsonData.requirePaired((this.typed != null && declared) ? this.typed.writeValueAsBytes(value)
				: this.untyped.writeValueAsBytes(value));
	}

	private static Map<String, String> headers(Map<String, Object> headers) {
		Map<String, String> own = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			if (value instanceof String text && !name.startsWith(PROTOCOL_PREFIX)) {
				own.put(name, text);
			}
		});
		return own;
	}

}
