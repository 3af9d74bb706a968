package io.zmqf.transport;

import io.zmqf.transport.internal.LoopRunner;
import io.zmqf.transport.session.DirectPipes;
import io.zmqf.transport.session.TendedSocket;
import org.jspecify.annotations.Nullable;
import zmq.SocketBase;

/** What runs a loop on JeroMQ's I/O thread. */
interface JeroMqRunner extends LoopRunner {

	/**
	 * Has whatever comes to a socket give the loop a turn; on the thread that made the
	 * socket, before it is bound or connected.
	 */
	@Nullable TendedSocket tend(SocketBase socket);

	/** What takes messages to a socket's connections and from there without JeroMQ. */
	@Nullable DirectPipes pipes(boolean addressed, int highWaterMark, byte @Nullable [] goneNotice);

	/** A thread for one loop alone. */
	static JeroMqRunner onThread(LoopRunner thread) {
		return new JeroMqRunner() {

			@Override
			public void start() {
				thread.start();
			}

			@Override
			public void wakeUp() {
				thread.wakeUp();
			}

			@Override
			public boolean isHere() {
				return thread.isHere();
			}

			@Override
			public @Nullable TendedSocket tend(SocketBase socket) {
				return null;
			}

			@Override
			public @Nullable DirectPipes pipes(boolean addressed, int highWaterMark, byte @Nullable [] goneNotice) {
				return null;
			}

		};
	}

}
