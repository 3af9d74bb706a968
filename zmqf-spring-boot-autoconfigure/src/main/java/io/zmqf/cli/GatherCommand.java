package io.zmqf.cli;

import java.io.IOException;

import io.zmqf.client.Gathered;
import tools.jackson.databind.JsonNode;

/** Asks all workers of an event. */
final class GatherCommand implements Command {

	@Override
	public String usage() {
		return "gather ADDRESS EVENT [DATA]";
	}

	@Override
	public String summary() {
		return "ask all workers of an event, and print who answers what and who is missing";
	}

	@Override
	public int run(Arguments arguments, Output output) throws IOException {
		try (Connection connection = Connection.open(arguments)) {
			String event = arguments.word("The event");
			byte[] data = arguments.data();
			arguments.end();
			Gathered<JsonNode> gathered = connection.request(event, data).gather(JsonNode.class);
			output.print(GatheredJson.of(gathered));
			return GatheredJson.exitCode(gathered);
		}
	}

}
