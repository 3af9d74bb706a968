package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The events of a socket about its connections, for each kind of address. */
class SocketEventsTests {

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	private final Queue<String> details = new ConcurrentLinkedQueue<>();

	private final NioTransport transport = new NioTransport(new TransportListener() {

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			SocketEventsTests.this.told.add(socket + " " + event.type());
			if (event.isHandshakeFailure() || event.type() == SocketEvent.Type.ACCEPT_FAILED) {
				SocketEventsTests.this.details.add(String.valueOf(event.detail()));
			}
		}

		@Override
		public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
			SocketEventsTests.this.told.add(socket + " is " + state);
		}

	});

	@AfterEach
	void close() {
		this.transport.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "ipc://", "inproc://events" })
	void publishesConnectsAndDisconnects(String address, @TempDir Path directory) {
		Endpoint endpoint = Endpoint.parse(address.equals("ipc://") ? address + directory.resolve("socket") : address);
		SocketLoop router = bound("router", endpoint);
		Endpoint actual = router.start();
		awaitEvents("router LISTENING", "router is CONNECTED");
		connecting("dealer", actual).start();
		awaitEvents("dealer CONNECTED", "dealer is CONNECTED");
		router.close();
		awaitEvents("dealer DISCONNECTED", "dealer is DISCONNECTED", "router CLOSED", "router is CLOSED");
		this.told.clear();
		bound("router", actual).start();
		awaitEvents("router LISTENING", "dealer CONNECTED", "dealer is CONNECTED");
	}

	@Test
	void publishesPeersAttemptsAndHandshakes() {
		SocketLoop router = bound("router", Endpoint.parse("tcp://127.0.0.1:0"));
		Endpoint endpoint = router.start();
		router.close();
		connecting("dealer", endpoint).start();
		awaitEvents("dealer CONNECT_RETRIED", "dealer is DISCONNECTED");
		bound("router", endpoint).start();
		awaitEvents("router ACCEPTED", "dealer HANDSHAKE_SUCCEEDED", "dealer is CONNECTED");
	}

	@Test
	void publishesAFailedBind() {
		Endpoint taken = bound("router", Endpoint.parse("tcp://127.0.0.1:0")).start();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> bound("second", taken).start());
		assertThat(this.told).contains("second BIND_FAILED").doesNotContain("second LISTENING", "second is CONNECTED");
	}

	/** Each side allows ten seconds. */
	@Test
	void publishesHandshakeTimeoutsAndClosesTheConnections() throws IOException {
		Endpoint.Tcp endpoint = (Endpoint.Tcp) bound("router", Endpoint.parse("tcp://127.0.0.1:0")).start();
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket stranger = new Socket(endpoint.host(), endpoint.port())) {
			connecting("dealer", Endpoint.parse("tcp://127.0.0.1:" + silent.getLocalPort())).start();
			stranger.setSoTimeout(20_000);
			assertThat(stranger.getInputStream().readAllBytes()).as("the first part of a greeting").hasSize(11);
			awaitEvents("router HANDSHAKE_FAILED", "router DISCONNECTED", "dealer HANDSHAKE_FAILED",
					"dealer DISCONNECTED", "dealer CONNECT_RETRIED");
		}
	}

	/** A peer of libzmq compares the types of both sockets before the other side can. */
	@Test
	void reasonOfABrokenHandshakeNamesTheSocketType() throws IOException {
		Endpoint.Tcp endpoint = (Endpoint.Tcp) bound("router", Endpoint.parse("tcp://127.0.0.1:0")).start();
		byte[] greeting = new byte[64];
		greeting[0] = (byte) 0xff;
		greeting[9] = 0x7f;
		greeting[10] = 3;
		System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
		try (Socket peer = new Socket(endpoint.host(), endpoint.port())) {
			peer.getOutputStream().write(greeting);
			peer.shutdownOutput();
			await().untilAsserted(() -> assertThat(this.details).containsExactly(
					"it broke off the handshake: its socket does not fit a ROUTER, or it has just stopped"));
		}
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			connecting("dealer", Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort())).start();
			try (Socket accepted = server.accept()) {
				accepted.getOutputStream().write(greeting);
				accepted.shutdownOutput();
				await().untilAsserted(() -> assertThat(this.details)
					.anyMatch((detail) -> detail.contains("its socket does not fit a DEALER")));
				// the next attempt is broken off before its greeting, once no socket is
				// listening
				assertThat(this.details).noneMatch((detail) -> detail.contains("mechanism"));
			}
		}
	}

	/** As a cleanup of temporary directories does. */
	@Test
	void bindsAgainIfTheFileOfItsSocketIsRemoved(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("socket");
		Endpoint endpoint = Endpoint.parse("ipc://" + file);
		bound("router", endpoint).start();
		connecting("first", endpoint).start();
		awaitEvents("first is CONNECTED");
		this.told.clear();
		Files.delete(file);
		await().until(() -> Files.exists(file));
		connecting("second", endpoint).start();
		awaitEvents("router ACCEPT_FAILED", "router LISTENING", "second is CONNECTED");
		assertThat(this.told).doesNotContain("first is DISCONNECTED");
	}

	@Test
	void publishesWhyTheFileOfItsSocketCanNotBeCreatedAgain(@TempDir Path temporary) throws IOException {
		Path directory = Files.createDirectory(temporary.resolve("sockets"));
		Path file = directory.resolve("socket");
		bound("router", Endpoint.parse("ipc://" + file)).start();
		Files.delete(file);
		Files.delete(directory);
		await().untilAsserted(() -> assertThat(this.details)
			.contains("its file was removed, and can't be created again: its directory does not exist"));
		Files.createDirectory(directory);
		await().until(() -> Files.exists(file));
	}

	private SocketLoop bound(String name, Endpoint endpoint) {
		return this.transport.create(name, SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint), (frames) -> {
		});
	}

	private SocketLoop connecting(String name, Endpoint endpoint) {
		return this.transport.create(name, SocketSettings.asking(endpoint), (frames) -> {
		});
	}

	private void awaitEvents(String... events) {
		List<String> expected = new ArrayList<>(List.of(events));
		await().untilAsserted(() -> assertThat(this.told).containsAll(expected));
	}

}
