package io.zmqf.transport.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.wakeup.WakeUpOrder;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context whose sockets are in a hurry, and which fails its test where anything failed
 * on JeroMQ's threads.
 */
public final class SocketContext implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 10_000;

	/** For connections by JeroMQ's own connecter, of which some stall. */
	private static final int HANDSHAKE_MILLIS = 2000;

	/** The local host, without a name. */
	static final InetAddress LOCAL = local();

	private final ZContext context = new ZContext(1);

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final boolean corrected;

	/** One with JeroMQ's wake-up corrected, as the library's are. */
	public SocketContext() {
		this(true);
	}

	private SocketContext(boolean corrected) {
		this.corrected = corrected;
		this.context.setUncaughtExceptionHandler((thread, ex) -> this.failures.add(ex));
		this.context.setNotificationExceptionHandler((thread, ex) -> this.failures.add(ex));
	}

	/**
	 * One with JeroMQ as it is.
	 * @return the context
	 */
	public static SocketContext uncorrected() {
		return new SocketContext(false);
	}

	public ZMQ.Socket open(SocketType type) {
		ZMQ.Socket socket = this.context.createSocket(type);
		if (this.corrected) {
			WakeUpOrder.correct(socket.base().getCtx());
		}
		socket.setLinger(0);
		socket.setReconnectIVL(10);
		socket.setHandshakeIvl(HANDSHAKE_MILLIS);
		socket.setReceiveTimeOut(PATIENCE_MILLIS);
		socket.setSendTimeOut(PATIENCE_MILLIS);
		return socket;
	}

	/**
	 * Where a socket is bound to.
	 * @param socket the socket, bound by JeroMQ to an IPv4 address
	 * @return the address
	 */
	public static InetSocketAddress address(ZMQ.Socket socket) {
		URI endpoint = URI.create(socket.getLastEndpoint());
		return new InetSocketAddress(LOCAL, endpoint.getPort());
	}

	/**
	 * Listens to a socket.
	 * @param socket the socket, not bound or connected yet
	 * @return all its events from now on
	 */
	public static BlockingQueue<Event> events(ZMQ.Socket socket) {
		BlockingQueue<Event> events = new LinkedBlockingQueue<>();
		socket.base().setEventHook(events::add, ZMQ.EVENT_ALL);
		return events;
	}

	/**
	 * Takes events up to the first of a kind.
	 * @param events the events of a socket
	 * @param wanted the kind
	 * @return the first one
	 */
	public static Event await(BlockingQueue<Event> events, int wanted) throws InterruptedException {
		Event event = events.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		while (event != null && event.event != wanted) {
			event = events.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		assertThat(event).as("event %d", wanted).isNotNull();
		return event;
	}

	/**
	 * Sends through a dealer what a router has to send back.
	 * @param dealer the client
	 * @param router the server
	 * @param text the message
	 */
	public static void assertEcho(ZMQ.Socket dealer, ZMQ.Socket router, String text) {
		assertThat(dealer.send(text)).isTrue();
		byte[] identity = router.recv();
		assertThat(router.recvStr()).isEqualTo(text);
		assertThat(router.send(identity, ZMQ.SNDMORE)).isTrue();
		assertThat(router.send(text)).isTrue();
		assertThat(dealer.recvStr()).isEqualTo(text);
	}

	private static InetAddress local() {
		try {
			return InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
		assertThat(this.failures).isEmpty();
	}

}
