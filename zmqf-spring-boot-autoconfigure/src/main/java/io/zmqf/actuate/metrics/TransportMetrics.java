package io.zmqf.actuate.metrics;

import java.time.Duration;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.TransportListener;

/**
 * Counts the events of sockets and loops.
 *
 * @since 0.1.0
 */
public final class TransportMetrics extends Registries implements TransportListener {

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		count("zmqf.socket.events", "Events of connections", "socket", socket, "type", tag(event.type()));
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		count("zmqf.socket.drops", "Messages that were dropped without a reply", "socket", socket, "reason",
				tag(reason));
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		if (time.compareTo(LOOP_STUCK) < 0) {
			count("zmqf.loop.blocked", "Number of times that an event loop was blocked for two seconds or longer",
					"loop", loop);
		}
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		count("zmqf.socket.failures", "Exceptions in the event loop of a socket", "socket", socket);
	}

}
