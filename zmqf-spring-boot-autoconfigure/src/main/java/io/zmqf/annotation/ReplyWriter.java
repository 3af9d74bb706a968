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

/** Converts return values of a method to replies. */
final class ReplyWriter {

	private static final String PROTOCOL_PREFIX = "zmqf-";

	private final String method;

	/** The writer by the class of a value. */
	private final ObjectWriter untyped;

	/**
	 * The writer by the declared type, or {@code null} if the class of a value suffices.
	 */
	private final @Nullable ObjectWriter typed;

	/**
	 * The class of the values that the typed writer writes, or {@code null} for all. A
	 * value of a subclass may have more properties than the declared type.
	 */
	private final @Nullable Class<?> exact;

	/**
	 * Creates a writer for one method.
	 * @param method the description of the method
	 * @param mapper the application's mapper
	 * @param declared the type of the replies
	 * @param view the view of the replies, or {@code null} for all properties
	 */
	ReplyWriter(String method, JsonMapper mapper, ResolvableType declared, @Nullable Class<?> view) {
		this.method = method;
		this.untyped = mapper.writerWithView(view);
		JavaType type = mapper.constructType(declared.getType());
		boolean holds = (type.isContainerType() && type.getRawClass() != byte[].class) || type.isReferenceType();
		// instances of generic types, such as lists, don't know their type arguments
		this.typed = (holds || type.hasGenericTypes()) ? this.untyped.forType(type) : null;
		this.exact = holds ? null : type.getRawClass();
	}

	/**
	 * Creates the reply.
	 * @param request the request of the reply
	 * @param value the return value of the method
	 * @return the reply
	 * @throws CompletionException if the value is an exception, which becomes the cause
	 * @throws InvalidHandlerException if the value can't be converted to data
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
	 * Writes an item of a stream.
	 * @param item the item
	 * @return the JSON of the item
	 * @throws ProblemException if the item is a problem, which ends the reply
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

	/** Rejects values that can't be data. The declared type may not reveal them. */
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
