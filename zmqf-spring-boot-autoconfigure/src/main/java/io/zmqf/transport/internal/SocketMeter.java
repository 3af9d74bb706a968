package io.zmqf.transport.internal;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * The metrics and the state of a loop's socket. Only the loop writes them, without
 * contention. Any thread may read them.
 */
final class SocketMeter {

	private final AtomicLong messagesSent = new AtomicLong();

	private final AtomicLong messagesReceived = new AtomicLong();

	private final AtomicLong bytesSent = new AtomicLong();

	private final AtomicLong bytesReceived = new AtomicLong();

	private volatile Change last = new Change(SocketStatus.State.CLOSED, Instant.now(), 0, null);

	/** The reason why the present peer rejects the socket. */
	private volatile @Nullable String rejection;

	private record Change(SocketStatus.State state, Instant since, long connections, @Nullable Instant lastReconnect) {

		Change to(SocketStatus.State next) {
			Instant now = Instant.now();
			boolean connects = next == SocketStatus.State.CONNECTED;
			return new Change(next, now, this.connections + (connects ? 1 : 0),
					(connects && this.connections > 0) ? now : this.lastReconnect);
		}

	}

	void sent(byte[][] frames) {
		add(this.messagesSent, 1);
		add(this.bytesSent, bytes(frames));
	}

	void received(byte[][] frames) {
		add(this.messagesReceived, 1);
		add(this.bytesReceived, bytes(frames));
	}

	/** Sets the present state, and returns whether it has changed. */
	boolean became(SocketStatus.State state) {
		Change before = this.last;
		if (before.state() == state) {
			return false;
		}
		this.last = before.to(state);
		this.rejection = null;
		return true;
	}

	void rejected(String detail) {
		this.rejection = detail;
	}

	SocketStatus status(String name, String endpoint, @Nullable String failure) {
		Change change = this.last;
		return new SocketStatus(name, endpoint, change.state(), change.since(), Math.max(0, change.connections() - 1),
				change.lastReconnect(), this.rejection, this.messagesSent.get(), this.messagesReceived.get(),
				this.bytesSent.get(), this.bytesReceived.get(), failure);
	}

	private static void add(AtomicLong counter, long amount) {
		counter.lazySet(counter.getPlain() + amount);
	}

	private static long bytes(byte[][] frames) {
		long bytes = 0;
		for (byte[] frame : frames) {
			bytes += frame.length;
		}
		return bytes;
	}

}
