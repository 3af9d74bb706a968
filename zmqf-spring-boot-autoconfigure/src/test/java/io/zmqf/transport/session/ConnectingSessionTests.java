package io.zmqf.transport.session;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.ZError;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What users of JeroMQ know of its connections is true of all others too.
 */
@Timeout(60)
class ConnectingSessionTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource
	void tellsItsIdentity(Road road) {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context, address);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setIdentity("somebody".getBytes(ZMQ.CHARSET));
			address.connect(dealer);
			dealer.send("hello");
			assertThat(router.recvStr()).isEqualTo("somebody");
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsMessagesUntilThereIsAServer(Road road) {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setSndHWM(3);
			address.connect(dealer);
			for (String text : List.of("one", "two", "three")) {
				assertThat(dealer.send(text, ZMQ.DONTWAIT)).isTrue();
			}
			assertThat(dealer.send("four", ZMQ.DONTWAIT)).isFalse();
			ZMQ.Socket server = context.open(SocketType.DEALER);
			address.bind(server);
			assertThat(List.of(server.recvStr(), server.recvStr(), server.recvStr())).containsExactly("one", "two",
					"three");
		}
	}

	@ParameterizedTest
	@EnumSource
	void keepsNoMessagesWithoutAServerIfToldSo(Road road) throws InterruptedException {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setImmediate(false);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			address.connect(dealer);
			assertThat(dealer.send("nobody hears", ZMQ.DONTWAIT)).isFalse();
			assertThat(dealer.errno()).isEqualTo(ZError.EAGAIN);
			for (int start = 0; start < 2; start++) {
				ZMQ.Socket router = bound(context, address);
				SocketContext.assertEcho(dealer, router, "hello");
				router.close();
				SocketContext.await(events, ZMQ.EVENT_DISCONNECTED);
				await().pollInSameThread().until(() -> !dealer.send("nobody hears", ZMQ.DONTWAIT));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aServerIsToldThatItsClientHasGone(Road road) {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			router.base().setSocketOpt(zmq.ZMQ.ZMQ_DISCONNECT_MSG, "gone".getBytes(ZMQ.CHARSET));
			address.bind(router);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			address.connect(dealer);
			SocketContext.assertEcho(dealer, router, "hello");
			dealer.close();
			router.recv();
			assertThat(router.recvStr()).isEqualTo("gone");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClientIsToldThatItsServerHasGone(Road road) {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context, address);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.base().setSocketOpt(zmq.ZMQ.ZMQ_HICCUP_MSG, "gone".getBytes(ZMQ.CHARSET));
			address.connect(dealer);
			SocketContext.assertEcho(dealer, router, "hello");
			router.close();
			assertThat(dealer.recvStr()).isEqualTo("gone");
			SocketContext.assertEcho(dealer, bound(context, address), "hello again");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClientIsNotToldOfAServerThatDidNotShakeHands(Road road) throws Exception {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.base().setSocketOpt(zmq.ZMQ.ZMQ_HICCUP_MSG, "gone".getBytes(ZMQ.CHARSET));
			BlockingQueue<Event> events = SocketContext.events(dealer);
			try (ServerSocketChannel silence = address.silence()) {
				address.connect(dealer);
				silence.accept().close();
				SocketContext.await(events, ZMQ.EVENT_DISCONNECTED);
			}
			ZMQ.Socket router = bound(context, address);
			SocketContext.assertEcho(dealer, router, "hello");
		}
	}

	@ParameterizedTest
	@EnumSource
	void givesUpAServerThatDoesNotShakeHandsInTime(Road road) throws Exception {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext(); ServerSocketChannel silence = address.silence()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setHandshakeIvl(50);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			address.connect(dealer);
			for (int attempt = 0; attempt < 3; attempt++) {
				try (SocketChannel connection = silence.accept()) {
					assertThat(connection.isConnected()).isTrue();
					SocketContext.await(events, ZMQ.EVENT_DISCONNECTED);
					SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED);
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void lingersForAServer(Road road) {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setLinger(20_000);
			address.connect(dealer);
			dealer.send("last words");
			dealer.close();
			ZMQ.Socket router = bound(context, address);
			router.recv();
			assertThat(router.recvStr()).isEqualTo("last words");
		}
	}

	@ParameterizedTest
	@EnumSource
	@Timeout(60)
	void doesNotKeepAContextFromClosing(Road road) throws IOException {
		Road.Address address = road.address(this.directory);
		for (int i = 0; i < 20; i++) {
			try (SocketContext context = new SocketContext()) {
				ZMQ.Socket dealer = context.open(SocketType.DEALER);
				address.connect(dealer);
				dealer.send("nobody hears");
			}
			try (ServerSocketChannel silence = address.silence(); SocketContext context = new SocketContext()) {
				assertThat(silence.isOpen()).isTrue();
				ZMQ.Socket dealer = context.open(SocketType.DEALER);
				address.connect(dealer);
				dealer.send("nobody hears");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsWhatHappensInTheSameOrder(Road road) throws InterruptedException {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			address.connect(dealer);
			assertThat(SocketContext.await(events, ZMQ.EVENT_CLOSED).addr).isEqualTo(address.endpoint());
			assertThat(SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED).addr).isEqualTo(address.endpoint());
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			BlockingQueue<Event> serverEvents = SocketContext.events(router);
			address.bind(router);
			SocketContext.assertEcho(dealer, router, "hello");
			assertThat(SocketContext.await(events, ZMQ.EVENT_CONNECTED).arg).isInstanceOf(SocketChannel.class);
			SocketContext.await(events, zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL);
			if (road != Road.JEROMQ) {
				SocketContext.await(events, ZMQ.HANDSHAKE_SUCCEEDED);
			}
			router.close();
			SocketContext.await(events, ZMQ.EVENT_DISCONNECTED);
			assertThat((Integer) SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED).arg).isLessThan(20);
			List<Integer> types = types(serverEvents);
			assertThat(types).containsSubsequence(ZMQ.EVENT_LISTENING, ZMQ.EVENT_ACCEPTED,
					zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL);
			if (road != Road.JEROMQ) {
				assertThat(types).containsOnlyOnce(ZMQ.EVENT_ACCEPTED);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JEROMQ")
	void neverTriesAgainWithAnIntervalOfMinusOne(Road road) throws Exception {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setReconnectIVL(-1);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			address.connect(dealer);
			SocketContext.await(events, ZMQ.EVENT_CLOSED);
			try (ServerSocketChannel silence = address.silence()) {
				ZMQ.Socket other = context.open(SocketType.DEALER);
				address.connect(other);
				silence.accept().close();
				silence.configureBlocking(false);
				assertThat(events).isEmpty();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JEROMQ")
	void comesBackToAServerThatBrokeTheProtocol(Road road) throws Exception {
		Road.Address address = road.address(this.directory);
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket client = context.open(SocketType.DEALER);
			client.base().setSocketOpt(zmq.ZMQ.ZMQ_HICCUP_MSG, "never was there".getBytes(ZMQ.CHARSET));
			BlockingQueue<Event> events = SocketContext.events(client);
			ZMQ.Socket incompatible = context.open(SocketType.PUB);
			address.bind(incompatible);
			address.connect(client);
			assertThat((Integer) SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED).arg).isPositive();
			incompatible.close();
			SocketContext.assertEcho(client, bound(context, address), "hello");
		}
	}

	private static List<Integer> types(BlockingQueue<Event> events) {
		List<Event> all = new ArrayList<>();
		events.drainTo(all);
		return all.stream().map((event) -> event.event).toList();
	}

	private static ZMQ.Socket bound(SocketContext context, Road.Address address) {
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		address.bind(router);
		return router;
	}

}
