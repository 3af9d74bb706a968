package io.zmqf.transport.nio;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopRunner;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Runs a socket's loop on an event loop: it gives the loop a turn whenever messages have
 * come, tasks were left or a timer is due.
 */
final class SocketRunner implements LoopRunner {

	private static final long START_SECONDS = 30;

	/** How many turns follow each other in the place of the loop's thread. */
	private static final int MAX_TURNS = 8;

	private final NioTransport transport;

	private final String name;

	private final SocketSettings settings;

	private final boolean daemon;

	private final Runnable turn = () -> turn(1);

	/**
	 * In the place of the loop's thread, which is not woken for what belongs together.
	 */
	private final Runnable turnHere = () -> turn(MAX_TURNS);

	/** Whether a turn was asked for and has not begun. */
	private final AtomicBoolean requested = new AtomicBoolean();

	private final Timed timer = Timed.of(this::wakeUp);

	private long timerTime;

	private @Nullable DefaultSocketLoop loop;

	private volatile @Nullable EventLoop eventLoop;

	/** Where it binds, with the real port from the first time on. */
	private Endpoint address;

	/** What the thread of the start has bound for the first socket. */
	private final AtomicReference<@Nullable ServerEndpoint> bound = new AtomicReference<>();

	private @Nullable NioSocket socket;

	SocketRunner(NioTransport transport, String name, SocketSettings settings, boolean daemon) {
		this.transport = transport;
		this.name = name;
		this.settings = settings;
		this.address = settings.endpoint();
		this.daemon = daemon;
	}

	private EventLoop eventLoop() {
		return Objects.requireNonNull(this.eventLoop, "The loop was not started");
	}

	private DefaultSocketLoop loop() {
		return Objects.requireNonNull(this.loop, "There is no loop");
	}

	/** What fails before there is a socket ends the loop on the caller's thread. */
	@Override
	public void start(DefaultSocketLoop owner) {
		this.loop = owner;
		if (owner.survives(this::prepare)) {
			try {
				awaitOpening();
				if (!this.daemon) {
					new Thread(loop()::awaitEnd, this.name).start();
				}
			}
			catch (Throwable ex) {
				closeUnused();
				throw ex;
			}
		}
	}

	/** Binds on the caller's thread, since that may take a while. */
	private void prepare() {
		EventLoop owner = this.transport.eventLoop(this.settings, loop());
		if (isListening()) {
			this.bound.set(bind());
		}
		this.eventLoop = owner;
	}

	private void awaitOpening() {
		try {
			CompletableFuture.runAsync(this::openSocket, this::runOnLoop).get(START_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed("the start was interrupted", ex);
		}
		catch (TimeoutException ex) {
			throw failed("its event loop does not respond", ex);
		}
		catch (ExecutionException ex) {
			throw failed(String.valueOf(ex.getCause()), ex);
		}
	}

	private void openSocket() {
		if (loop().survives(loop()::open)) {
			eventLoop().sockets().add(this);
		}
		closeUnused();
		wakeUp();
	}

	private void runOnLoop(Runnable task) {
		if (isHere()) {
			task.run();
		}
		else if (!eventLoop().tryExecute(task)) {
			eventLoop().execute(task);
		}
	}

	/** Closes what was bound for a socket that was not opened. */
	private void closeUnused() {
		ServerEndpoint unused = this.bound.getAndSet(null);
		if (unused != null) {
			try {
				unused.close();
			}
			catch (IOException ex) {
				this.transport.listener().loopFailed(this.name, ex);
			}
		}
	}

	private TransportException failed(String reason, Throwable cause) {
		return new TransportException(this.settings.endpoint(), TransportException.Reason.FAILED, reason, cause);
	}

	private boolean isListening() {
		return this.settings.binds() && !(this.settings.endpoint() instanceof Endpoint.Inproc);
	}

	/** Opens a socket; in the event loop. */
	LoopSocket open(DefaultSocketLoop owner) {
		NioSocket opened = NioSocket.open(eventLoop(), this.settings, this::onEvent, this::wakeUp);
		boolean usable = false;
		try {
			if (isListening()) {
				listen(opened);
			}
			else if (!(this.settings.endpoint() instanceof Endpoint.Inproc name)) {
				opened.connectWith(new Connector(opened,
						new ClientEndpoint(this.settings.endpoint(), this.settings.share(), this.transport.lookup()),
						new ConnectingMechanism((ClientSecurity) this.settings.security())));
			}
			else if (this.settings.binds() && !eventLoop().names().bind(name.name(), opened)) {
				throw new TransportException(name, TransportException.Reason.ADDRESS_IN_USE,
						"another socket is bound to it", null);
			}
			usable = true;
		}
		catch (IOException ex) {
			throw failed(String.valueOf(ex.getMessage()), ex);
		}
		finally {
			if (!usable) {
				opened.close();
			}
		}
		this.socket = opened;
		return opened;
	}

	private void listen(NioSocket opened) throws IOException {
		ServerEndpoint first = this.bound.getAndSet(null);
		ServerEndpoint endpoint = (first != null) ? first : bind();
		Listener listener;
		try {
			listener = new Listener(opened, endpoint, (ServerSecurity) this.settings.security());
		}
		catch (Throwable ex) {
			endpoint.close();
			throw ex;
		}
		opened.accept(listener, endpoint.endpoint());
		opened.tell(SocketEvent.Type.LISTENING, null, null, null);
	}

	private ServerEndpoint bind() {
		try {
			ServerEndpoint opened = ServerEndpoint.bind(this.address, this.transport.permissions());
			this.address = opened.endpoint();
			return opened;
		}
		catch (TransportException ex) {
			this.transport.listener()
				.socketEvent(this.name, new SocketEvent(SocketEvent.Type.BIND_FAILED,
						this.settings.endpoint().toString(), null, null, ex.getMessage()));
			throw ex;
		}
	}

	private void onEvent(LoopSocket source, SocketEvent event) {
		loop().onSocketEvent(source, event);
		this.transport.listener().socketEvent(this.name, event);
	}

	@Override
	public void wakeUp() {
		EventLoop owner = this.eventLoop;
		if (owner != null && !this.requested.get() && this.requested.compareAndSet(false, true)) {
			try {
				owner.execute(this.turn);
			}
			catch (Throwable ex) {
				this.requested.set(false);
				throw ex;
			}
		}
	}

	@Override
	public void wakeUpHere() {
		EventLoop owner = this.eventLoop;
		boolean done = false;
		try {
			done = owner != null && owner.tryExecute(this.turnHere);
		}
		finally {
			if (!done) { // also where the caller's stack is full
				wakeUp();
			}
		}
	}

	/** Takes turns, and asks for another one if there is more to do. */
	private void turn(int turns) {
		this.requested.set(false);
		DefaultSocketLoop running = loop();
		if (running.isClosing() || running.hasEnded()) {
			end();
			return;
		}
		int work = 1;
		try {
			for (int i = 0; i < turns && work > 0 && !running.isClosing(); i++) {
				work = running.turn();
			}
		}
		finally {
			if (work > 0) {
				wakeUp();
			}
			scheduleTimer(running.untilNextTimer());
		}
	}

	/** A turn that comes too soon does no harm, so that a later time changes nothing. */
	private void scheduleTimer(long nanos) {
		if (nanos < 0) {
			return;
		}
		long time = System.nanoTime() + nanos;
		if (!this.timer.isScheduled() || time - this.timerTime < 0) {
			eventLoop().timers().schedule(this.timer, time);
			this.timerTime = time;
		}
	}

	@Override
	public boolean isHere() {
		EventLoop owner = this.eventLoop;
		return owner != null && owner.inEventLoop();
	}

	@Override
	public Duration blocked() {
		EventLoop owner = this.eventLoop;
		return (owner != null) ? owner.blocked() : Duration.ZERO;
	}

	/** Replaces the socket after its selector was lost. */
	void restart() {
		if (this.socket != null) {
			this.socket.loseConnections();
		}
		loop().restart();
	}

	/** Ends the socket's loop, which can't go on. */
	void end() {
		eventLoop().timers().cancel(this.timer);
		eventLoop().sockets().remove(this);
		loop().end();
	}

	/** The connections of the socket. */
	Iterable<Connection> connections() {
		return (this.socket != null) ? this.socket.connections() : List.of();
	}

}
