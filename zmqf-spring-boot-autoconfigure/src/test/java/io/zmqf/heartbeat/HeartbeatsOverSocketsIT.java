package io.zmqf.heartbeat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Message;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Senders and receivers of this library, over real sockets. */
class HeartbeatsOverSocketsIT {

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** A margin for a busy machine. */
	private static final int SLACK = 15_000;

	private final Nodes nodes = new Nodes();

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	@TempDir
	Path directory;

	private HeartbeatReceiver receiver;

	@AfterEach
	void close() {
		if (this.receiver != null) {
			this.receiver.stop();
		}
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
	void busyWorkerIsAlive() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(4);
		CountDownLatch end = new CountDownLatch(1);
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("slow", (request) -> {
			begun.countDown();
			end.await();
			return CompletableFuture.completedFuture(request.reply(Message.NO_DATA, Map.of()));
		});
		// late beats are no sign of busy handlers
		HeartbeatSettings settings = listen(40);
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
		assertThat(this.record.lost()).isEmpty();
		end.countDown();
		sender.stop();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "ipc" })
	void withCurveOnlyAuthorisedSendersAreReceived(String transport) {
		CurveKeyPair keys = CurveKeyPair.generate();
		CurveKeyPair known = CurveKeyPair.generate();
		CurveKeyPair stranger = CurveKeyPair.generate();
		Endpoint address = transport.equals("tcp") ? Nodes.ANY
				: Endpoint.parse("ipc://" + this.directory.resolve("heartbeats"));
		HeartbeatSettings settings = listen(HeartbeatSettings.of(address)
			.withPace(INTERVAL, TIMEOUT, 1)
			.withSecurity(
					new ServerSecurity.Curve(keys,
							AuthorisedClients.of(List.of(new Peer("shop", Set.of(), known.publicKey())))),
					ClientSecurity.NONE));
		NodeRecord strangers = new NodeRecord();
		HeartbeatSender refused = sender(settings, new ClientSecurity.Curve(stranger, keys.publicKey()), strangers);
		HeartbeatSender open = sender(settings, ClientSecurity.NONE, strangers);
		HeartbeatSender heard = sender(settings, new ClientSecurity.Curve(known, keys.publicKey()), this.record);
		this.record.awaitReceiver(true);
		long before = this.record.heard();
		await().until(() -> this.record.heard() >= before + 4);
		assertThat(this.record.connected()).hasSize(1);
		assertThat(strangers.receiver()).isEmpty();
		for (HeartbeatSender sender : List.of(refused, open, heard)) {
			sender.stop();
		}
	}

	private HeartbeatSender sender(HeartbeatSettings settings, ClientSecurity security, NodeRecord told) {
		HeartbeatSender sender = new HeartbeatSender(settings.withSecurity(ServerSecurity.NONE, security),
				NodeIdentity.random(), NodeType.CLIENT, this.transport, told);
		sender.start();
		return sender;
	}

	private HeartbeatSettings listen(int maxMissed) {
		return listen(HeartbeatSettings.of(Nodes.ANY).withPace(INTERVAL, TIMEOUT, maxMissed));
	}

	private HeartbeatSettings listen(HeartbeatSettings settings) {
		this.receiver = new HeartbeatReceiver(settings, NodeType.ROUTER, this.transport, this.record);
		this.receiver.start();
		return HeartbeatSettings.of(this.receiver.endpoint()).withPace(INTERVAL, TIMEOUT, settings.maxMissed());
	}

}
