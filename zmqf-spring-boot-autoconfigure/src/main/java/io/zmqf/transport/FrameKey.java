package io.zmqf.transport;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A frame as the key of a map, such as a routing id. Peers that choose frames of equal
 * hash cost no more than others, because a map orders these keys.
 *
 * @since 0.1.0
 */
public final class FrameKey implements Comparable<FrameKey> {

	private byte[] frame;

	private int hash;

	/**
	 * Creates a key.
	 * @param frame the frame, which does not change
	 */
	public FrameKey(byte[] frame) {
		this.frame = frame;
		this.hash = Arrays.hashCode(frame);
	}

	/**
	 * Uses this key for another frame, to look that up without an allocation. Not for the
	 * key of a map.
	 * @param other the other frame
	 * @return this key
	 */
	public FrameKey of(byte[] other) {
		this.frame = other;
		this.hash = Arrays.hashCode(other);
		return this;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FrameKey key && Arrays.equals(this.frame, key.frame);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public int compareTo(FrameKey other) {
		return Arrays.compare(this.frame, other.frame);
	}

}
