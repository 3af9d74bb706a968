package io.zmqf.transport;

import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class IoThreadFailureTests {

	@Test
	void loopsEndWithTheIoThreadAndNobodyWaitsForIt() throws Exception {
		Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
		JeroMqTransport transport = new JeroMqTransport(new TransportListener() {

			@Override
			public void socketEvent(String socket, SocketEvent event) {
				if (event.type() == SocketEvent.Type.ACCEPTED) {
					throw new LinkageError("What JeroMQ does not expect");
				}
			}

			@Override
			public void ioFailed(Throwable failure) {
				failures.add(failure);
			}

		});
		CompletableFuture<Void> ended = new CompletableFuture<>();
		SocketLoop other = bound(transport, new CompletableFuture<>());
		other.start();
		Endpoint.Tcp endpoint = (Endpoint.Tcp) bound(transport, ended).start();
		try (Socket stranger = new Socket(endpoint.host(), endpoint.port())) {
			assertThat(ended).succeedsWithin(10, TimeUnit.SECONDS);
			assertThat(stranger.isConnected()).isTrue();
		}
		await().until(() -> other.ask(() -> "goes on", "has ended").get(10, TimeUnit.SECONDS).equals("has ended"));
		assertThat(failures).anyMatch((failure) -> failure instanceof LinkageError);
		SocketLoop late = bound(transport, new CompletableFuture<>());
		assertThatExceptionOfType(TransportException.class).isThrownBy(late::start)
			.withMessageContaining("I/O thread has failed");
		assertThat(late.ask(() -> "goes on", "has ended")).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("has ended");
		transport.close();
	}

	private static SocketLoop bound(JeroMqTransport transport, CompletableFuture<Void> ended) {
		return transport.create("bound",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("tcp://127.0.0.1:0")),
				new SocketHandler() {

					@Override
					public void onMessage(byte[][] frames) {
						// nobody gets that far
					}

					@Override
					public void onClose() {
						ended.complete(null);
					}

				});
	}

}
