package io.zmqf.transport.wakeup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.Pipe;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import zmq.Ctx;
import zmq.IMailbox;
import zmq.Mailbox;

/**
 * The six private fields of JeroMQ 0.6.0 that the cure reads. Where one is missing or of
 * another type, the first use of this class ends in a {@link LinkageError}, which
 * {@link WakeUpSelfTest} takes for an unknown JeroMQ.
 */
final class MailboxFields {

	private static final VarHandle SLOTS = field("zmq.Ctx", "slots", IMailbox[].class);

	private static final VarHandle COMMANDS = field("zmq.Mailbox", "cpipe", Deque.class);

	private static final VarHandle SIGNALER = field("zmq.Mailbox", "signaler", type("zmq.Signaler"));

	private static final VarHandle SENT = field("zmq.Signaler", "wcursor", AtomicLong.class);

	private static final VarHandle RECEIVED = field("zmq.Signaler", "rcursor", long.class);

	private static final VarHandle SINK = field("zmq.Signaler", "w", Pipe.SinkChannel.class);

	private MailboxFields() {
	}

	/** Fails where a field is missing, before anything is opened. */
	static void requireAll() {
		// the initialisation of this class has done it
	}

	/** One mailbox per thread; there is no array before the context's first socket. */
	static @Nullable IMailbox @Nullable [] slots(Ctx context) {
		return (IMailbox[]) SLOTS.get(context);
	}

	@SuppressWarnings("unchecked")
	static Deque<zmq.Command> commands(Mailbox mailbox) {
		return (Deque<zmq.Command>) COMMANDS.get(mailbox);
	}

	/** How many signals were sent to the mailbox. */
	static AtomicLong sent(Mailbox mailbox) {
		return (AtomicLong) SENT.get(SIGNALER.get(mailbox));
	}

	/** How many signals its thread has taken; for that thread alone. */
	static long received(Mailbox mailbox) {
		return (long) RECEIVED.get(SIGNALER.get(mailbox));
	}

	/** Where a signal's byte is written. */
	static Pipe.SinkChannel sink(Mailbox mailbox) {
		return (Pipe.SinkChannel) SINK.get(SIGNALER.get(mailbox));
	}

	private static VarHandle field(String owner, String name, Class<?> type) {
		try {
			Class<?> declaring = type(owner);
			return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
				.findVarHandle(declaring, name, type);
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError(owner + "." + name, ex);
		}
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(name, false, Mailbox.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new LinkageError(name, ex);
		}
	}

}
