package io.zmqf.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import io.zmqf.message.JsonData;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a {@link ZmqTester}'s request for a stream: the received items and the
 * end.
 *
 * @since 0.1.0
 */
public final class ZmqTestStream implements AssertProvider<ZmqStreamAssert> {

	private final List<byte[]> items;

	private final ZmqTestReply end;

	private final JsonData json;

	ZmqTestStream(List<byte[]> items, ZmqTestReply end, JsonData json) {
		this.items = List.copyOf(items);
		this.end = end;
		this.json = json;
	}

	/**
	 * Returns the items.
	 * @param <T> the type of an item
	 * @param type the type of an item
	 * @return the received items, including those before a failure
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // an item can be null
	public <T> List<@Nullable T> getItems(Class<T> type) {
		return this.items.stream().map((item) -> (T) this.json.read(item, (Type) type)).collect(Collectors.toList());
	}

	/**
	 * Returns the end of the stream.
	 * @return a reply without data, or the failure after the items
	 */
	public ZmqTestReply getEnd() {
		return this.end;
	}

	List<byte[]> bytes() {
		return this.items;
	}

	byte[] write(@Nullable Object value) {
		return this.json.write(value);
	}

	@Override
	public ZmqStreamAssert assertThat() {
		return new ZmqStreamAssert(this);
	}

	@Override
	public String toString() {
		return this.items.stream()
			.map((item) -> new String(item, StandardCharsets.UTF_8))
			.collect(Collectors.joining(", ", "items [", "] of " + this.end));
	}

}
