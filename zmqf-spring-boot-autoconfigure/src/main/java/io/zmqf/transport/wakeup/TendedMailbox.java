package io.zmqf.transport.wakeup;

import java.io.IOException;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import zmq.Command;
import zmq.IMailbox;

/**
 * A mailbox whose receiver comes to look by itself and need not be signalled, for as long
 * as its {@link Tender} says so. Signalling takes two system calls and mostly a change of
 * threads.
 */
public final class TendedMailbox implements IMailbox {

	private final CountFirstMailbox mailbox;

	private final Deque<Command> commands;

	private final Tender tender;

	/** Sees to it that somebody looks into the mailbox. */
	@FunctionalInterface
	public interface Tender {

		/**
		 * A command was put into the mailbox; on the sender's thread.
		 * @return whether somebody is going to look into the mailbox from now on;
		 * {@code false} has JeroMQ signal the receiver
		 */
		boolean looksInto();

	}

	TendedMailbox(CountFirstMailbox mailbox, Tender tender) {
		this.mailbox = mailbox;
		this.commands = mailbox.commands();
		this.tender = tender;
	}

	Tender tender() {
		return this.tender;
	}

	/**
	 * Takes a command, without asking for signals; on the receiver's thread.
	 * @return the command to be processed next, or {@code null} where there is none
	 */
	public @Nullable Command poll() {
		return this.commands.pollFirst();
	}

	/**
	 * Whether there is nothing to take; from any thread.
	 * @return {@code true} where no command waits
	 */
	public boolean isEmpty() {
		return this.commands.isEmpty();
	}

	/** Has JeroMQ wake the receiver; from any thread. */
	public void signal() {
		this.mailbox.signal();
	}

	@Override
	public void send(Command command) {
		this.commands.addLast(command);
		if (!this.tender.looksInto()) {
			this.mailbox.signal();
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
