package io.zmqf.transport;

import io.zmqf.transport.session.DirectPipes;
import io.zmqf.transport.session.TendedSocket;
import org.jspecify.annotations.Nullable;
import zmq.SocketBase;

/** What gives a loop its turns, always on the same thread once it has begun. */
interface LoopRunner {

	/** Opens the loop's socket, and gives it turns from then on until it has ended. */
	void start();

	/** Has a turn follow soon; from any thread. */
	void wakeUp();

	/** Has a turn follow soon, at once and here if that can be; from any thread. */
	default void wakeUpHere() {
		wakeUp();
	}

	/** Whether the caller is on the thread of the turns. */
	boolean isHere();

	/**
	 * Has whatever comes to a socket give the loop a turn; on the thread that made the
	 * socket, before it is bound or connected.
	 * @return the socket's commands, {@code null} where JeroMQ looks after them
	 */
	default @Nullable TendedSocket tend(SocketBase socket) {
		return null;
	}

	/**
	 * What takes messages to a socket's connections and from there without JeroMQ.
	 * @return {@code null} where that is left to JeroMQ
	 */
	default @Nullable DirectPipes pipes(boolean addressed, int highWaterMark, byte @Nullable [] goneNotice) {
		return null;
	}

}
