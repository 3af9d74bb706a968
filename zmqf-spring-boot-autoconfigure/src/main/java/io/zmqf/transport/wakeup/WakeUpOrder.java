package io.zmqf.transport.wakeup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.zmqf.transport.trial.Trial;
import org.jspecify.annotations.Nullable;
import zmq.Ctx;
import zmq.IMailbox;
import zmq.Mailbox;

/**
 * Makes the threads of a JeroMQ context wake each other without spinning.
 * <p>
 * {@code zmq.Signaler} of JeroMQ 0.6.0 writes the byte that wakes a thread, and counts it
 * only then. Where processors are few, the woken thread takes the writer's in between,
 * finds its pipe readable and nothing counted, and asks again and again until the
 * scheduler's next tick. The class can't be replaced from outside, but all commands pass
 * the private array {@code zmq.Ctx.slots}, whose mailboxes can be wrapped in
 * {@linkplain CountFirstMailbox one that counts first}.
 * <p>
 * A context with one I/O thread gains. With more, several senders share a mailbox more
 * often, and a sender that is preempted between its count and its byte makes the reader
 * spin the other way round.
 */
public final class WakeUpOrder {

	private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(IMailbox[].class);

	private WakeUpOrder() {
	}

	/**
	 * Whether this JeroMQ is the one that the cure was written for. Asked for the first
	 * time it opens a context and tries, which takes some 50 ms; from any thread.
	 * @return {@code false} where JeroMQ stays as it is
	 */
	public static boolean supported() {
		return Support.TRIED;
	}

	/**
	 * Corrects the reaper, the I/O threads and all present sockets of a context. To be
	 * called after each creation of a socket, by the thread that made it, before the
	 * socket is bound or connected. Any number of threads may call at once, and what is
	 * corrected already is left alone.
	 * @param context the context, as {@code ZMQ.Socket.base().getCtx()} gives it
	 * @return {@code false} where this JeroMQ is not {@linkplain #supported() supported}
	 * and nothing was done
	 */
	public static boolean correct(Ctx context) {
		if (supported()) {
			replace(context, WakeUpOrder::corrected);
		}
		return supported();
	}

	/**
	 * Has somebody else than JeroMQ look into a mailbox. To be called where JeroMQ is
	 * {@linkplain #supported() supported}.
	 * @param context the context
	 * @param thread the number of the mailbox's I/O thread or socket
	 * @param tender who looks into it
	 * @return the mailbox
	 */
	public static TendedMailbox tend(Ctx context, int thread, TendedMailbox.Tender tender) {
		@Nullable IMailbox[] slots = Objects.requireNonNull(MailboxFields.slots(context));
		if (!(corrected(slots[thread]) instanceof CountFirstMailbox mailbox)) {
			throw new IllegalArgumentException("No mailbox that can be tended: " + slots[thread]);
		}
		TendedMailbox tended = new TendedMailbox(mailbox, tender);
		SLOT.setVolatile(slots, thread, tended);
		return tended;
	}

	/**
	 * Who looks into a mailbox.
	 * @param context the context
	 * @param thread the number of the mailbox's I/O thread or socket
	 * @return who was given to {@link #tend}, or {@code null}
	 */
	public static TendedMailbox.@Nullable Tender tender(Ctx context, int thread) {
		@Nullable IMailbox[] slots = MailboxFields.slots(context);
		return (slots != null && slots[thread] instanceof TendedMailbox tended) ? tended.tender() : null;
	}

	static @Nullable IMailbox corrected(@Nullable IMailbox mailbox) {
		return (mailbox != null && mailbox.getClass() == Mailbox.class) ? new CountFirstMailbox((Mailbox) mailbox)
				: mailbox;
	}

	static @Nullable IMailbox original(@Nullable IMailbox mailbox) {
		return (mailbox instanceof CountFirstMailbox corrected) ? corrected.mailbox() : mailbox;
	}

	static void replace(Ctx context, UnaryOperator<@Nullable IMailbox> replacement) {
		@Nullable IMailbox[] slots = MailboxFields.slots(context);
		for (int thread = 0; slots != null && thread < slots.length; thread++) {
			IMailbox present = slots[thread];
			IMailbox next = replacement.apply(present);
			if (next != present) {
				// fails where the slot is free or another socket's by now
				SLOT.compareAndSet(slots, thread, present, next);
			}
		}
	}

	/** Tries once, when first asked. */
	private static final class Support {

		private static final boolean TRIED = Trial.passes(WakeUpSelfTest::passes);

	}

}
