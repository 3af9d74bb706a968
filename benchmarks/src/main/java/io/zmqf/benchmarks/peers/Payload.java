package io.zmqf.benchmarks.peers;

import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON data of every request and reply.
 *
 * @param id a number
 * @param text the padding to the size
 * @param price another number
 */
public record Payload(int id, String text, double price) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final ObjectReader READER = MAPPER.readerFor(Payload.class);

	private static final ObjectWriter WRITER = MAPPER.writerFor(Payload.class);

	/**
	 * A payload of a size.
	 * @param bytes the length of its JSON, at least 40
	 * @return the payload
	 */
	public static Payload of(int bytes) {
		int fixed = new Payload(1234567, "", 19.95).json().length;
		return new Payload(1234567, "x".repeat(bytes - fixed), 19.95);
	}

	/**
	 * Reads a payload, for peers that leave that to their users.
	 * @param json the JSON
	 * @return the payload
	 */
	public static Payload of(byte[] json) {
		return READER.readValue(json);
	}

	/**
	 * Writes the payload, for peers that leave that to their users.
	 * @return the JSON
	 */
	public byte[] json() {
		return WRITER.writeValueAsBytes(this);
	}

	/**
	 * Returns the reply of each server.
	 * @return another payload of the same size
	 */
	public Payload answer() {
		return new Payload(this.id ^ 1, this.text, this.price);
	}

}
