package io.zmqf.message;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the request of a {@linkplain ControlMessage control message} by its envelope. Not
 * thread-safe: owned by one thread.
 *
 * @param <T> the type of the requests
 * @since 0.1.0
 */
public final class EnvelopeIndex<T> {

	private final Map<Envelope, T> requests = new HashMap<>();

	/**
	 * Adds a request. It replaces a request with the same envelope.
	 * @param frames the frames of the request, which begin with the envelope
	 * @param delimiter the index of the empty frame after the envelope
	 * @param request the request
	 */
	public void add(byte[][] frames, int delimiter, T request) {
		this.requests.put(new Envelope(frames, delimiter), request);
	}

	/**
	 * Removes a request.
	 * @param frames the frames of the request
	 * @param delimiter the index of the empty frame
	 * @param request the request; another request with the same envelope is not removed
	 */
	public void remove(byte[][] frames, int delimiter, T request) {
		this.requests.remove(new Envelope(frames, delimiter), request);
	}

	/**
	 * Finds the request that a message belongs to.
	 * @param frames the frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the request, or {@code null} if there is none
	 */
	public @Nullable T find(byte[][] frames, int delimiter) {
		return this.requests.get(new Envelope(frames, delimiter));
	}

	private record Envelope(byte[][] frames, int length) implements Comparable<Envelope> {

		/**
		 * Orders envelopes, so that the map stays fast if a peer chooses envelopes with
		 * equal hash codes.
		 */
		@Override
		public int compareTo(Envelope other) {
			return Arrays.compare(this.frames, 0, this.length, other.frames, 0, other.length, Arrays::compare);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Envelope envelope && compareTo(envelope) == 0;
		}

		@Override
		public int hashCode() {
			int hash = this.length;
			for (int i = 0; i < this.length; i++) {
				hash = 31 * hash + Arrays.hashCode(this.frames[i]);
			}
			return hash;
		}

	}

}
