package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The control messages to a handler that its connection has not accepted yet. There is at
 * most one for each request, which limits their number. Not thread-safe: owned by one
 * thread.
 *
 * @since 0.1.0
 */
public final class UnsentControlMessages {

	/** The value for {@link ControlMessage#CANCEL}; all others are credits. */
	private static final int CANCEL = 0;

	/** The credits by the token of the request. */
	private final Map<Long, Integer> messages = new LinkedHashMap<>(4);

	/**
	 * Adds {@link ControlMessage#CANCEL}, which replaces a credit.
	 * @param token the token of the request
	 */
	public void cancel(long token) {
		this.messages.put(token, CANCEL);
	}

	/**
	 * Adds {@link ControlMessage#CREDIT}, or increases the credit that is waiting.
	 * @param token the token of the request
	 * @param items the number of items
	 */
	public void credit(long token, int items) {
		this.messages.merge(token, items, (owed, more) -> (owed == CANCEL) ? CANCEL : Integer.valueOf(owed + more));
	}

	/**
	 * Whether there are no control messages to send.
	 * @return {@code true} if there are none
	 */
	public boolean isEmpty() {
		return this.messages.isEmpty();
	}

	/**
	 * Sends the control messages in the order of their requests.
	 * @param connection sends a message; returns {@code false} if it must be sent again
	 * later
	 * @param address the address frames before the token
	 * @return {@code true} if all were sent
	 */
	public boolean areSent(Predicate<byte[][]> connection, byte[]... address) {
		for (Iterator<Map.Entry<Long, Integer>> each = this.messages.entrySet().iterator(); each.hasNext();) {
			Map.Entry<Long, Integer> message = each.next();
			if (!connection.test(frames(message.getKey(), message.getValue(), address))) {
				return false;
			}
			each.remove();
		}
		return true;
	}

	private static byte[][] frames(long token, int credit, byte[]... address) {
		byte[][] envelope = Arrays.copyOf(address, address.length + 1);
		envelope[address.length] = TokenTable.frame(token);
		return (credit == CANCEL) ? ControlMessage.CANCEL.frames(Message.NO_DATA, envelope)
				: ControlMessage.CREDIT.frames(Integer.toString(credit).getBytes(StandardCharsets.US_ASCII), envelope);
	}

	/** Removes all control messages after the peer has disconnected. */
	public void clear() {
		this.messages.clear();
	}

}
