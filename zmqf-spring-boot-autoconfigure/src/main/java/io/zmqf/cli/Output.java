package io.zmqf.cli;

import java.io.IOException;
import java.io.PrintStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON to standard output, and to standard error what is for people and what has failed.
 *
 * @param out standard output
 * @param err standard error
 */
record Output(PrintStream out, PrintStream err) {

	private static final JsonMapper JSON = JsonMapper.shared();

	static ObjectNode object() {
		return JSON.createObjectNode();
	}

	static JsonNode read(byte[] json) {
		return JSON.readTree(json);
	}

	static JsonNode tree(Object value) {
		return JSON.valueToTree(value);
	}

	/** Prints a result for people and tools alike. */
	void print(JsonNode result) {
		this.out.println(result.toPrettyString());
		this.out.flush();
	}

	/**
	 * Prints one of many results.
	 * @param result the result, {@code null} for one without data
	 * @throws IOException if nobody reads it any more, as behind {@code | head}
	 */
	void printLine(@Nullable JsonNode result) throws IOException {
		this.out.println((result != null) ? result.toString() : "null");
		if (this.out.checkError()) {
			throw new IOException("Standard output is closed");
		}
	}

	/** Prints data as it came, in several lines where it is JSON. */
	void print(byte[] data) {
		try {
			print(read(data));
		}
		catch (JacksonException ex) {
			this.out.writeBytes(data);
			this.out.println();
		}
	}

	/** Says why there is no result. */
	void failed(String message) {
		this.err.println(message);
	}

}
