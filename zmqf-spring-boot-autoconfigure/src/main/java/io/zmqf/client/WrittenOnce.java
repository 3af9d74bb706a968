package io.zmqf.client;

import java.lang.reflect.Type;

import io.zmqf.message.DataTypes;
import io.zmqf.message.JsonData;
import org.jspecify.annotations.Nullable;

/**
 * The data of a request that may be retried. The first attempt writes it on the caller's
 * thread, because the value may change afterwards. Thread-safe.
 *
 * @since 0.1.0
 */
public final class WrittenOnce {

	private @Nullable Object value;

	private final @Nullable Type type;

	private byte @Nullable [] written;

	/**
	 * Creates data, which is not written yet.
	 * @param value the value, or {@code null} for none
	 * @param type the declared type, or {@code null} for the type of the value
	 * @throws IllegalArgumentException if the value is not data
	 */
	public WrittenOnce(@Nullable Object value, @Nullable Type type) {
		DataTypes.requireData(value);
		this.value = value;
		this.type = type;
	}

	/**
	 * Returns the JSON of the value, which the first call writes.
	 * @param json the writer of JSON data
	 * @return one JSON value in UTF-8
	 */
	public synchronized byte[] write(JsonData json) {
		if (this.written == null) {
			this.written = json.write(this.value, this.type);
			this.value = null;
		}
		return this.written;
	}

}
