package io.zmqf.transport.nio;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.internal.BoundNames;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Opens the successive sockets of a loop, and binds those that listen. Belongs to the
 * event loop, except for what precedes the first socket.
 */
final class SocketOpener {

	private final NioTransport transport;

	private final String name;

	private final SocketSettings settings;

	/** The address to bind, with the actual port after the first time. */
	private Endpoint address;

	/** The endpoint that was bound in advance for the first socket. */
	private final AtomicReference<@Nullable ServerEndpoint> bound = new AtomicReference<>();

	SocketOpener(NioTransport transport, String name, SocketSettings settings) {
		this.transport = transport;
		this.name = name;
		this.settings = settings;
		this.address = settings.endpoint();
	}

	/** Binds the endpoint of the first socket, on a thread that may block. */
	void prepare() {
		if (isListening()) {
			this.bound.set(bind());
		}
	}

	private boolean isListening() {
		return this.settings.binds() && !(this.settings.endpoint() instanceof Endpoint.Inproc);
	}

	/** Closes the endpoint that was bound for a socket that was not opened. */
	void closeUnused() {
		ServerEndpoint unused = this.bound.getAndSet(null);
		if (unused != null) {
			try {
				unused.close();
			}
			catch (IOException ex) {
				SafeListener.loopFailed(this.transport.listener(), this.name, ex);
			}
		}
	}

	/**
	 * Opens a socket. The caller holds the event loop.
	 * @param eventLoop the loop that runs the socket
	 * @param events the recipient of the socket's events
	 * @param arrival the callback for received messages and for room to send
	 * @return the socket
	 */
	NioSocket open(EventLoop eventLoop, BiConsumer<LoopSocket, SocketEvent> events, Runnable arrival) {
		NioSocket opened = NioSocket.open(eventLoop, this.settings, events, arrival);
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
			else if (this.settings.binds()) {
				bind(name, opened);
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
		return opened;
	}

	private static void bind(Endpoint.Inproc name, NioSocket opened) {
		BoundNames<NioSocket> names = opened.loop().names();
		if (names.isBound(name.name())) {
			throw new TransportException(name, TransportException.Reason.ADDRESS_IN_USE,
					"another socket is bound to it", null);
		}
		opened.report(SocketEvent.Type.LISTENING, null, null, null);
		names.bind(name.name(), opened);
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
		opened.accept(listener, endpoint);
		opened.report(SocketEvent.Type.LISTENING, null, null, null);
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

	/** Creates an exception about the socket's address. */
	TransportException failed(String reason, Throwable cause) {
		return new TransportException(this.settings.endpoint(), TransportException.Reason.FAILED, reason, cause);
	}

}
