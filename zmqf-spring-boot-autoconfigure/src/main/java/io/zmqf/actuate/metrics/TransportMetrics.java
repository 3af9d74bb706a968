package io.zmqf.actuate.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.TransportListener;

/**
 * Counts what happens to sockets.
 *
 * @since 0.1.0
 */
public final class TransportMetrics extends Registries implements TransportListener {

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		each((registry) -> Counter.builder("zmqf.socket.events")
			.description("What happened to connections")
			.tag("socket", socket)
			.tag("type", tag(event.type()))
			.register(registry)
			.increment());
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		each((registry) -> Counter.builder("zmqf.socket.drops")
			.description("Messages that could be neither passed on nor answered")
			.tag("socket", socket)
			.tag("reason", tag(reason))
			.register(registry)
			.increment());
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		if (time.compareTo(LOOP_STUCK) < 0) {
			each((registry) -> Counter.builder("zmqf.loop.blocked")
				.description("How often an event loop was blocked for two seconds or longer")
				.tag("loop", loop)
				.register(registry)
				.increment());
		}
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		each((registry) -> Counter.builder("zmqf.socket.failures")
			.description("Exceptions on the thread of a socket")
			.tag("socket", socket)
			.register(registry)
			.increment());
	}

}
