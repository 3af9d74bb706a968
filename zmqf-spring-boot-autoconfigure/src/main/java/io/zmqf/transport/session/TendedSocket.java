package io.zmqf.transport.session;

import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.wakeup.TendedMailbox;
import io.zmqf.transport.wakeup.WakeUpOrder;
import zmq.SocketBase;

/** The commands of a socket that has turns, for as long as it is open. */
public final class TendedSocket {

	private final TendedMailbox commands;

	private final AtomicBoolean tended;

	private TendedSocket(TendedMailbox commands, AtomicBoolean tended) {
		this.commands = commands;
		this.tended = tended;
	}

	static TendedSocket of(SocketBase socket, Runnable request) {
		AtomicBoolean tended = new AtomicBoolean(true);
		return new TendedSocket(WakeUpOrder.tend(socket.getCtx(), socket.getTid(), () -> {
			if (tended.get()) {
				request.run();
				return true;
			}
			return false;
		}), tended);
	}

	/**
	 * Whether there are commands that the socket has not processed yet.
	 * @return {@code true} where whatever is asked of the socket will process some
	 */
	public boolean hasCommands() {
		return !this.commands.isEmpty();
	}

	/** Hands the commands over to JeroMQ, before the socket is closed. */
	public void leave() {
		this.tended.set(false);
		this.commands.signal();
	}

}
