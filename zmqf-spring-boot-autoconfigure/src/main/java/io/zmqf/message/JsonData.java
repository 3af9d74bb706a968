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
 * Converts the data of messages from and to values. JSON is read and written by the
 * application's mapper. A {@code byte[]} is raw JSON.
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
	 * @param value the value, or raw JSON as {@code byte[]}
	 * @return one JSON value in UTF-8
	 * @throws JacksonException if the mapper cannot write the value
	 * @throws IllegalArgumentException if the value contains text that is not valid
	 * Unicode
	 */
	public byte[] write(@Nullable Object value) {
		return write(value, null);
	}

	/**
	 * Writes a value by its declared type. The type arguments of a generic type cannot be
	 * derived from the value.
	 * @param value the value, or raw JSON as {@code byte[]}
	 * @param type the declared type, or {@code null} for the class of the value
	 * @return one JSON value in UTF-8
	 * @throws JacksonException if the mapper cannot write the value
	 * @throws IllegalArgumentException if the value contains text that is not valid
	 * Unicode
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
	 * Rejects text with an unpaired surrogate, which receivers would reject.
	 * @param json the JSON as written by a mapper
	 * @return the same JSON
	 * @throws IllegalArgumentException if a surrogate is unpaired
	 */
	public static byte[] requirePaired(byte[] json) {
		if (!Utf8.arePaired(json)) {
			throw new IllegalArgumentException("A text is not valid Unicode: it has an unpaired surrogate");
		}
		return json;
	}

	/**
	 * Reads a value.
	 * @param data one JSON value in UTF-8
	 * @param type the type of the value; with {@code void} or {@link Void} the data is
	 * ignored
	 * @return the value, or {@code null} for the JSON value {@code null}
	 * @throws MalformedMessageException if the data is not JSON in UTF-8, or does not
	 * match the type
	 */
	public @Nullable Object read(byte[] data, Type type) {
		if (type == byte[].class) {
			return data.clone(); // inside a process others may share it
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
	 * Reads the elements of an array. Any other value is the only element, and
	 * {@code null} is an empty list.
	 * @param data one JSON value in UTF-8
	 * @param type the type of the elements
	 * @return the elements, in order
	 * @throws MalformedMessageException if the data is not JSON in UTF-8, or an element
	 * does not match the type
	 */
	public List<@Nullable Object> elements(byte[] data, Type type) {
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		Type read = (type == byte[].class) ? JsonNode.class : type;
		// without a check for trailing tokens, which follow each element
		ObjectReader reader = this.readers.get(read)
			.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
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
	 * Rethrows a failure that the data did not cause: lack of memory or a missing class.
	 * All other exceptions of the application's constructors, setters and deserializers
	 * are the fault of the data. These include an {@link AssertionError} and a stack
	 * overflow.
	 * @param failure the failure to read data
	 */
	public static void throwIfOfNode(Throwable failure) {
		if (failure instanceof Error error && (error instanceof LinkageError
				|| error instanceof VirtualMachineError && !(error instanceof StackOverflowError))) {
			throw error;
		}
	}

}
