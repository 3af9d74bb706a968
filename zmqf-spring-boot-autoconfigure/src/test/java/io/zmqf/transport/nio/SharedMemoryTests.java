package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The connections that are closed if the sockets of two event loops exceed their common
 * memory limit.
 */
@Timeout(60)
class SharedMemoryTests {

	private static final int MB = 1024 * 1024;

	private final List<String> exceeded = new CopyOnWriteArrayList<>();

	private final NioTransport transport = new NioTransport(new TransportListener() {

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			if (event.type() == SocketEvent.Type.MEMORY_EXCEEDED) {
				SharedMemoryTests.this.exceeded.add(socket);
			}
		}

	}, NioTransport.DEFAULT_PERMISSIONS, new MemoryLimits(8 * MB, 4 * MB), Map.of());

	private final BlockingQueue<byte[][]> received = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.transport.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theLargestHolderGoesWhicheverLoopHasIt(boolean strangerAtOwnThread) throws Exception {
		Endpoint strangers = listen("strangers", strangerAtOwnThread);
		Endpoint clients = listen("clients", !strangerAtOwnThread);
		try (Socket stranger = Zmtp.connectAsDealer(strangers);
				Socket first = Zmtp.connectAsDealer(clients);
				Socket second = Zmtp.connectAsDealer(clients);
				Socket third = Zmtp.connectAsDealer(clients)) {
			begin(stranger, 3 * MB);
			begin(first, 2 * MB);
			begin(second, 2 * MB);
			await().until(() -> this.transport.heldBytes() >= 7 * MB - 3);
			begin(third, 2 * MB);
			await().until(() -> !this.exceeded.isEmpty());
			for (Socket client : List.of(first, second, third)) {
				client.getOutputStream().write(0);
				byte[][] message = this.received.poll(20, TimeUnit.SECONDS);
				assertThat(message).isNotNull();
				assertThat(message[1]).hasSize(2 * MB);
			}
			assertThat(this.exceeded).containsExactly("strangers");
			assertThat(Zmtp.isClosedByPeer(stranger, 20_000)).isTrue();
		}
	}

	/** Sends a message but for its last byte. */
	private static void begin(Socket peer, int size) throws IOException {
		byte[] message = Zmtp.frame(new byte[size], false);
		peer.getOutputStream().write(message, 0, message.length - 1);
	}

	private Endpoint listen(String name, boolean ownThread) {
		SocketSettings settings = SocketSettings.binding(SocketSettings.Type.ROUTER,
				Endpoint.parse("tcp://127.0.0.1:0"));
		return this.transport.create(name, ownThread ? settings.withOwnThread() : settings, this.received::add).start();
	}

}
