package io.zmqf.message;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data of messages as values: JSON by the application's mapper, except that
 * {@code byte[]} is the JSON text itself, to be passed on unread.
 *
 * @since 0.1.0
 */
public final class JsonData {

	private final JsonMapper mapper;

	private final ConcurrentCache<Type, ObjectReader> readers;

	public JsonData(JsonMapper mapper) {
		JsonMapper quick = QuickMapper.of(mapper);
		this.mapper = quick;
		this.readers = new ConcurrentCache<>((type) -> quick.readerFor(quick.constructType(type)));
	}

	/**
	 * Writes a value.
	 * @param value anything that the mapper can write, or JSON text as {@code byte[]}
	 * @return one JSON value in UTF-8
	 * @throws JacksonException if the mapper can't write it
	 */
	public byte[] write(@Nullable Object value) {
		if (value == null) {
			return Message.NO_DATA;
		}
		return (value instanceof byte[] json) ? json : JsonBytes.of(this.mapper, value);
	}

	/**
	 * Reads a value.
	 * @param data one JSON value in UTF-8
	 * @param type the type that it has to fit; {@code void} and {@link Void} fit
	 * everything
	 * @return the value, {@code null} for the JSON value {@code null}
	 * @throws JacksonException if the data is not JSON, or does not fit
	 */
	public @Nullable Object read(byte[] data, Type type) {
		if (type == byte[].class) {
			return data;
		}
		if (type == Void.class || type == void.class) {
			return null;
		}
		return this.readers.get(type).readValue(data);
	}

}
