package io.zmqf.annotation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.message.Events;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

/** From what a method returned to the reply. */
final class ReplyWriter {

	private static final String PROTOCOL_PREFIX = "zmqf-";

	private final JsonMapper mapper;

	private final @Nullable ObjectWriter typed;

	/**
	 * Creates a writer for one method.
	 * @param mapper the application's mapper
	 * @param declared the type of the replies
	 */
	ReplyWriter(JsonMapper mapper, ResolvableType declared) {
		this.mapper = mapper;
		JavaType type = mapper.constructType(declared.getType());
		// a list knows no more of what its elements were declared as
		this.typed = type.isContainerType() && type.getRawClass() != byte[].class ? mapper.writerFor(type) : null;
	}

	/**
	 * Makes the reply.
	 * @param request the request of the reply
	 * @param value the return value of the method
	 * @return the reply
	 */
	Message write(Message request, @Nullable Object value) {
		if (value instanceof Problem problem) {
			return request.error((problem.event() != null) ? problem : problem.withEvent(request.event()));
		}
		if (value instanceof Message reply) {
			String event = reply.isError() ? Events.ERROR : request.event();
			return new Message(request.envelope(), event, reply.data(), reply.headers());
		}
		if (value instanceof org.springframework.messaging.Message<?> reply) {
			return (reply.getPayload() instanceof Problem problem) ? write(request, problem)
					: request.reply(data(reply.getPayload()), headers(reply.getHeaders()));
		}
		return request.reply(data(value), Map.of());
	}

	/**
	 * Writes one of many items.
	 * @param item the item
	 * @return its JSON
	 * @throws ProblemException if the item is a problem, with which the reply ends
	 */
	byte[] item(@Nullable Object item) {
		if (item instanceof Problem problem) {
			throw new ProblemException(problem);
		}
		return data(item);
	}

	private byte[] data(@Nullable Object value) {
		if (value == null) {
			return Message.NO_DATA;
		}
		if (value instanceof byte[] json) {
			return json;
		}
		return JsonData.requirePaired(
				(this.typed != null) ? this.typed.writeValueAsBytes(value) : this.mapper.writeValueAsBytes(value));
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
