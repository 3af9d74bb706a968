package io.zmqf.cli;

import java.io.IOException;
import java.io.PrintStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output of a command: JSON on standard output, progress and failures on standard
 * error.
 *
 * @param out standard output
 * @param err standard error
 */
record Output(PrintStream out, PrintStream err) {

	/** Reads and prints numbers with all their digits. */
	static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	static ObjectNode object() {
		return JSON.createObjectNode();
	}

	static JsonNode read(byte[] json) {
		return JSON.readTree(json);
	}

	/** Prints a result for people and tools alike. */
	void print(JsonNode result) {
		this.out.println(result.toPrettyString());
	}

	/**
	 * Prints one of many results on one line.
	 * @param result the result, or {@code null} for none
	 * @throws IOException if standard output is closed, as after {@code | head}
	 */
	void printLine(@Nullable JsonNode result) throws IOException {
		this.out.println((result != null) ? result.toString() : "null");
		flush();
	}

	void flush() throws IOException {
		if (this.out.checkError()) {
			throw new IOException("Standard output is closed");
		}
	}

	/** Prints data, indented if it is JSON. */
	void print(byte[] data) {
		try {
			print(read(data));
		}
		catch (JacksonException ex) {
			this.out.writeBytes(data);
			this.out.println();
		}
	}

	/** Prints the reason of a failure. */
	void failed(String message) {
		this.err.println(message);
	}

}
