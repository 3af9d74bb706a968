package io.zmqf.message;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.concurrent.ConcurrentCache;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
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

	private final ConcurrentCache<Type, ObjectWriter> writers;

	public JsonData(JsonMapper mapper) {
		JsonMapper quick = QuickMapper.of(mapper);
		this.mapper = quick;
		this.readers = new ConcurrentCache<>((type) -> quick.readerFor(quick.constructType(type)));
		this.writers = new ConcurrentCache<>((type) -> quick.writerFor(quick.constructType(type)));
	}

	/**
	 * Writes a value.
	 * @param value anything that the mapper can write, or JSON text as {@code byte[]}
	 * @return one JSON value in UTF-8
	 * @throws JacksonException if the mapper can't write it
	 * @throws IllegalArgumentException if it has text that is not valid Unicode
	 */
	public byte[] write(@Nullable Object value) {
		return write(value, null);
	}

	/**
	 * Writes a value by its declared type, which a value of a generic type does not know.
	 * @param value anything that the mapper can write, or JSON text as {@code byte[]}
	 * @param type the declared type, {@code null} for that of the value
	 * @return one JSON value in UTF-8
	 * @throws JacksonException if the mapper can't write it
	 * @throws IllegalArgumentException if it has text that is not valid Unicode
	 */
	public byte[] write(@Nullable Object value, @Nullable Type type) {
		if (value == null) {
			return Message.NO_DATA;
		}
		if (value instanceof byte[] json) {
			return json;
		}
		return requirePaired((type != null) ? this.writers.get(type).writeValueAsBytes(value)
				: this.mapper.writeValueAsBytes(value));
	}

	/**
	 * Refuses what its receiver would refuse: text with half of a surrogate pair.
	 * @param json JSON text as a mapper has written it
	 * @return the same text
	 * @throws IllegalArgumentException if a surrogate stands alone
	 */
	public static byte[] requirePaired(byte[] json) {
		if (!Utf8.arePaired(json)) {
			throw new IllegalArgumentException("A text is not valid Unicode: one of its surrogates stands alone");
		}
		return json;
	}

	/**
	 * Reads a value.
	 * @param data one JSON value in UTF-8
	 * @param type the type that it has to fit; {@code void} and {@link Void} fit
	 * everything
	 * @return the value, {@code null} for the JSON value {@code null}
	 * @throws MalformedMessageException if the data is not JSON in UTF-8, or does not fit
	 */
	public @Nullable Object read(byte[] data, Type type) {
		if (type == byte[].class) {
			return data.clone(); // which may be others' as well where no network is
									// between
		}
		if (type == Void.class || type == void.class) {
			return null;
		}
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		return read(data, this.readers.get(type));
	}

	/**
	 * Reads the elements of an array; anything else is one element, and {@code null} is
	 * none.
	 * @param data one JSON value in UTF-8
	 * @param type the type of the elements
	 * @return the elements, in order
	 * @throws MalformedMessageException if they are not JSON in UTF-8, or do not fit
	 */
	public List<@Nullable Object> elements(byte[] data, Type type) {
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		Type read = (type == byte[].class) ? JsonNode.class : type;
		ObjectReader reader = this.readers.get(read)
			.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS); // of an element
		try (JsonParser json = reader.createParser(data)) {
			List<@Nullable Object> elements = elements(json, reader);
			if (type == byte[].class) {
				elements.replaceAll(this.mapper::writeValueAsBytes);
			}
			return elements;
		}
		catch (Throwable ex) {
			throw unreadable(ex);
		}
	}

	private static List<@Nullable Object> elements(JsonParser json, ObjectReader reader) {
		List<@Nullable Object> elements = new ArrayList<>();
		JsonToken first = json.nextToken();
		if (first == JsonToken.START_ARRAY) {
			while (json.nextToken() != JsonToken.END_ARRAY) {
				elements.add(reader.readValue(json));
			}
		}
		else if (first != null && first != JsonToken.VALUE_NULL) {
			elements.add(reader.readValue(json));
		}
		if (first == null || json.nextToken() != null) {
			throw new MalformedMessageException("the data is not one JSON value", null);
		}
		return elements;
	}

	private static @Nullable Object read(byte[] data, ObjectReader reader) {
		try {
			return reader.readValue(data);
		}
		catch (Throwable ex) {
			throw unreadable(ex);
		}
	}

	private static MalformedMessageException unreadable(Throwable failure) {
		throwIfOfNode(failure);
		return (failure instanceof StackOverflowError)
				? new MalformedMessageException("the data is nested too deeply", null) : new MalformedMessageException(
						(failure.getMessage() != null) ? failure.getMessage() : failure.toString(), failure);
	}

	/**
	 * Throws what has failed whatever the data is: for want of memory or of a class.
	 * Everything else that a constructor, a setter or a deserializer of the application
	 * throws is the fault of the data, also an {@link AssertionError} and the end of the
	 * stack.
	 * @param failure the failure to read data
	 */
	public static void throwIfOfNode(Throwable failure) {
		if (failure instanceof Error error && (error instanceof LinkageError
				|| error instanceof VirtualMachineError && !(error instanceof StackOverflowError))) {
			throw error;
		}
	}

}
