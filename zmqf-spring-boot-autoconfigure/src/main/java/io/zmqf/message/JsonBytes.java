package io.zmqf.message;

import java.io.OutputStream;
import java.util.Arrays;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes what a mapper writes: mostly all at once, from the mapper's own buffer into an
 * array of the right size.
 *
 * @since 0.1.0
 */
public final class JsonBytes extends OutputStream {

	private static final byte[] NONE = {};

	private byte[] bytes = NONE;

	private int length;

	private JsonBytes() {
	}

	/**
	 * Writes a value.
	 * @param mapper what writes it
	 * @param value the value
	 * @return as {@link JsonMapper#writeValueAsBytes(Object)}
	 */
	public static byte[] of(JsonMapper mapper, Object value) {
		if (mapper.getClass() != JsonMapper.class) { // it may have its own way
			return mapper.writeValueAsBytes(value);
		}
		JsonBytes json = new JsonBytes();
		mapper.writeValue(json, value);
		return json.toByteArray();
	}

	/**
	 * Writes a value.
	 * @param writer what writes it
	 * @param value the value
	 * @return as {@link ObjectWriter#writeValueAsBytes(Object)}
	 */
	public static byte[] of(ObjectWriter writer, Object value) {
		if (writer.getClass() != ObjectWriter.class) {
			return writer.writeValueAsBytes(value);
		}
		JsonBytes json = new JsonBytes();
		writer.writeValue(json, value);
		return json.toByteArray();
	}

	@Override
	public void write(int next) {
		write(new byte[] { (byte) next }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int count) {
		if (this.length == 0) {
			this.bytes = Arrays.copyOfRange(source, offset, offset + count);
		}
		else {
			if (count > this.bytes.length - this.length) {
				this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.length, this.length + count));
			}
			System.arraycopy(source, offset, this.bytes, this.length, count);
		}
		this.length += count;
	}

	private byte[] toByteArray() {
		return (this.length == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
	}

}
