package io.zmqf.client;

import java.lang.reflect.Type;

import io.zmqf.message.DataTypes;
import io.zmqf.message.JsonData;
import org.jspecify.annotations.Nullable;

/**
 * The data of a request that may be made again. It is written for the first attempt, on
 * the caller's thread, since the value may change afterwards.
 *
 * @since 0.1.0
 */
public final class WrittenOnce {

	private @Nullable Object value;

	private final @Nullable Type type;

	private byte @Nullable [] written;

	/**
	 * Creates data that is not written.
	 * @param value the value, {@code null} for none
	 * @param type its declared type, {@code null} for that of the value
	 * @throws IllegalArgumentException if the value can't be data
	 */
	public WrittenOnce(@Nullable Object value, @Nullable Type type) {
		DataTypes.requireData(value);
		this.value = value;
		this.type = type;
	}

	/**
	 * Writes the value, or returns what was written.
	 * @param json the writer
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
