package io.zmqf.transport.wakeup;

import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.trial.Trial;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Ctx;
import zmq.IMailbox;
import zmq.Mailbox;
import zmq.SocketBase;
import zmq.ZError;

/**
 * Tries {@link WakeUpOrder} on a context of its own, before any other context is touched.
 */
final class WakeUpSelfTest {

	private static final int PATIENCE_MILLIS = 1000;

	private WakeUpSelfTest() {
	}

	static boolean passes() {
		MailboxFields.requireAll();
		try (ZMQ.Context context = Trial.context(); ZMQ.Socket socket = context.socket(SocketType.PAIR)) {
			socket.setReceiveTimeOut(PATIENCE_MILLIS);
			return wakesItself(socket.base());
		}
	}

	/** Has a socket wake itself, and sees whether each signal was sent and taken once. */
	private static boolean wakesItself(SocketBase socket) {
		Ctx context = socket.getCtx();
		WakeUpOrder.replace(context, WakeUpOrder::corrected);
		try {
			return slot(context, socket) instanceof CountFirstMailbox corrected && cancelledTwice(socket)
					&& signalledTwice(corrected.mailbox());
		}
		finally {
			// what was not understood must not stand in the way of closing
			WakeUpOrder.replace(context, WakeUpOrder::original);
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
