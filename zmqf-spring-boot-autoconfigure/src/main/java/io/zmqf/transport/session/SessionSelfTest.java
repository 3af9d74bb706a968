package io.zmqf.transport.session;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.curve.CurveMessages;
import io.zmqf.transport.trial.Trial;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Options;

/**
 * Tries {@link SocketAccess} on a context of its own and without a network: a connection
 * that can't be made has to be tried again by the {@link Dialer}, and must not keep the
 * context from closing.
 */
final class SessionSelfTest {

	private static final int PATIENCE_SECONDS = 2;

	private SessionSelfTest() {
	}

	static boolean passes() throws InterruptedException {
		SocketMembers.requireAll();
		CurveMessages.requireAll();
		try (ZMQ.Context context = Trial.context(); ZMQ.Socket socket = context.socket(SocketType.DEALER)) {
			socket.setLinger(0);
			socket.setReconnectIVL(1);
			return triesAgain(socket);
		}
	}

	private static boolean triesAgain(ZMQ.Socket socket) throws InterruptedException {
		Nowhere nowhere = new Nowhere();
		SocketAccess.to(socket).connect(nowhere);
		return nowhere.attempts.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && socket.disconnect(nowhere.endpoint());
	}

	private static final class Nowhere implements Destination {

		private final CountDownLatch attempts = new CountDownLatch(2);

		@Override
		public String endpoint() {
			return "ipc://nowhere";
		}

		@Override
		public CompletableFuture<SocketAddress> locate() {
			this.attempts.countDown();
			return CompletableFuture.failedFuture(new IOException("There is no such place"));
		}

		@Override
		public SocketChannel open(Options options) throws IOException {
			return SocketChannel.open();
		}

		@Override
		public GuardedEngine engine(SocketChannel connected, Options options) throws IOException {
			throw new IOException("There is no connection to nowhere");
		}

	}

}
