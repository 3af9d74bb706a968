package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The words towards a handler that its connection has not taken yet: one for each
 * request, so that there are no more of them than requests that were sent. Belongs to one
 * thread.
 *
 * @since 0.1.0
 */
public final class UnsentWords {

	/** Stands for the word that ends a request, among credits. */
	private static final int CANCEL = 0;

	/** By the tokens of their requests. */
	private final Map<Long, Integer> words = new LinkedHashMap<>(4);

	/**
	 * Adds {@link Word#CANCEL}, in whose place no credit is sent.
	 * @param token the token of the request
	 */
	public void cancel(long token) {
		this.words.put(token, CANCEL);
	}

	/**
	 * Adds {@link Word#CREDIT}, together with the credit of the request that waits.
	 * @param token the token of the request
	 * @param items the number of items
	 */
	public void credit(long token, int items) {
		this.words.merge(token, items, (owed, more) -> (owed == CANCEL) ? CANCEL : Integer.valueOf(owed + more));
	}

	/**
	 * Whether there are none.
	 * @return {@code true} where nothing has to be sent
	 */
	public boolean isEmpty() {
		return this.words.isEmpty();
	}

	/**
	 * Sends the words in the order of their requests.
	 * @param connection the sender of a message, which returns whether it need not be
	 * sent again
	 * @param address the frames of the message before the token
	 * @return whether none is left
	 */
	public boolean areSent(Predicate<byte[][]> connection, byte[]... address) {
		for (Iterator<Map.Entry<Long, Integer>> each = this.words.entrySet().iterator(); each.hasNext();) {
			Map.Entry<Long, Integer> word = each.next();
			if (!connection.test(frames(word.getKey(), word.getValue(), address))) {
				return false;
			}
			each.remove();
		}
		return true;
	}

	private static byte[][] frames(long token, int credit, byte[]... address) {
		byte[][] envelope = Arrays.copyOf(address, address.length + 1);
		envelope[address.length] = TokenTable.frame(token);
		return (credit == CANCEL) ? Word.CANCEL.frames(Message.NO_DATA, envelope)
				: Word.CREDIT.frames(Integer.toString(credit).getBytes(StandardCharsets.US_ASCII), envelope);
	}

	/** Forgets all words: the peer is gone. */
	public void clear() {
		this.words.clear();
	}

}
