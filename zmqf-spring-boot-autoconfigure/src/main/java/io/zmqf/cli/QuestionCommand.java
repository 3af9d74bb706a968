package io.zmqf.cli;

import java.io.IOException;

import io.zmqf.client.Gathered;
import tools.jackson.databind.JsonNode;

/**
 * Asks all nodes what they are, or how they do.
 *
 * @param name the name of the command
 * @param summary what it does
 * @param event the question
 */
record QuestionCommand(String name, String summary, String event) implements Command {

	@Override
	public String usage() {
		return this.name + " ADDRESS";
	}

	@Override
	public int run(Arguments arguments, Output output) throws IOException {
		try (Connection connection = Connection.open(arguments)) {
			arguments.end();
			Gathered<JsonNode> gathered = GatheredJson.ask(connection, this.event);
			output.print(GatheredJson.of(gathered));
			return GatheredJson.exitCode(gathered);
		}
	}

}
