package io.zmqf.transport;

import zmq.SocketBase;

/** What gives a loop its turns, always on the same thread once it has begun. */
interface LoopRunner {

	/** Opens the loop's socket, and gives it turns from then on until it has ended. */
	void start();

	/** Has a turn follow soon; from any thread. */
	void wakeUp();

	/** Whether the caller is on the thread of the turns. */
	boolean isHere();

	/**
	 * Has whatever comes to a socket give the loop a turn; on the thread that made the
	 * socket, before it is bound or connected.
	 * @return to be called before the socket is closed
	 */
	default Runnable tend(SocketBase socket) {
		return () -> {
		};
	}

}
