package io.zmqf.transport.wakeup;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import zmq.Ctx;
import zmq.IMailbox;
import zmq.Mailbox;
import zmq.SocketBase;
import zmq.ZError;
import zmq.ZMQ;

/**
 * Tries {@link WakeUpOrder} on a context of its own, before any other context is touched.
 */
final class WakeUpSelfTest {

	private static final int PATIENCE_MILLIS = 1000;

	private WakeUpSelfTest() {
	}

	static boolean passes() {
		MailboxFields.requireAll();
		Ctx context = new Ctx();
		try {
			return wakesItself(context);
		}
		finally {
			context.terminate();
		}
	}

	/** Has a socket wake itself, and sees whether each signal was sent and taken once. */
	private static boolean wakesItself(Ctx context) {
		SocketBase socket = context.createSocket(ZMQ.ZMQ_PAIR);
		try {
			socket.setSocketOpt(ZMQ.ZMQ_RCVTIMEO, PATIENCE_MILLIS);
			WakeUpOrder.replace(context, WakeUpOrder::corrected);
			return slot(context, socket) instanceof CountFirstMailbox corrected && cancelledTwice(socket)
					&& signalledTwice(corrected.mailbox());
		}
		finally {
			// what was not understood must not stand in the way of closing
			WakeUpOrder.replace(context, WakeUpOrder::original);
			socket.close();
		}
	}

	private static @Nullable IMailbox slot(Ctx context, SocketBase socket) {
		@Nullable IMailbox[] slots = MailboxFields.slots(context);
		return (slots != null) ? slots[socket.getTid()] : null;
	}

	private static boolean cancelledTwice(SocketBase socket) {
		AtomicBoolean cancelled = new AtomicBoolean();
		socket.cancel(cancelled);
		socket.cancel(cancelled);
		return socket.recv(0, cancelled) == null && socket.errno() == ZError.ECANCELED;
	}

	private static boolean signalledTwice(Mailbox mailbox) {
		return MailboxFields.sent(mailbox).get() == 2 && MailboxFields.received(mailbox) == 2;
	}

}
