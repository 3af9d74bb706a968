package io.zmqf.transport;

import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.session.DirectPipes;
import io.zmqf.transport.session.IoThreadTurns;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop on JeroMQ's I/O thread: a message that has been read is handled at once,
 * and what is sent is written by the same thread. Where the I/O thread has nothing to do,
 * who has something for the loop may run it as well.
 */
final class IoThreadRunner extends IoThreadTurns.Turn implements JeroMqRunner {

	private final DefaultSocketLoop loop;

	private final String name;

	private final boolean daemon;

	/** The socket may ask for turns while it is still being opened. */
	private volatile boolean open;

	private final Runnable turning = this::turn;

	private int work;

	IoThreadRunner(IoThreadTurns turns, DefaultSocketLoop loop, String name, boolean daemon) {
		super(turns);
		this.loop = loop;
		this.name = name;
		this.daemon = daemon;
	}

	/** Opens the socket on the caller's thread: to bind may take a while. */
	@Override
	public void start() {
		if (this.loop.survives(this.loop::open)) {
			if (!this.daemon) { // JeroMQ's threads are daemons
				new Thread(this.loop::awaitEnd, this.name).start();
			}
			this.open = true;
			request();
		}
	}

	@Override
	protected long take() {
		if (!this.open) {
			return -1;
		}
		if (this.loop.survives(this.turning)) {
			return (this.work > 0) ? 0 : this.loop.untilNextTimer();
		}
		this.open = false;
		leave();
		return -1;
	}

	private void turn() {
		this.work = this.loop.turn();
	}

	@Override
	public void wakeUp() {
		request();
	}

	@Override
	public void wakeUpHere() {
		takeOrRequest();
	}

	@Override
	public DirectPipes pipes(boolean addressed, int highWaterMark, byte @Nullable [] goneNotice) {
		return new DirectPipes(this, addressed, highWaterMark, goneNotice);
	}

}
