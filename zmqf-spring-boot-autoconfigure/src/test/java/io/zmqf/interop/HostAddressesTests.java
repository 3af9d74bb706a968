package io.zmqf.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.SocketStatus.State;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several routers behind one host name, as of a headless service of Kubernetes: all of
 * them receive requests, including those that are added later.
 */
@Timeout(120)
@RequiresTool(Tool.LOOPBACK_ADDRESSES)
class HostAddressesTests {

	private static final String NAME = "routers.test";

	private final Nodes nodes = new Nodes();

	/** The current addresses of the host name. */
	private volatile List<InetAddress> addresses = List.of();

	private final Set<Integer> told = ConcurrentHashMap.newKeySet();

	private final TransportListener listener = new TransportListener() {
		@Override
		public void severalAddresses(String host, int addresses) {
			assertThat(host).isEqualTo(NAME);
			HostAddressesTests.this.told.add(addresses);
		}
	};

	private final NioTransport transport = NioTransport.withLookup(this.listener, (host) -> this.addresses,
			Duration.ofMillis(100));

	private final int frontend = Ports.free();

	private final int backend = Ports.free();

	private final List<Runnable> closers = new ArrayList<>();

	@AfterEach
	void close() {
		this.closers.forEach(Runnable::run);
		this.transport.close();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void allRoutersOfANameHaveWorkersAndClients() {
		List<Router> routers = new ArrayList<>(List.of(router(2), router(3)));
		means(2, 3);
		Worker worker = worker();
		RequestClient client = client();
		this.nodes.workers().awaitJoined(2);
		awaitRequestsAt(client, routers);
		assertThat(worker.status().sockets()).hasSize(2);
		assertThat(client.status().sockets()).hasSize(2);

		routers.add(router(4));
		means(4, 3, 2);
		this.nodes.workers().awaitJoined(3);
		awaitRequestsAt(client, routers);

		routers.remove(0).stop();
		await().until(() -> connected(client) == 2);
		for (int i = 0; i < 50; i++) {
			assertThat(client.request("echo", i, JsonNode.class)).isNotNull();
		}
		awaitRequestsAt(client, routers);

		routers.add(router(5));
		means(5, 3, 4);
		this.nodes.workers().awaitJoined(4);
		awaitRequestsAt(client, routers);
		assertThat(worker.status().sockets()).hasSize(3);
		assertThat(client.status().sockets()).hasSize(3);
		assertThat(this.told).containsExactlyInAnyOrder(2, 3);
	}

	@Test
	void socketWithoutAddressRestsUntilAnotherIsFound() {
		Router staying = router(2);
		Router leaving = router(3);
		means(2, 3);
		Worker worker = worker();
		RequestClient client = client();
		await().until(() -> connected(client) == 2 && worker.status().sockets().size() == 2);
		means(2);
		leaving.stop();
		await().untilAsserted(() -> {
			assertThat(client.status().sockets()).extracting(SocketStatus::state)
				.containsExactlyInAnyOrder(State.CONNECTED, State.RESTING);
			assertThat(worker.status().sockets()).extracting(SocketStatus::state)
				.containsExactlyInAnyOrder(State.CONNECTED, State.RESTING);
		});
		means(2, 5);
		await().untilAsserted(() -> assertThat(client.status().sockets()).extracting(SocketStatus::state)
			.containsExactlyInAnyOrder(State.CONNECTED, State.DISCONNECTED));
		Router coming = router(5);
		awaitRequestsAt(client, List.of(staying, coming));
		await().until(() -> connected(client) == 2);
	}

	@Test
	void unknownHostNameIsResolvedAgainUntilItSucceeds() {
		Router router = router(2);
		worker();
		RequestClient client = client();
		means(2);
		this.nodes.workers().awaitJoined(1);
		awaitRequestsAt(client, List.of(router));
		assertThat(this.told).isEmpty();
	}

	@Test
	@RequiresTool(Tool.IPV6)
	void aNameThatHasIpv6AloneIsReached() throws IOException {
		Router router = this.nodes.router(RouterSettings.of(Endpoint.parse("tcp://[::1]:" + this.frontend),
				Endpoint.parse("tcp://[::1]:" + this.backend)));
		this.addresses = List.of(InetAddress.getByName("::1"));
		worker();
		this.nodes.workers().awaitJoined(1);
		awaitRequestsAt(client(), List.of(router));
	}

	@Test
	void heartbeatsGoToAllReceiversOfAName() {
		List<HeartbeatReceiver> receivers = List.of(receiver(2), receiver(3));
		means(2, 3);
		HeartbeatSender sender = new HeartbeatSender(heartbeats(NAME), NodeIdentity.random(), NodeType.WORKER,
				this.transport, new NodeListener() {
				});
		this.closers.add(sender::stop);
		sender.start();
		await().until(() -> receivers.stream().allMatch((receiver) -> receiver.status().workers() == 1));
		receivers.get(0).stop();
		await().during(Duration.ofMillis(500)).until(() -> sender.status().alive());
	}

	private void means(int... hosts) {
		this.addresses = Arrays.stream(hosts).mapToObj(HostAddressesTests::address).toList();
	}

	private static InetAddress address(int host) {
		try {
			return InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) host });
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Router router(int host) {
		return this.nodes.router(RouterSettings.of(Endpoint.parse("tcp://127.0.0." + host + ":" + this.frontend),
				Endpoint.parse("tcp://127.0.0." + host + ":" + this.backend)));
	}

	private Worker worker() {
		Worker worker = new Worker(WorkerSettings.worker(Endpoint.parse("tcp://" + NAME + ":" + this.backend)),
				Echo.handlers("one"), this.nodes.executor(), this.transport, WorkerListener.NONE);
		this.closers.add(() -> worker.stop(Duration.ZERO));
		worker.start();
		return worker;
	}

	private RequestClient client() {
		RequestClient client = new RequestClient(
				ClientSettings.of("client", Endpoint.parse("tcp://" + NAME + ":" + this.frontend))
					.withTimeout(Duration.ofSeconds(20)),
				this.transport, Echo.JSON, this.nodes.executor());
		this.closers.add(client::close);
		client.open();
		return client;
	}

	private HeartbeatReceiver receiver(int host) {
		HeartbeatReceiver receiver = new HeartbeatReceiver(heartbeats("127.0.0." + host), NodeType.ROUTER,
				this.nodes.transport(), new NodeListener() {
				});
		receiver.start();
		this.closers.add(receiver::stop);
		return receiver;
	}

	private HeartbeatSettings heartbeats(String host) {
		return HeartbeatSettings.of(Endpoint.parse("tcp://" + host + ":" + this.backend))
			.withPace(Duration.ofMillis(100), Duration.ofSeconds(5), 1);
	}

	private static long connected(RequestClient client) {
		return client.status().sockets().stream().filter((socket) -> socket.state() == State.CONNECTED).count();
	}

	/** Each router gets one at least of those that are made from now on. */
	private static void awaitRequestsAt(RequestClient client, List<Router> routers) {
		List<Long> before = routers.stream().map(HostAddressesTests::requests).toList();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			client.request("echo", 1, JsonNode.class);
			for (int i = 0; i < routers.size(); i++) {
				if (requests(routers.get(i)).equals(before.get(i))) {
					return false;
				}
			}
			return true;
		});
	}

	private static Long requests(Router router) {
		return router.status().frontend().messagesReceived();
	}

}
