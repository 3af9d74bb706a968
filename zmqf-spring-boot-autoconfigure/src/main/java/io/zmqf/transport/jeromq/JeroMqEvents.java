package io.zmqf.transport.jeromq;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

import io.zmqf.transport.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZEvent;
import org.zeromq.ZMonitor;

/** Converts events of JeroMQ's monitor to events of the transport. */
final class JeroMqEvents {

	private JeroMqEvents() {
	}

	/** Returns the event of the transport, or empty if it has no counterpart. */
	static Optional<SocketEvent> read(ZEvent event) {
		ZMonitor.Event type = event.getEvent();
		return switch (type) {
			case MONITOR_STOPPED, ALL -> Optional.empty();
			case HANDSHAKE_FAILED_NO_DETAIL ->
				failed(SocketEvent.Type.HANDSHAKE_FAILED, event, "it broke off the handshake");
			case HANDSHAKE_FAILED_PROTOCOL ->
				failed(SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL, event, "it broke the protocol");
			case HANDSHAKE_FAILED_AUTH ->
				failed(SocketEvent.Type.HANDSHAKE_FAILED_AUTH, event, "it uses another security mechanism");
			default -> Optional.of(new SocketEvent(SocketEvent.Type.valueOf(type.name()), event.getAddress(),
					peer(event), (event.getValue() instanceof Integer code) ? code : null));
		};
	}

	private static Optional<SocketEvent> failed(SocketEvent.Type type, ZEvent event, String detail) {
		return Optional.of(new SocketEvent(type, event.getAddress(), null, null, detail));
	}

	private static @Nullable String peer(ZEvent event) {
		try {
			return (event.getValue() instanceof SocketChannel channel && channel.isOpen())
					? String.valueOf(channel.getRemoteAddress()) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
