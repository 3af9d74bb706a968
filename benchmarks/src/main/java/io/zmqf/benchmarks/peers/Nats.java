package io.zmqf.benchmarks.peers;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.nats.client.Connection;

/** Request and reply by NATS's own client and server. */
final class Nats implements Requester.OfPayload {

	private static final String SUBJECT = "echo";

	private final Connection connection;

	Nats(int port) {
		this.connection = connect(port);
	}

	private static Connection connect(int port) {
		try {
			return io.nats.client.Nats.connect("nats://127.0.0.1:" + port);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public CompletableFuture<Payload> send(Payload request) {
		return this.connection.request(SUBJECT, request.json()).thenApply((reply) -> Payload.of(reply.getData()));
	}

	static void respond(int port) {
		Connection connection = connect(port);
		connection.createDispatcher(
				(request) -> connection.publish(request.getReplyTo(), Payload.of(request.getData()).answer().json()))
			.subscribe(SUBJECT);
	}

}
