package io.zmqf.worker;

import java.util.HashSet;
import java.util.Set;

import io.zmqf.message.MessageCodec;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.SocketLoop;

/**
 * The disconnected clients of a server whose requests are not cancelled yet. One scan of
 * all requests in flight cancels those of all clients that were lost at once. Confined to
 * the event loop.
 */
final class LostClients {

	private final SocketLoop loop;

	private final RequestHandling requests;

	private final Set<FrameKey> clients = new HashSet<>();

	LostClients(SocketLoop loop, RequestHandling requests) {
		this.loop = loop;
		this.requests = requests;
	}

	/** Schedules the cancellation of a disconnected client's requests. */
	void add(byte[] routingId) {
		if (this.requests.inbound().isEmpty()) {
			return;
		}
		if (this.clients.isEmpty()) {
			this.loop.execute(this::cancelAll);
		}
		this.clients.add(new FrameKey(routingId));
	}

	/**
	 * Cancels the requests of a lost client before a message of the next client with its
	 * routing id is handled.
	 */
	void received(byte[] routingId) {
		if (!this.clients.isEmpty() && this.clients.contains(new FrameKey(routingId))) {
			cancelAll();
		}
	}

	private void cancelAll() {
		try {
			FrameKey client = new FrameKey(MessageCodec.DELIMITER);
			this.requests.cancel((request) -> this.clients.contains(client.of(request.frames()[0])));
		}
		finally {
			this.clients.clear();
		}
	}

}
