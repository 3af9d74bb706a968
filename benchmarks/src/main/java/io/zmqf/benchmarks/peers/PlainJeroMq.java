package io.zmqf.benchmarks.peers;

import java.util.concurrent.CompletableFuture;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ as in its guide: one blocking thread for each socket. A client sends requests on
 * the thread of its socket.
 */
public final class PlainJeroMq implements Requester.OfPayload {

	private static final byte[] EVENT = { 'e', 'c', 'h', 'o' };

	private static final ZContext CONTEXT = new ZContext(1);

	private final int port;

	private final boolean encrypts;

	private final ThreadLocal<ZMQ.Socket> sockets = ThreadLocal.withInitial(this::connect);

	PlainJeroMq(int port, boolean encrypts) {
		this.port = port;
		this.encrypts = encrypts;
	}

	private ZMQ.Socket connect() {
		ZMQ.Socket socket = CONTEXT.createSocket(SocketType.DEALER);
		socket.setHWM(0);
		if (this.encrypts) {
			socket.setCurveServerKey(ZMQ.Curve.z85Decode(Keys.SERVER_PUBLIC));
			socket.setCurvePublicKey(ZMQ.Curve.z85Decode(Keys.CLIENT_PUBLIC));
			socket.setCurveSecretKey(ZMQ.Curve.z85Decode(Keys.CLIENT_SECRET));
		}
		socket.connect(address(this.port));
		return socket;
	}

	@Override
	public boolean run(Payload request, int inFlight, long end, Replies<Payload> replies) {
		ZMQ.Socket socket = this.sockets.get();
		long[] sent = new long[inFlight];
		for (int i = 0; i < inFlight; i++) {
			sent[i] = System.nanoTime();
			send(socket, request);
		}
		// a server replies in the order of the requests
		for (int next = 0, open = inFlight; open > 0; next = (next + 1) % inFlight) {
			Payload reply = receive(socket);
			long now = System.nanoTime();
			replies.replied(reply, sent[next], now);
			sent[next] = now;
			if (now < end) {
				send(socket, request);
			}
			else {
				open--;
			}
		}
		return true;
	}

	@Override
	public CompletableFuture<Payload> send(Payload request) {
		throw new UnsupportedOperationException("A socket belongs to its thread");
	}

	@Override
	public Payload call(Payload request) {
		ZMQ.Socket socket = this.sockets.get();
		send(socket, request);
		return receive(socket);
	}

	private static void send(ZMQ.Socket socket, Payload request) {
		socket.sendMore(ZMQ.MESSAGE_SEPARATOR);
		socket.sendMore(EVENT);
		socket.send(request.json());
	}

	private static Payload receive(ZMQ.Socket socket) {
		socket.recv();
		socket.recv();
		return Payload.of(socket.recv());
	}

	static void server(String how, int port, boolean encrypts) {
		ZMQ.Socket socket = CONTEXT.createSocket(how.equals("bind") ? SocketType.ROUTER : SocketType.DEALER);
		socket.setHWM(0);
		if (encrypts) {
			socket.setCurveServer(true);
			socket.setCurveSecretKey(ZMQ.Curve.z85Decode(Keys.SERVER_SECRET));
		}
		if (how.equals("bind")) {
			socket.bind(address(port));
		}
		else {
			socket.connect(address(port));
		}
		start(() -> {
			while (true) {
				socket.sendMore(socket.recv());
				socket.sendMore(socket.recv());
				socket.sendMore(socket.recv());
				socket.send(Payload.of(socket.recv()).answer().json());
			}
		});
	}

	static void proxy(int frontend, int backend) {
		ZMQ.Socket clients = CONTEXT.createSocket(SocketType.ROUTER);
		ZMQ.Socket workers = CONTEXT.createSocket(SocketType.DEALER);
		clients.setHWM(0);
		workers.setHWM(0);
		clients.bind(address(frontend));
		workers.bind(address(backend));
		start(() -> ZMQ.proxy(clients, workers, null));
	}

	private static void start(Runnable loop) {
		new Thread(loop, "loop").start();
	}

	private static String address(int port) {
		return "tcp://127.0.0.1:" + port;
	}

}
