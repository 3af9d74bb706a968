package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Message;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Senders and receivers of this library, over TCP. */
class HeartbeatsOverSocketsTests {

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** What a busy machine adds. */
	private static final int SLACK = 1500;

	private final Nodes nodes = new Nodes();

	private final JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	private HeartbeatReceiver receiver;

	@AfterEach
	void close() {
		this.receiver.stop();
		this.nodes.close();
		this.transport.close();
	}

	@Test
	void aKilledSenderIsDisconnectedNeitherBeforeItsTimeoutNorAfterTheBound() {
		HeartbeatSettings settings = listen(1);
		try (HeartbeatProcess sender = HeartbeatProcess.client(settings)) {
			sender.awaitLine("receiver found");
			this.record.awaitConnected(1);
			sender.kill();
			this.record.awaitLost(1);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT.toMillis())
				.isLessThan(TIMEOUT.plus(INTERVAL.multipliedBy(2)).toMillis() + SLACK);
		}
	}

	@Test
	void aWorkerWhoseHandlersAreAllAtWorkIsAlive() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(4);
		CountDownLatch end = new CountDownLatch(1);
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("slow", (request) -> {
			begun.countDown();
			end.await();
			return CompletableFuture.completedFuture(request.reply(Message.NO_DATA, Map.of()));
		});
		HeartbeatSettings settings = listen(0);
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.backend()).withConcurrency(4, 0), handlers);
		HeartbeatSender sender = new HeartbeatSender(settings, worker.identity(), NodeType.WORKER, this.transport,
				this.record);
		sender.start();
		RequestClient client = this.nodes.client(router.frontend());
		for (int i = 0; i < 20; i++) {
			client.send("slow", null);
		}
		begun.await();
		long heard = this.record.heard();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.record.heard() >= heard + 8);
		assertThat(this.record.missed()).isEmpty();
		assertThat(this.record.lost()).isEmpty();
		end.countDown();
		sender.stop();
	}

	private HeartbeatSettings listen(int maxMissed) {
		HeartbeatSettings settings = HeartbeatSettings.of(Nodes.ANY).withPace(INTERVAL, TIMEOUT, maxMissed);
		this.receiver = new HeartbeatReceiver(settings, NodeType.ROUTER, this.transport, this.record);
		this.receiver.start();
		return HeartbeatSettings.of(this.receiver.endpoint()).withPace(INTERVAL, TIMEOUT, maxMissed);
	}

}
