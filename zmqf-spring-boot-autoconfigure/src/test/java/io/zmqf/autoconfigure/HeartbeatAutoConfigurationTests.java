package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeRecord;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which applications send heartbeats, and which receive them. */
class HeartbeatAutoConfigurationTests {

	private static final String ROUTER = "zmqf.router.frontend=" + Nodes.ANY;

	private static final String BACKEND = "zmqf.router.backend=" + Nodes.ANY;

	private static final String HEARTBEAT = "zmqf.heartbeat.address=" + Nodes.ANY;

	private final ApplicationContextRunner runner = ObservedContexts.runner();

	@Test
	void applicationWithoutAddressesReceivesItsOwnHeartbeats() {
		this.runner.run((context) -> {
			HeartbeatReceiver receiver = context.getBean(HeartbeatReceiver.class);
			assertThat(receiver.endpoint()).isInstanceOf(Endpoint.Inproc.class);
			await().until(() -> receiver.status().workers() == 1 && receiver.status().clients() == 1);
			assertThat(receiver.nodes().join())
				.anyMatch((node) -> node.id().equals(context.getBean(Worker.class).identity().toString()));
		});
	}

	@Test
	void thereAreNoneWhereNoAddressForThemIsSet() {
		this.runner.withPropertyValues(ROUTER, BACKEND)
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatReceiver.class)
				.doesNotHaveBean(HeartbeatSenders.class));
		this.runner.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:1")
			.run((context) -> assertThat(context).doesNotHaveBean(HeartbeatReceiver.class)
				.doesNotHaveBean(HeartbeatSenders.class));
	}

	@Test
	void aRouterReceivesAndDoesNotSendForTheClientOfItsOwn() {
		this.runner.withPropertyValues(ROUTER, BACKEND, HEARTBEAT)
			.run((context) -> assertThat(context).hasSingleBean(HeartbeatReceiver.class)
				.doesNotHaveBean(HeartbeatSenders.class));
	}

	@Test
	void aServerReceives() {
		this.runner.withPropertyValues("zmqf.server.address=" + Nodes.ANY, HEARTBEAT).run((context) -> {
			assertThat(context).hasSingleBean(HeartbeatReceiver.class).doesNotHaveBean(HeartbeatSenders.class);
			assertThat(((Endpoint.Tcp) context.getBean(HeartbeatReceiver.class).endpoint()).port()).isPositive();
		});
	}

	@Test
	void aRouterWithAWorkerDoesBothAtARealPort() {
		this.runner
			.withPropertyValues("zmqf.router.frontend=inproc://f", "zmqf.router.backend=inproc://b",
					"zmqf.worker.router=inproc://b", HEARTBEAT)
			.run((context) -> {
				HeartbeatReceiver receiver = context.getBean(HeartbeatReceiver.class);
				await().until(() -> receiver.status().workers() == 1);
				assertThat(receiver.status().clients()).isZero();
			});
	}

	@Test
	void workersAndClientsOfAnotherApplicationAreKnownToTheRouter() {
		this.runner.withPropertyValues(ROUTER, BACKEND, HEARTBEAT, "zmqf.heartbeat.interval=100ms").run((routing) -> {
			Router router = routing.getBean(Router.class);
			HeartbeatReceiver receiver = routing.getBean(HeartbeatReceiver.class);
			this.runner
				.withPropertyValues("zmqf.worker.router=" + router.backend(),
						"zmqf.client.address=" + router.frontend(), "zmqf.heartbeat.address=" + receiver.endpoint(),
						"zmqf.heartbeat.interval=100ms")
				.run((working) -> {
					await().until(() -> receiver.status().workers() == 1 && receiver.status().clients() == 1);
					assertThat(working).doesNotHaveBean(HeartbeatReceiver.class);
					assertThat(working.getBean(HeartbeatSenders.class).all()).extracting(HeartbeatSender::type)
						.containsExactly(NodeType.WORKER, NodeType.CLIENT);
				});
		});
	}

	@Test
	void eachReceiverGetsTheHeartbeatsOfEachNode() {
		this.runner
			.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:1",
					"zmqf.heartbeat.address=tcp://127.0.0.1:2,tcp://127.0.0.1:3")
			.run((context) -> assertThat(context.getBean(HeartbeatSenders.class).all())
				.extracting(HeartbeatSender::endpoint)
				.extracting(Endpoint::toString)
				.containsExactly("tcp://127.0.0.1:2", "tcp://127.0.0.1:3"));
	}

	@Test
	void aNamedClientSends() {
		this.runner
			.withPropertyValues("zmqf.clients.orders.address=tcp://127.0.0.1:1",
					"zmqf.heartbeat.address=tcp://127.0.0.1:2")
			.run((context) -> assertThat(context.getBean(HeartbeatSenders.class).all())
				.extracting(HeartbeatSender::type)
				.containsExactly(NodeType.CLIENT));
	}

	@Test
	void listenersAreNotifiedOfNodes() {
		this.runner.withBean(NodeRecord.class, NodeRecord::new)
			.run((context) -> context.getBean(NodeRecord.class).awaitConnected(2));
	}

	@Test
	void theDefaultsAreThoseOfTheFramework() {
		this.runner.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:1", "zmqf.heartbeat.address=tcp://h:2")
			.run((context) -> assertThat(context.getBean(ZmqSettingsFactory.class).heartbeats().senders())
				.containsExactly(HeartbeatSettings.of(Endpoint.parse("tcp://h:2"))));
	}

	@Test
	void thePaceCanBeSet() {
		this.runner
			.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:1", "zmqf.heartbeat.address=tcp://h:2",
					"zmqf.heartbeat.interval=1s", "zmqf.heartbeat.timeout=5s", "zmqf.heartbeat.max-missed=1",
					"zmqf.heartbeat.max-nodes=7")
			.run((context) -> assertThat(context.getBean(ZmqSettingsFactory.class).heartbeats().senders())
				.containsExactly(HeartbeatSettings.of(Endpoint.parse("tcp://h:2"))
					.withPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 1)
					.withMaxNodes(7)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zmqf.heartbeat.interval=0ms         | zmqf.heartbeat.interval
			zmqf.heartbeat.timeout=1s           | zmqf.heartbeat.timeout
			zmqf.heartbeat.max-missed=-1        | zmqf.heartbeat.max-missed
			zmqf.heartbeat.max-nodes=0          | zmqf.heartbeat.max-nodes
			zmqf.heartbeat.address=nonsense     | zmqf.heartbeat.address
			zmqf.heartbeat.address=tcp://h:0    | zmqf.heartbeat.address
			""")
	void invalidValuesAreRejectedWithTheProperty(String wrong, String property) {
		this.runner
			.withPropertyValues("zmqf.worker.router=tcp://127.0.0.1:1", "zmqf.heartbeat.address=tcp://h:2", wrong)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining(property)));
	}

	@Test
	void aReceiverBindsOneAddressOnly() {
		this.runner.withPropertyValues(ROUTER, BACKEND, "zmqf.heartbeat.address=tcp://127.0.0.1:2,tcp://127.0.0.1:3")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((ex) -> assertThat(ex.toString()).contains("zmqf.heartbeat.address")));
	}

	@Test
	void anAddressInUseFailsTheStart() {
		try (Nodes nodes = new Nodes()) {
			Endpoint taken = nodes.bareRouter(Nodes.ANY).endpoint();
			this.runner.withPropertyValues(ROUTER, BACKEND, "zmqf.heartbeat.address=" + taken)
				.run((context) -> assertThat(context).getFailure()
					.satisfies((ex) -> assertThat(ex).hasStackTraceContaining(taken.toString())));
		}
	}

}
