package io.zmqf.transport.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

import io.zmqf.transport.session.AlteredJeroMq;
import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class TcpSocketsTests {

	private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("nowhere.invalid", 1);

	@Test
	void supportsThisJeroMq() {
		assertThat(TcpSockets.supported()).isTrue();
	}

	@Test
	void doesNotSupportAnUnknownJeroMq() {
		assertThat(new AlteredJeroMq("addEndpoint").supports(TcpSockets.class)).isFalse();
	}

	/**
	 * With a server of another context, for any other event on the I/O thread ends a
	 * stall.
	 */
	@Test
	void noFreshConnectionStalls() {
		try (SocketContext servers = new SocketContext(); SocketContext clients = new SocketContext()) {
			ZMQ.Socket router = bound(servers);
			for (int i = 0; i < 300; i++) {
				try (ZMQ.Socket dealer = clients.open(SocketType.DEALER)) {
					dealer.setHandshakeIvl(0); // nor may a time-out
					TcpSockets.connect(dealer, SocketContext.address(router), null);
					SocketContext.assertEcho(dealer, router, "hello " + i);
				}
			}
		}
	}

	@Test
	void connectsToAHostByItsName() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			TcpSockets.connect(dealer,
					InetSocketAddress.createUnresolved("localhost", SocketContext.address(router).getPort()), null);
			SocketContext.assertEcho(dealer, router, "hello");
		}
	}

	@Test
	void goesOnLookingForAHostThatNobodyKnows() throws InterruptedException {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			TcpSockets.connect(dealer, InetSocketAddress.createUnresolved("no-such-host.invalid", 5555), null);
			for (int i = 0; i < 3; i++) {
				assertThat(SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED).addr)
					.isEqualTo("tcp://no-such-host.invalid:5555");
			}
		}
	}

	@Test
	void appliesTheOptionsOfTheSocket() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setSendBufferSize(100_000);
			dealer.setReceiveBufferSize(100_000);
			dealer.setTCPKeepAlive(1);
			dealer.setTos(0x10);
			TcpSockets.connect(dealer, SocketContext.address(router), null);
			SocketContext.assertEcho(dealer, router, "x".repeat(1_000_000));
		}
	}

	@Test
	void disconnects() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket one = bound(context);
			ZMQ.Socket other = bound(context);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			OpenEndpoint endpoint = TcpSockets.connect(dealer, SocketContext.address(one), null);
			assertThat(endpoint.name()).isEqualTo(one.getLastEndpoint());
			SocketContext.assertEcho(dealer, one, "hello");
			endpoint.close();
			TcpSockets.connect(dealer, SocketContext.address(other), null);
			for (int i = 0; i < 10; i++) {
				SocketContext.assertEcho(dealer, other, "hello");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(value = SocketType.class, names = { "REQ", "RADIO", "DISH" })
	void refusesToConnectASocketWithASessionOfItsOwn(SocketType type) {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket socket = context.open(type);
			assertThatIllegalArgumentException().isThrownBy(() -> TcpSockets.connect(socket, NOWHERE, null))
				.withMessageContaining(type.name());
		}
	}

	@Test
	void refusesAProxyThatItWouldNotUse() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setSocksProxy("127.0.0.1:1080");
			assertThatIllegalArgumentException().isThrownBy(() -> TcpSockets.connect(dealer, NOWHERE, null));
		}
	}

	@ParameterizedTest
	@CsvSource({ "localhost, tcp://localhost:5555", "10.0.0.1, tcp://10.0.0.1:5555", "::1, tcp://[::1]:5555" })
	void writesAnEndpointAsZeroMqDoes(String host, String endpoint) {
		assertThat(new TcpDestination(InetSocketAddress.createUnresolved(host, 5555), null).endpoint())
			.isEqualTo(endpoint);
	}

	@ParameterizedTest
	@CsvSource({ "fd00::1 10.0.0.1 fd00::2 10.0.0.2, 10.0.0.1 10.0.0.2", "fd00::1 fd00::2, fd00::1 fd00::2" })
	void takesAddressesOfIpv6WhereThereAreNoOthers(String known, String taken) throws UnknownHostException {
		assertThat(HostNames.resolve("host", (host) -> addresses(known))).succeedsWithin(Duration.ofSeconds(10))
			.isEqualTo(addresses(taken));
	}

	@Test
	void findsNothingWhereAHostHasNoAddress() {
		assertThat(HostNames.resolve("host", (host) -> List.of())).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(UnknownHostException.class)
			.withMessageContaining("host has no address");
	}

	private static List<InetAddress> addresses(String text) throws UnknownHostException {
		List<InetAddress> addresses = new ArrayList<>();
		for (String address : text.split(" ")) {
			addresses.add(InetAddress.getByName(address));
		}
		return addresses;
	}

	private static ZMQ.Socket bound(SocketContext context) {
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		router.bind("tcp://127.0.0.1:*");
		return router;
	}

}
