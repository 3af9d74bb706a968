package io.zmqf.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
import io.zmqf.client.ZmqClient.RequestSpec;
import tools.jackson.databind.JsonNode;

/** Sends one request and prints the result. */
final class RequestCommand {

	private RequestCommand() {
	}

	/** Sends a request, prints the result and returns the exit code. */
	@FunctionalInterface
	interface Sending {

		int send(RequestSpec request, Arguments arguments, Output output) throws IOException;

	}

	/** Creates an action that connects and sends a request. */
	static Command.Action of(Sending sending) {
		return (arguments, output) -> {
			try (Connection connection = Connection.open(arguments)) {
				String event = arguments.required("The event");
				byte[] data = arguments.data();
				arguments.end();
				return sending.send(connection.request(event, data), arguments, output);
			}
		};
	}

	/** Prints the single reply. */
	static int call(RequestSpec request, Arguments arguments, Output output) {
		byte[] reply = request.request(byte[].class);
		output.print((reply != null) ? reply : new byte[0]);
		return Command.OK;
	}

	/** Prints the replies of all workers. */
	static int gather(RequestSpec request, Arguments arguments, Output output) {
		Gathered<JsonNode> gathered = request.gather(JsonNode.class);
		output.print(GatheredJson.of(gathered));
		return GatheredJson.exitCode(gathered);
	}

	/**
	 * Prints the items of a stream. Back-pressure limits the stream to the speed of the
	 * output.
	 */
	static int stream(RequestSpec request, Arguments arguments, Output output) throws IOException {
		int count = arguments.number("--count", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
		if (arguments.has("--stream-timeout")) {
			request.streamTimeout(arguments.duration("--stream-timeout", Duration.ZERO));
		}
		try (Stream<JsonNode> items = request.stream(JsonNode.class)) {
			Iterator<JsonNode> each = items.iterator();
			for (int i = 0; i < count && each.hasNext(); i++) {
				output.printLine(each.next());
			}
		}
		return Command.OK;
	}

}
