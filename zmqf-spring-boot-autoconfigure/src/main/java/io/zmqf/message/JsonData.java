package io.zmqf.message;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data of messages as values: JSON by the application's mapper, except that
 * {@code byte[]} is the JSON text itself, to be passed on unread.
 */
public final class JsonData {

	/** More types than applications have; those beyond are looked up each time. */
	private static final int MAX_READERS = 1024;

	private final JsonMapper mapper;

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	public JsonData(JsonMapper mapper) {
		this.mapper = mapper;
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
		return (value instanceof byte[] json) ? json : this.mapper.writeValueAsBytes(value);
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
		ObjectReader reader = this.readers.get(type);
		if (reader == null) {
			reader = this.mapper.readerFor(this.mapper.constructType(type));
			if (this.readers.size() < MAX_READERS) {
				this.readers.put(type, reader);
			}
		}
		return reader.readValue(data);
	}

}
