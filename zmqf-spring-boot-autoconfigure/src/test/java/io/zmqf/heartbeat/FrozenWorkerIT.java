package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.List;

import io.zmqf.client.RequestClient;
import io.zmqf.message.NodeType;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.peers.PythonPeer;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RouterStatus.WorkerStatus;
import io.zmqf.support.Nodes;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A router and workers that it knows by their heartbeats. */
@Tag("jdk-independent")
@RequiresTool(Tool.PYZMQ)
class FrozenWorkerIT {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final Nodes nodes = new Nodes();

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	private Router router;

	private HeartbeatReceiver receiver;

	private RequestClient client;

	@BeforeEach
	void start() {
		this.router = this.nodes.router(RouterSettings.of(Nodes.ANY, Nodes.ANY).withQueue(100, Duration.ofMillis(200)));
		NodeListener both = new NodeListener() {

			@Override
			public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
				FrozenWorkerIT.this.router.heartbeatReceived(node, first, understandsQueries);
				FrozenWorkerIT.this.record.heartbeatReceived(node, first, understandsQueries);
			}

			@Override
			public void lost(Node node) {
				FrozenWorkerIT.this.router.lost(node);
				FrozenWorkerIT.this.record.lost(node);
			}

		};
		this.receiver = new HeartbeatReceiver(settings(Nodes.ANY), NodeType.ROUTER, this.transport, both);
		this.receiver.start();
		this.client = this.nodes.client(this.router.frontend());
	}

	@AfterEach
	void close() {
		if (this.receiver != null) {
			this.receiver.stop();
		}
		this.nodes.close();
		this.transport.close();
	}

	@Test
	void aPythonWorkerIsRoutableByItsIdentityFromItsFirstHeartbeatUntilItIsDisconnected() {
		try (PythonPeer worker = pythonWorker()) {
			assertAnswered(100);
			assertThat(workers()).singleElement()
				.satisfies((status) -> assertThat(status.id()).isEqualTo(this.record.connected().get(0).id()));
			worker.kill();
			await().until(() -> workers().isEmpty());
			assertNoWorker();
		}
	}

	@Test
	void suspendedPythonWorkerReceivesNoRequestsUntilItResumes() {
		try (PythonPeer worker = pythonWorker()) {
			assertAnswered(10);
			worker.stop();
			this.record.awaitLost(1);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT.toMillis());
			await().until(() -> workers().isEmpty());
			assertNoWorker();
			worker.cont();
			this.record.awaitConnected(2);
			await().until(() -> workers().size() == 1);
			assertAnswered(100);
		}
	}

	@Test
	void suspendedWorkerReceivesNoRequestsUntilItResumes() {
		try (HeartbeatProcess worker = HeartbeatProcess.worker(List.of(), this.router.backend(),
				settings(this.receiver.endpoint()))) {
			await().until(() -> workers().size() == 1);
			this.record.awaitConnected(1);
			assertAnswered(10);
			worker.stop();
			this.record.awaitLost(1);
			await().until(() -> workers().isEmpty());
			assertNoWorker();
			worker.cont();
			this.record.awaitConnected(2);
			await().untilAsserted(() -> assertThat(workers()).singleElement()
				.satisfies((status) -> assertThat(status.events()).contains("echo")));
			assertAnswered(100);
		}
	}

	@Test
	void requestsOfASuspendedWorkerAreAnsweredAtItsDisconnection() {
		try (PythonPeer worker = pythonWorker()) {
			assertAnswered(1);
			worker.stop();
			long start = System.nanoTime();
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> this.client.request("echo", 1, JsonNode.class))
				.satisfies((ex) -> assertThat(ex.is(ProblemType.WORKER_LOST)).isTrue());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
		}
	}

	private PythonPeer pythonWorker() {
		PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", this.router.backend().toString(), "--heartbeat",
				this.receiver.endpoint().toString(), "--interval", "0.2");
		await().until(() -> workers().size() == 1);
		return worker;
	}

	private void assertAnswered(int requests) {
		for (int i = 0; i < requests; i++) {
			JsonNode reply = this.client.request("echo", i, JsonNode.class);
			assertThat(reply.path("echo").intValue()).isEqualTo(i);
		}
	}

	private void assertNoWorker() {
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.client.request("echo", 1, JsonNode.class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.NO_WORKER)).isTrue());
	}

	private List<WorkerStatus> workers() {
		return this.router.status().workers().stream().filter((worker) -> !worker.leaving()).toList();
	}

	private static HeartbeatSettings settings(Endpoint endpoint) {
		return HeartbeatSettings.of(endpoint).withPace(INTERVAL, TIMEOUT, 1);
	}

}
