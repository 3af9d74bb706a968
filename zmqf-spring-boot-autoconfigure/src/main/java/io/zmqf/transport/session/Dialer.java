package io.zmqf.transport.session;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import zmq.Options;
import zmq.Own;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IOObject;
import zmq.io.IOThread;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;

/**
 * Makes one connection for a {@link ConnectingSession}, however often it has to try,
 * hands it over and ends. In the place of JeroMQ's {@code TcpConnecter}, with the same
 * events. Lives on the session's I/O thread.
 * <p>
 * JeroMQ's connecter gives up the connection's handle and has the engine ask for another
 * in one turn of the I/O thread's loop. Where the poller gets to see both at once, it
 * cancels the new one with the old one, and the connection stalls. So here the engine
 * comes a turn later.
 */
final class Dialer extends Own implements IPollEvents {

	private static final int RETRY_TIMER = 1;

	private static final int NEXT_TURN_TIMER = 2;

	private static final int NO_TIMER = 0;

	private final ConnectingSession session;

	private final SocketBase socket;

	private final Destination destination;

	private final IOObject io;

	private final int delay;

	private int timer = NO_TIMER;

	private CompletableFuture<SocketAddress> located = new CompletableFuture<>();

	private @Nullable SocketChannel channel;

	private Poller.@Nullable Handle handle;

	private Dialer(int delay, IOThread ioThread, Options options, ConnectingSession session) {
		super(ioThread, options);
		this.delay = delay;
		this.session = session;
		this.socket = session.getSocket();
		this.destination = session.destination();
		this.io = new IOObject(ioThread, this);
	}

	/** One that begins at once. */
	static Dialer now(IOThread ioThread, Options options, ConnectingSession session) {
		return new Dialer(0, ioThread, options, session);
	}

	/** One that begins after a time in milliseconds. */
	static Dialer after(int delay, IOThread ioThread, Options options, ConnectingSession session) {
		return new Dialer(delay, ioThread, options, session);
	}

	@Override
	protected void processPlug() {
		this.io.plug();
		if (this.delay > 0) {
			retryAfter(this.delay);
		}
		else {
			locate();
		}
	}

	@Override
	public void timerEvent(int id) {
		this.timer = NO_TIMER;
		if (id == RETRY_TIMER) {
			locate();
		}
		else {
			handOver();
		}
	}

	private void locate() {
		this.located = this.destination.locate();
		// an address that needs no search spares the way through the mailbox
		if (this.located.isDone()) {
			dial();
		}
		else {
			CompletableFuture<?> unused = this.located.whenComplete((address, ex) -> comeBack());
		}
	}

	/**
	 * Returns to the I/O thread, from any other: of JeroMQ's commands, this one alone
	 * means nothing by itself. A context that is closed by then refuses it, and the
	 * exception ends in a future that nobody asks.
	 */
	private void comeBack() {
		sendCancel();
	}

	@Override
	protected void processCancel() {
		if (!isTerminating()) {
			dial();
		}
	}

	private void dial() {
		try {
			SocketAddress address = this.located.join();
			SocketChannel opened = this.destination.open(this.options);
			this.channel = opened;
			opened.configureBlocking(false);
			if (this.options.sndbuf != 0) {
				opened.setOption(StandardSocketOptions.SO_SNDBUF, this.options.sndbuf);
			}
			if (this.options.rcvbuf != 0) {
				opened.setOption(StandardSocketOptions.SO_RCVBUF, this.options.rcvbuf);
			}
			if (opened.connect(address)) {
				handOver();
			}
			else {
				this.handle = this.io.addFd(opened);
				this.io.setPollConnect(this.handle);
				this.socket.eventConnectDelayed(this.destination.endpoint(), -1);
			}
		}
		catch (IOException | RuntimeException ex) {
			fail();
		}
	}

	@Override
	public void connectEvent() {
		removeHandle();
		try {
			if (this.channel == null || !this.channel.finishConnect()) {
				throw new IOException("The connection is not complete");
			}
			this.io.addTimer(0, NEXT_TURN_TIMER);
			this.timer = NEXT_TURN_TIMER;
		}
		catch (IOException | RuntimeException ex) {
			fail();
		}
	}

	private void handOver() {
		SocketChannel connected = this.channel;
		if (connected == null) {
			return;
		}
		GuardedEngine engine;
		try {
			engine = this.destination.engine(connected, this.options);
		}
		catch (IOException | RuntimeException ex) {
			fail();
			return;
		}
		this.channel = null;
		sendAttach(this.session, engine);
		terminate();
		this.socket.eventConnected(this.destination.endpoint(), connected);
	}

	private void fail() {
		removeHandle();
		closeChannel();
		if (this.session.backoff().tries()) {
			retryAfter(this.session.backoff().nextMillis());
		}
	}

	private void retryAfter(int millis) {
		this.io.addTimer(millis, RETRY_TIMER);
		this.timer = RETRY_TIMER;
		this.socket.eventConnectRetried(this.destination.endpoint(), millis);
	}

	private void removeHandle() {
		if (this.handle != null) {
			this.io.removeHandle(this.handle);
			this.handle = null;
		}
	}

	private void closeChannel() {
		SocketChannel open = this.channel;
		this.channel = null;
		if (open != null) {
			try {
				open.close();
				this.socket.eventClosed(this.destination.endpoint(), open);
			}
			catch (IOException ex) {
				this.socket.eventCloseFailed(this.destination.endpoint(), ZError.exccode(ex));
			}
		}
	}

	@Override
	protected void processTerm(int linger) {
		if (this.timer != NO_TIMER) {
			this.io.cancelTimer(this.timer);
			this.timer = NO_TIMER;
		}
		removeHandle();
		closeChannel();
		super.processTerm(linger);
	}

	@Override
	protected void destroy() {
		this.io.unplug();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.destination.endpoint() + "]";
	}

}
