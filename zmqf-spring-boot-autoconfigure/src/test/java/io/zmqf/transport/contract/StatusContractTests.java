package io.zmqf.transport.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The published status of a socket. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.zmqf.transport.contract.TransportKind#routes")
class StatusContractTests extends TransportContract {

	StatusContractTests(TransportKind.Route route) {
		super(route);
	}

	@Test
	void messagesAndBytesOfAllFramesAreCounted() throws InterruptedException {
		RecordingSocket router = router().echo();
		RecordingSocket dealer = connected(dealer(router.start(), "four"));
		for (int i = 0; i < 10; i++) {
			dealer.sent("ab", "", "cde");
			dealer.message();
		}
		SocketStatus asking = dealer.loop().status();
		assertThat(asking.messagesSent()).isEqualTo(10);
		assertThat(asking.bytesSent()).isEqualTo(50);
		assertThat(asking.messagesReceived()).isEqualTo(10);
		assertThat(asking.bytesReceived()).isEqualTo(50);
		await().untilAsserted(() -> {
			SocketStatus asked = router.loop().status();
			assertThat(asked.messagesReceived()).isEqualTo(10);
			assertThat(asked.bytesReceived()).isEqualTo(90);
			assertThat(asked.messagesSent()).isEqualTo(10);
			assertThat(asked.bytesSent()).isEqualTo(90);
		});
	}

	@Test
	void theStateIsTheSocketsFromItsStartToItsEnd() throws InterruptedException {
		RecordingSocket router = router();
		assertThat(router.loop().status().state()).isEqualTo(SocketStatus.State.CLOSED);
		Endpoint endpoint = router.start();
		assertThat(router.loop().status().state()).isEqualTo(SocketStatus.State.CONNECTED);
		assertThat(router.loop().status().name()).isEqualTo("router");
		assertThat(router.loop().status().endpoint()).isEqualTo(endpoint.toString());
		RecordingSocket dealer = connected(dealer(endpoint));
		assertThat(dealer.loop().status().state()).isEqualTo(SocketStatus.State.CONNECTED);
		assertThat(dealer.loop().status().reconnects()).isZero();
		assertThat(dealer.loop().status().lastReconnect()).isNull();
		router.loop().close();
		assertThat(router.loop().status().state()).isEqualTo(SocketStatus.State.CLOSED);
		dealer.awaitNotice("disconnected");
		assertThat(dealer.loop().status().state()).isEqualTo(SocketStatus.State.DISCONNECTED);
		router(endpoint, (settings) -> settings).start();
		dealer.awaitNotice("connected");
		SocketStatus again = dealer.loop().status();
		assertThat(again.state()).isEqualTo(SocketStatus.State.CONNECTED);
		assertThat(again.reconnects()).isOne();
		assertThat(again.lastReconnect()).isNotNull();
		dealer.loop().close();
		assertThat(dealer.loop().status().state()).isEqualTo(SocketStatus.State.CLOSED);
	}

	@Test
	void eachChangeOfTheStateIsPublishedOnce() throws Exception {
		List<String> changes = new CopyOnWriteArrayList<>();
		try (Transport own = this.route.kind().open(new TransportListener() {

			@Override
			public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
				changes.add(socket + " " + state);
			}

		})) {
			RecordingSocket server = new RecordingSocket(own, "server",
					SocketSettings.binding(SocketSettings.Type.ROUTER, free()));
			Endpoint endpoint = server.start();
			RecordingSocket client = new RecordingSocket(own, "client", SocketSettings.asking(endpoint));
			connected(client);
			server.loop().close();
			client.awaitNotice("disconnected");
			client.loop().close();
		}
		assertThat(changes).filteredOn((change) -> change.startsWith("server"))
			.containsExactly("server CONNECTED", "server CLOSED");
		assertThat(changes).filteredOn((change) -> change.startsWith("client"))
			.containsExactly("client DISCONNECTED", "client CONNECTED", "client DISCONNECTED", "client CLOSED");
	}

	@Test
	void theSendersAddressIsKnownWhileItsMessageIsHandled() throws InterruptedException {
		this.route.kind().assume(TransportKind.Ability.PEER_ADDRESS);
		RecordingSocket router = router();
		List<String> addresses = new CopyOnWriteArrayList<>();
		router.onMessage((frames) -> addresses.add(String.valueOf(router.loop().peerAddress())));
		connected(dealer(router.start())).sent("hello");
		router.message();
		await().until(() -> !addresses.isEmpty());
		switch (this.route.scheme()) {
			case TCP -> assertThat(addresses.get(0)).contains("127.0.0.1");
			case INPROC -> assertThat(addresses.get(0)).isEqualTo("null");
			case IPC -> assertThat(addresses).hasSize(1);
		}
	}

}
