package io.zmqf.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The replies of all nodes as JSON. */
final class GatheredJson {

	private GatheredJson() {
	}

	static ObjectNode of(Gathered<JsonNode> gathered) {
		ObjectNode result = Output.object();
		ObjectNode replies = result.putObject("replies");
		gathered.replies().forEach(replies::set);
		ObjectNode problems = result.putObject("problems");
		gathered.problems().forEach((node, problem) -> problems.set(node, Output.read(problem.toJson())));
		gathered.missing().forEach(result.putArray("missing")::add);
		return result;
	}

	static int exitCode(Gathered<?> gathered) {
		return gathered.isComplete() ? Command.OK : Command.PROBLEM;
	}

	/**
	 * Sends a query to all nodes of a router, or to the single node if it is no router.
	 * @param connection the connection
	 * @param query the event of the query
	 * @return the replies
	 */
	static Gathered<JsonNode> query(Connection connection, String query) {
		try {
			return connection.request(query, null).gather(JsonNode.class);
		}
		catch (ZmqException ex) {
			if (ex.getClass() != ZmqException.class) {
				throw ex;
			}
		}
		RequestSpec request = connection.request(query, null);
		JsonNode reply = request.request(JsonNode.class);
		if (reply == null || !reply.path("id").isString()) {
			throw new ZmqException("The node does not support queries: it does not use this library", query, null,
					null);
		}
		Map<String, @Nullable JsonNode> replies = new HashMap<>();
		replies.put(reply.path("id").asString(), reply);
		return new Gathered<>(replies, Map.of(), Set.of());
	}

	/**
	 * Creates an action that sends a query to all nodes and prints their replies in a
	 * given form.
	 */
	static Command.Action answers(String query, Function<Gathered<JsonNode>, ObjectNode> form) {
		return (arguments, output) -> {
			try (Connection connection = Connection.open(arguments)) {
				arguments.end();
				Gathered<JsonNode> gathered = query(connection, query);
				output.print(form.apply(gathered));
				return exitCode(gathered);
			}
		};
	}

}
