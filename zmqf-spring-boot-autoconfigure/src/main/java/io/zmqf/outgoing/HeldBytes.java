package io.zmqf.outgoing;

import io.zmqf.outgoing.WaitingMessages.Held;

/** The memory of waiting messages, in bytes. */
final class HeldBytes {

	private long all;

	private long replies;

	/** Adds a message, or removes one with a sign of -1. */
	void count(Held message, int sign) {
		this.all += sign * message.bytes();
		this.replies += message.isReply() ? sign * message.bytes() : 0;
	}

	/** Returns the memory of all messages, in bytes. */
	long all() {
		return this.all;
	}

	/** Returns the memory of the replies, in bytes. */
	long replies() {
		return this.replies;
	}

}
