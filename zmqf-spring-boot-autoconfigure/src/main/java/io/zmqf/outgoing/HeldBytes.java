package io.zmqf.outgoing;

import io.zmqf.outgoing.WaitingMessages.Held;

/** The memory of messages that wait. */
final class HeldBytes {

	private long all;

	private long replies;

	/** Adds a message, or removes one with a sign of -1. */
	void count(Held message, int sign) {
		this.all += sign * message.bytes();
		this.replies += message.isReply() ? sign * message.bytes() : 0;
	}

	/** The memory that all take. */
	long all() {
		return this.all;
	}

	/** The memory that replies take. */
	long replies() {
		return this.replies;
	}

}
