package io.zmqf.test;

import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions of a {@link ZmqTestStream}. A failure shows all items and the end.
 *
 * @since 0.1.0
 */
public final class ZmqStreamAssert extends AbstractAssert<ZmqStreamAssert, ZmqTestStream> {

	ZmqStreamAssert(ZmqTestStream actual) {
		super(actual, ZmqStreamAssert.class);
	}

	/**
	 * Verifies that the stream has ended, or has given as many items as were wanted,
	 * without a failure.
	 * @return this assertion
	 */
	public ZmqStreamAssert isOk() {
		isNotNull();
		return verify(this.actual.getEnd().getFailure() == null, "a stream without a failure");
	}

	/**
	 * Verifies that these are all items, in their order, compared as JSON; also before a
	 * failure.
	 * @param expected anything that the application's mapper can write
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
	 * Goes on with the items.
	 * @param <T> the type of an item
	 * @param type the type of an item
	 * @return an assertion of the items
	 */
	@SuppressWarnings("NullAway") // an item can be null, and an assertion of any can be
									// made
	public <T> ListAssert<@Nullable T> items(Class<T> type) {
		isNotNull();
		return Assertions.assertThat(this.actual.getItems(type)).as("items of %s", this.actual);
	}

	/**
	 * Goes on with the end of the stream, such as the problem after its items.
	 * @return an assertion of the end
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
