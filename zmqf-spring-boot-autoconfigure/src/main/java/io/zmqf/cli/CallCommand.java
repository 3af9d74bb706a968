package io.zmqf.cli;

import java.io.IOException;

/** Sends one request, and prints its reply. */
final class CallCommand implements Command {

	@Override
	public String usage() {
		return "call ADDRESS EVENT [DATA]";
	}

	@Override
	public String summary() {
		return "send a request, and print its reply";
	}

	@Override
	public int run(Arguments arguments, Output output) throws IOException {
		try (Connection connection = Connection.open(arguments)) {
			String event = arguments.word("The event");
			byte[] data = arguments.data();
			arguments.end();
			byte[] reply = connection.request(event, data).request(byte[].class);
			output.print((reply != null) ? reply : new byte[0]);
			return OK;
		}
	}

}
