package io.zmqf.transport.wakeup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import zmq.Command;
import zmq.IMailbox;
import zmq.Mailbox;
import zmq.ZError;

/**
 * The senders' side of a JeroMQ mailbox, which counts a signal before it writes the
 * signal's byte. The receiving thread goes on with the mailbox itself, so both may be in
 * use at once: each sends a command, a count and a byte, in whatever order.
 */
final class CountFirstMailbox implements IMailbox {

	private static final ByteBuffer SIGNAL = ByteBuffer.allocateDirect(1).asReadOnlyBuffer();

	private final Mailbox mailbox;

	private final Deque<Command> commands;

	private final AtomicLong sent;

	private final Pipe.SinkChannel sink;

	CountFirstMailbox(Mailbox mailbox) {
		this.mailbox = mailbox;
		this.commands = MailboxFields.commands(mailbox);
		this.sent = MailboxFields.sent(mailbox);
		this.sink = MailboxFields.sink(mailbox);
	}

	Mailbox mailbox() {
		return this.mailbox;
	}

	Deque<Command> commands() {
		return this.commands;
	}

	/**
	 * Sends a command; from any thread. An interrupted sender does no harm: the pipe does
	 * not block, and only of blocking channels is it true that an interrupt closes them.
	 * <p>
	 * The receiver may have taken the command before it is signalled, and where it was
	 * the last that it waited for, it has closed the mailbox by now. JeroMQ's own mailbox
	 * fails then, and so keeps a session from ending that was just about to, with its
	 * connection and all.
	 */
	@Override
	public void send(Command command) {
		this.commands.addLast(command);
		signal();
	}

	/** Wakes the receiver, who finds all commands that were there before. */
	void signal() {
		// made before the count, after which nothing may fail: the receiver waits for a
		// byte that is counted without sleeping
		ByteBuffer signal = SIGNAL.duplicate();
		this.sent.incrementAndGet();
		try {
			while (signal.hasRemaining()) { // a full pipe takes nothing until it is read
				this.sink.write(signal);
			}
		}
		catch (ClosedChannelException ex) {
			// nobody is left to be woken
		}
		catch (IOException ex) {
			throw new ZError.IOException(ex);
		}
	}

	@Override
	public @Nullable Command recv(long timeout) {
		return this.mailbox.recv(timeout);
	}

	@Override
	public void close() throws IOException {
		this.mailbox.close();
	}

}
