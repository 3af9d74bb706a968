package io.zmqf.transport.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.trial.Trial;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Tries {@link IoThreadTurns} on a context of its own: a command to a socket has to give
 * its owner a turn on the I/O thread, and nothing may keep the context from closing.
 */
final class TurnsSelfTest {

	private static final int PATIENCE_SECONDS = 2;

	private TurnsSelfTest() {
	}

	static boolean passes() throws InterruptedException {
		try (ZMQ.Context context = Trial.context();
				ZMQ.Socket anchor = context.socket(SocketType.PAIR);
				ZMQ.Socket socket = context.socket(SocketType.PAIR)) {
			IoThreadTurns turns = IoThreadTurns.on(anchor);
			CountDownLatch taken = new CountDownLatch(1);
			IoThreadTurns.Turn turn = new IoThreadTurns.Turn(turns) {

				@Override
				protected long take() {
					if (isHere()) {
						taken.countDown();
					}
					return -1;
				}

			};
			TendedSocket tended = turn.tend(socket.base());
			socket.base().cancel(new AtomicBoolean());
			boolean passed = taken.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
			tended.leave();
			return passed;
		}
	}

}
