package io.zmqf.test;

import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions for a {@link ZmqTestStream}. A failure message contains all items and the
 * end.
 *
 * @since 0.1.0
 */
public final class ZmqStreamAssert extends AbstractAssert<ZmqStreamAssert, ZmqTestStream> {

	ZmqStreamAssert(ZmqTestStream actual) {
		super(actual, ZmqStreamAssert.class);
	}

	/**
	 * Verifies that the stream ended, or was closed after the maximum number of items,
	 * without a failure.
	 * @return this assertion
	 */
	public ZmqStreamAssert isOk() {
		isNotNull();
		return verify(this.actual.getEnd().getFailure() == null, "a stream without a failure");
	}

	/**
	 * Verifies that the stream has equal items in the same order, compared as JSON. Items
	 * before a failure count as well.
	 * @param expected the items, which the application's mapper must be able to write
	 * @return this assertion
	 */
	public ZmqStreamAssert hasItems(@Nullable Object... expected) {
		isNotNull();
		List<JsonNode> trees = Arrays.stream(expected).map(this.actual::write).map(TestJson::tree).toList();
		List<JsonNode> items = this.actual.bytes().stream().map(TestJson::tree).toList();
		boolean equal = items.size() == trees.size();
		for (int i = 0; equal && i < items.size(); i++) {
			equal = TestJson.equal(items.get(i), trees.get(i));
		}
		return verify(equal, "the items " + trees);
	}

	/**
	 * Verifies the number of items.
	 * @param expected the number
	 * @return this assertion
	 */
	public ZmqStreamAssert hasItemCount(int expected) {
		isNotNull();
		return verify(this.actual.bytes().size() == expected, expected + " items");
	}

	/**
	 * Continues with an assertion for the items.
	 * @param <T> the type of an item
	 * @param type the type of an item
	 * @return the assertion for the items
	 */
	@SuppressWarnings("NullAway") // an item can be null
	public <T> ListAssert<@Nullable T> items(Class<T> type) {
		isNotNull();
		return Assertions.assertThat(this.actual.getItems(type)).as("items of %s", this.actual);
	}

	/**
	 * Continues with an assertion for the end of the stream, such as the problem after
	 * its items.
	 * @return the assertion for the end
	 */
	public ZmqReplyAssert end() {
		isNotNull();
		return this.actual.getEnd().assertThat().as("end of %s", this.actual);
	}

	private ZmqStreamAssert verify(boolean verified, String expected) {
		if (!verified) {
			failWithMessage("%nExpected %s, but it was:%n  %s", expected, this.actual);
		}
		return this;
	}

}
