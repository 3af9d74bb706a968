package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * What streams have for clients whose connections take nothing for now: no more than the
 * credit that the clients have given. Belongs to the frontend's loop.
 */
final class HeldMessages extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final SocketLoop loop;

	private final Map<ByteBuffer, Deque<byte[][]>> byClient = new HashMap<>();

	HeldMessages(SocketLoop loop) {
		this.loop = loop;
	}

	/** Whether what a client gets has to wait behind what it has not got yet. */
	boolean has(byte[] client) {
		return !this.byClient.isEmpty() && this.byClient.containsKey(ByteBuffer.wrap(client));
	}

	void add(byte[][] frames) {
		this.byClient.computeIfAbsent(ByteBuffer.wrap(frames[0]), (client) -> new ArrayDeque<>()).add(frames);
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	/** A client is gone. */
	void forget(byte[] client) {
		if (!this.byClient.isEmpty()) {
			this.byClient.remove(ByteBuffer.wrap(client));
		}
	}

	@Override
	protected void onTime() {
		for (Iterator<Deque<byte[][]>> all = this.byClient.values().iterator(); all.hasNext();) {
			if (areSent(all.next())) {
				all.remove();
			}
		}
		if (!this.byClient.isEmpty()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	private boolean areSent(Deque<byte[][]> messages) {
		for (byte[][] message; (message = messages.peek()) != null; messages.remove()) {
			if (this.loop.send(message) == SendResult.FULL) {
				return false;
			}
		}
		return true;
	}

}
