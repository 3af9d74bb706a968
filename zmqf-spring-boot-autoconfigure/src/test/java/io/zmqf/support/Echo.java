package io.zmqf.support;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.worker.HandlerRegistry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Handlers that answer as the Python peers do. */
public final class Echo {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	/** The data format of tests. */
	public static final JsonData JSON = new JsonData(MAPPER);

	private Echo() {
	}

	/**
	 * Handles the events {@code echo} and {@code fail}.
	 * @param id the id of the replying node
	 * @return the handlers
	 */
	public static HandlerRegistry handlers(String id) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo", (request) -> echo(request, id));
		handlers.register("fail", (request) -> {
			throw new IllegalStateException("asked to fail");
		});
		return handlers;
	}

	/**
	 * Replies with {@code {"echo": data, "by": id}}.
	 * @param request the request
	 * @param id the id of the replying node
	 * @return the reply
	 */
	public static CompletionStage<Message> echo(Message request, String id) {
		JsonNode answer = MAPPER.createObjectNode().put("by", id).set("echo", data(request));
		return CompletableFuture.completedFuture(request.reply(JSON.write(answer), Map.of()));
	}

	private static JsonNode data(Message request) {
		try {
			return MAPPER.readTree(request.data());
		}
		catch (JacksonException ex) {
			throw new ProblemException(ProblemType.MALFORMED.of(request.event(), "The data is not JSON"), ex);
		}
	}

}
