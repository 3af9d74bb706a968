package io.zmqf.transport;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.SocketSecurity;
import io.zmqf.transport.session.ConnectionName;
import io.zmqf.transport.session.ExceededLimit;
import io.zmqf.transport.session.HandshakeFailure;
import org.jspecify.annotations.Nullable;
import zmq.ZMQ;

/** From what JeroMQ tells of a socket to what this library tells of it. */
final class SocketEvents {

	private static final int DENIED = 400;

	private final SocketSecurity security;

	SocketEvents(SocketSecurity security) {
		this.security = security;
	}

	/** The event, or {@code null} where it is nobody's business. */
	@Nullable SocketEvent read(ZMQ.Event event) {
		Integer code = (event.arg instanceof Integer number) ? number : null;
		SocketEvent.Type type = type(event.event, (code != null) ? code : 0);
		if (type == null) {
			return null;
		}
		ConnectionName name = ConnectionName.parse(String.valueOf(event.addr));
		if (name.repeats()) {
			return null;
		}
		return new SocketEvent(type, name.endpoint(), (name.peer() != null) ? name.peer() : peer(event.arg), code,
				detail(type, name.reason(), (code != null) ? code : 0));
	}

	private @Nullable String detail(SocketEvent.Type type, String reason, int code) {
		return switch (type) {
			case HANDSHAKE_FAILED -> HandshakeFailure.of(code).description();
			case HANDSHAKE_FAILED_AUTH -> reason.isEmpty() ? refused(code) : reason;
			case HANDSHAKE_FAILED_PROTOCOL -> (code == ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC)
					? "the client knows the server by another key than the server has" : "it broke the protocol";
			default -> null;
		};
	}

	/** What a peer means that says no more than a number. */
	private String refused(int status) {
		if (status != DENIED) {
			return "it could not check who this client is, status " + status;
		}
		if (this.security instanceof ClientSecurity.Curve curve) {
			return "it has not authorised the key " + curve.keys().publicKey();
		}
		return (this.security instanceof ClientSecurity.Plain plain)
				? "it does not accept the user '" + plain.user() + "' or the password" : "it lets nobody in";
	}

	private static @Nullable String peer(@Nullable Object channel) {
		try {
			return (channel instanceof SocketChannel connection && !(channel instanceof ServerSocketChannel)
					&& connection.isOpen()) ? String.valueOf(connection.getRemoteAddress()) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static SocketEvent.Type failed(@Nullable ExceededLimit limit) {
		if (limit == null) {
			return SocketEvent.Type.HANDSHAKE_FAILED;
		}
		return switch (limit) {
			case CONNECTIONS -> SocketEvent.Type.TOO_MANY_CONNECTIONS;
			case FRAMES -> SocketEvent.Type.TOO_MANY_FRAMES;
			case MESSAGE_SIZE -> SocketEvent.Type.MESSAGE_TOO_LARGE;
		};
	}

	private static SocketEvent.@Nullable Type type(int event, int code) {
		return switch (event) {
			case ZMQ.ZMQ_EVENT_CONNECTED -> SocketEvent.Type.CONNECTED;
			case ZMQ.ZMQ_EVENT_CONNECT_DELAYED -> SocketEvent.Type.CONNECT_DELAYED;
			case ZMQ.ZMQ_EVENT_CONNECT_RETRIED -> SocketEvent.Type.CONNECT_RETRIED;
			case ZMQ.ZMQ_EVENT_LISTENING -> SocketEvent.Type.LISTENING;
			case ZMQ.ZMQ_EVENT_BIND_FAILED -> SocketEvent.Type.BIND_FAILED;
			case ZMQ.ZMQ_EVENT_ACCEPTED -> SocketEvent.Type.ACCEPTED;
			case ZMQ.ZMQ_EVENT_ACCEPT_FAILED -> SocketEvent.Type.ACCEPT_FAILED;
			case ZMQ.ZMQ_EVENT_CLOSED -> SocketEvent.Type.CLOSED;
			case ZMQ.ZMQ_EVENT_CLOSE_FAILED -> SocketEvent.Type.CLOSE_FAILED;
			case ZMQ.ZMQ_EVENT_DISCONNECTED -> SocketEvent.Type.DISCONNECTED;
			case ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL -> SocketEvent.Type.HANDSHAKE_PROTOCOL;
			case ZMQ.ZMQ_EVENT_HANDSHAKE_SUCCEEDED -> SocketEvent.Type.HANDSHAKE_SUCCEEDED;
			case ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL -> SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL;
			case ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_AUTH -> SocketEvent.Type.HANDSHAKE_FAILED_AUTH;
			case ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL -> failed(ExceededLimit.of(code));
			default -> null;
		};
	}

}
