package io.zmqf.router;

import java.time.Duration;

import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Utf8;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data of a worker's {@code zmqf.bye}.
 *
 * @param returnWithin the time within which the worker or its replacement is back, or
 * zero if it does not state one
 */
record WorkerGoodbye(Duration returnWithin) {

	static final WorkerGoodbye NONE = new WorkerGoodbye(Duration.ZERO);

	private static final int MAX_BYTES = 4 * 1024;

	private static final Duration LONGEST = Duration.ofHours(1);

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * Reads a goodbye.
	 * @param data the frame of its data
	 * @return the goodbye
	 * @throws MalformedMessageException if it is not JSON, or too large
	 */
	static WorkerGoodbye read(byte[] data) {
		if (data.length > MAX_BYTES) {
			throw new MalformedMessageException("the goodbye has " + data.length + " bytes, more than " + MAX_BYTES,
					null);
		}
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the goodbye is not UTF-8", null);
		}
		try {
			JsonNode json = JSON.readTree(data);
			long millis = (json != null) ? (long) json.path("return_within").asDouble(0) : 0;
			return new WorkerGoodbye(Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST.toMillis()))));
		}
		catch (JacksonException ex) {
			throw new MalformedMessageException("the goodbye is not JSON", ex);
		}
	}

}
