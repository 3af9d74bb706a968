package io.zmqf.worker;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reply to a caller that accepts no stream, collected in one JSON array.
 */
final class CollectedItems extends ItemSubscriber {

	private final int maxItems;

	private final long maxSize;

	private final ByteArrayOutputStream array = new ByteArrayOutputStream();

	private int items;

	/**
	 * Creates an empty array.
	 * @param request the request
	 * @param writer the writer of an item
	 * @param maxItems the maximum number of items
	 * @param maxSize the maximum size of the array in bytes
	 * @param failed the consumer of exceptions that the source throws after the end of
	 * the reply
	 */
	CollectedItems(Message request, Function<@Nullable Object, byte[]> writer, int maxItems, long maxSize,
			Consumer<Throwable> failed) {
		super(request, writer, failed);
		this.maxItems = maxItems;
		this.maxSize = maxSize;
	}

	@Override
	void begin(Flow.Subscription source) {
		source.request(Long.MAX_VALUE);
	}

	@Override
	void accept(byte[] item) {
		if (this.items == this.maxItems) {
			throw tooLarge("The reply has more than " + this.maxItems
					+ " items, the limit for a caller that does not request a stream");
		}
		if (this.array.size() + item.length + 2L > this.maxSize) {
			throw tooLarge("The reply has more than " + this.maxSize + " bytes, the limit of one message");
		}
		this.array.write((this.items == 0) ? '[' : ',');
		this.array.writeBytes(item);
		this.items++;
	}

	private ProblemException tooLarge(String detail) {
		return new ProblemException(ProblemType.TOO_LARGE.of(request().event(), detail));
	}

	@Override
	Message end() {
		if (this.items == 0) {
			this.array.write('[');
		}
		this.array.write(']');
		return request().reply(this.array.toByteArray(), Map.of());
	}

}
