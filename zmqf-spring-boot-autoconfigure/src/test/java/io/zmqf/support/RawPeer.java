package io.zmqf.support;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqf.message.Events;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * A raw JeroMQ socket that sends messages which this library never would. Confined to one
 * thread.
 */
public final class RawPeer implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 40_000;

	private final ZContext context;

	private final ZMQ.Socket socket;

	private RawPeer(ZContext context, SocketType type) {
		this.context = context;
		this.socket = context.createSocket(type);
		this.socket.setReceiveTimeOut(PATIENCE_MILLIS);
		this.socket.setSendTimeOut(PATIENCE_MILLIS);
		this.socket.setHandshakeIvl(2000);
		this.socket.setHWM(100_000);
		this.socket.setLinger(0);
	}

	static RawPeer connected(ZContext context, SocketType type, Endpoint endpoint, @Nullable String identity) {
		RawPeer peer = new RawPeer(context, type);
		if (identity != null) {
			peer.socket.setIdentity(bytes(identity));
		}
		peer.socket.connect(endpoint.toString());
		return peer;
	}

	static RawPeer bound(ZContext context, SocketType type, Endpoint endpoint) {
		RawPeer peer = new RawPeer(context, type);
		if (type == SocketType.ROUTER) {
			peer.socket.setRouterHandover(true);
		}
		peer.socket.bind(endpoint.toString());
		return peer;
	}

	/**
	 * Where a bound peer is.
	 * @return the endpoint, with its real port
	 */
	public Endpoint endpoint() {
		return Endpoint.parse(this.socket.getLastEndpoint());
	}

	/**
	 * Sends a message.
	 * @param frames {@code String}s, sent as UTF-8, and {@code byte[]}s
	 */
	public void send(Object... frames) {
		for (int i = 0; i < frames.length; i++) {
			byte[] frame = (frames[i] instanceof byte[] bytes) ? bytes : bytes((String) frames[i]);
			if (!this.socket.send(frame, (i < frames.length - 1) ? ZMQ.SNDMORE : 0)) {
				throw new AssertionError("No peer accepts the message, errno " + this.socket.errno());
			}
		}
	}

	/**
	 * Waits for a message.
	 * @return its frames
	 */
	public byte[][] receive() {
		byte[][] frames = receive(PATIENCE_MILLIS);
		if (frames == null) {
			throw new AssertionError("No message within " + PATIENCE_MILLIS + " ms");
		}
		return frames;
	}

	/**
	 * Waits for a message.
	 * @return its frames, read as UTF-8
	 */
	public List<String> receiveText() {
		return text(receive());
	}

	/**
	 * Waits for a message with an expected frame, and ignores those before it.
	 * @param frame the index of the frame to check, from the last one on if negative
	 * @param expected the expected text
	 * @return the frames of the message
	 */
	public byte[][] receiveUntil(int frame, String expected) {
		while (true) {
			byte[][] frames = receive();
			int index = (frame < 0) ? frames.length + frame : frame;
			if (index >= 0 && index < frames.length && expected.equals(text(frames[index]))) {
				return frames;
			}
		}
	}

	/**
	 * Waits for a message that must not arrive.
	 * @param time the time to wait
	 * @return {@code true} if no message arrived
	 */
	public boolean receivesNothingFor(Duration time) {
		return receive((int) time.toMillis()) == null;
	}

	/**
	 * Announces this peer to a router as a worker, and waits for its welcome.
	 * @param capacity the number of concurrent requests
	 * @param events the events that it handles
	 * @return this peer
	 */
	public RawPeer ready(int capacity, String... events) {
		announce(capacity, events);
		receiveUntil(1, Events.WELCOME);
		return this;
	}

	/**
	 * Announces this peer to a router as a worker.
	 * @param capacity the number of concurrent requests
	 * @param events the events that it handles
	 */
	public void announce(int capacity, String... events) {
		send("", Events.READY, "{\"events\":[\"" + String.join("\",\"", events) + "\"],\"capacity\":" + capacity + "}");
	}

	/**
	 * Answers a request as a worker.
	 * @param request the frames of the request, with one address
	 * @param data the JSON to answer with
	 */
	public void reply(byte[][] request, String data) {
		send(request[0], request[1], request[2], data);
	}

	/** Closes the connection at once, without a goodbye. */
	@Override
	public void close() {
		this.context.destroySocket(this.socket);
	}

	/**
	 * Waits for a message.
	 * @param millis the maximum time to wait in milliseconds, or 0 not to wait
	 * @return its frames, or {@code null} if none arrived
	 */
	public byte @Nullable [][] receive(int millis) {
		this.socket.setReceiveTimeOut(millis);
		byte[] first = this.socket.recv();
		if (first == null) {
			return null;
		}
		List<byte[]> frames = new ArrayList<>(List.of(first));
		while (this.socket.hasReceiveMore()) {
			frames.add(this.socket.recv());
		}
		return frames.toArray(byte[][]::new);
	}

	/**
	 * Reads frames as UTF-8.
	 * @param frames the frames
	 * @return their text
	 */
	public static List<String> text(byte[][] frames) {
		return Arrays.stream(frames).map(RawPeer::text).toList();
	}

	/**
	 * Reads a frame as UTF-8.
	 * @param frame the frame
	 * @return its text
	 */
	public static String text(byte[] frame) {
		return new String(frame, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
