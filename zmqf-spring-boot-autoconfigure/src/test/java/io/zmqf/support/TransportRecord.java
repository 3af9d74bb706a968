package io.zmqf.support;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/** Counts dropped messages, and records failures. */
public class TransportRecord implements TransportListener {

	private final Map<String, Long> dropped = new ConcurrentHashMap<>();

	private final Map<String, Long> refusals = new ConcurrentHashMap<>();

	private final Map<String, Long> events = new ConcurrentHashMap<>();

	private final Queue<String> misdirected = new ConcurrentLinkedQueue<>();

	private final Queue<String> rejected = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		this.events.merge(socket + " " + event.type(), 1L, Long::sum);
		if (event.isHandshakeFailure()) {
			this.refusals.merge(socket + ": " + event.detail(), 1L, Long::sum);
		}
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		this.dropped.merge(key(socket, reason), 1L, Long::sum);
	}

	@Override
	public void misdirected(String socket, @Nullable String peer, String detail) {
		this.misdirected.add(socket + " refused " + peer + ": " + detail);
	}

	@Override
	public void rejected(String socket, String endpoint, String detail) {
		this.rejected.add(socket + " at " + endpoint + ": " + detail);
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void ioFailed(Throwable failure) {
		this.failures.add(failure);
	}

	/**
	 * Returns the number of dropped messages.
	 * @param socket the name of the socket
	 * @param reason the reasons
	 * @return the number so far
	 */
	public long drops(String socket, DropReason... reason) {
		long sum = 0;
		for (DropReason each : (reason.length > 0) ? reason : DropReason.values()) {
			sum += this.dropped.getOrDefault(key(socket, each), 0L);
		}
		return sum;
	}

	/**
	 * The messages that belonged elsewhere.
	 * @return the bound socket, the peer and the reason of each
	 */
	public List<String> misdirected() {
		return List.copyOf(this.misdirected);
	}

	/**
	 * The connections that a peer refused.
	 * @return the socket, the peer and the reason of each
	 */
	public List<String> rejected() {
		return List.copyOf(this.rejected);
	}

	/**
	 * Returns the number of events of a socket.
	 * @param socket the name of the socket
	 * @param type the type of the event
	 * @return the number so far
	 */
	public long events(String socket, SocketEvent.Type type) {
		return this.events.getOrDefault(socket + " " + type, 0L);
	}

	/**
	 * Returns the failed handshakes.
	 * @return the number of failures by socket and reason
	 */
	public Map<String, Long> refusals() {
		return Map.copyOf(this.refusals);
	}

	/**
	 * Returns the exceptions on a loop or on one of JeroMQ's threads.
	 * @return the stack traces so far
	 */
	public List<String> failures() {
		return this.failures.stream().map(TransportRecord::trace).toList();
	}

	private static String trace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	private static String key(String socket, DropReason reason) {
		return socket + " " + reason;
	}

}
