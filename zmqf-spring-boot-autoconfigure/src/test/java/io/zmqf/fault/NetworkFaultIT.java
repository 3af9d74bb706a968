package io.zmqf.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.support.Handled;
import io.zmqf.support.Network;
import io.zmqf.support.NodeProcess;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One of two workers is behind a network that swallows, loses and delays packets. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(180)
@RequiresTool({ Tool.NETWORK, Tool.IPTABLES })
class NetworkFaultIT {

	private static final String WORKER_LOST = Outcome.nameOf(ProblemType.WORKER_LOST);

	private final Network network = new Network();

	private static final Duration DELAY = Duration.ofMillis(200);

	@TempDir
	private Path records;

	@AfterEach
	void close() {
		this.network.close();
	}

	@Test
	void networkThatSwallowsEverything() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouterAt(this.network.here());
			List<RequestClient> clients = clients(cluster, router, router.endpoints().get(1));
			Load repeatable = Load.start(Load.Work.repeatable(300), clients);
			// long enough that some are always at the far worker
			Load once = Load.start(Load.Work.once(300).taking(50_000), clients);
			int rounds = Form.of(1, 3);
			long slowest = 0;
			for (int i = 0; i < rounds; i++) {
				awaitWorkBehindTheNetwork();
				long start = System.nanoTime();
				this.network.swallow();
				await().atMost(Duration.ofSeconds(20)).until(() -> once.failedSince(start) > 0);
				LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
				slowest = Math.max(slowest, once.slowestFailureSinceMillis(start));
				this.network.heal();
			}
			awaitWorkBehindTheNetwork();
			Audit ofRepeatable = repeatable.stop();
			Audit ofOnce = once.stop();
			Map<Long, Integer> handled = cluster.handled();
			String kind = "black hole between a router and one of two workers, " + rounds + " times, with heartbeats";
			FaultTable.add(kind, "idempotent", ofRepeatable, handled, "");
			FaultTable.add(kind, "not idempotent", ofOnce, handled, "loss reported within " + slowest + " ms");
			ofRepeatable.assertAllAnswered().assertAnswersWereHandled(handled);
			ofOnce.assertOnly(Outcome.ANSWERED, WORKER_LOST).assertHandledAtMostOnce(handled);
			// 750 ms and two checks
			assertThat(slowest).isLessThanOrEqualTo(Form.atMost(3000));
		}
	}

	@Test
	void networkThatLosesAndDelays() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouterAt(this.network.here());
			try (DelayedRoad road = new DelayedRoad(this.network.here(), router.endpoints().get(1), DELAY)) {
				List<RequestClient> clients = clients(cluster, router, road.entrance());
				this.network.lose(5);
				Load repeatable = Load.start(Load.Work.repeatable(100), clients);
				Load once = Load.start(Load.Work.once(100), clients);
				LockSupport.parkNanos(Form.seconds(5, 30).toNanos());
				Audit ofRepeatable = repeatable.stop();
				Audit ofOnce = once.stop();
				Map<Long, Integer> handled = cluster.handled();
				String kind = "5 % of packets lost, " + DELAY.toMillis()
						+ " ms delay each way, between a router and one of two workers";
				FaultTable.add(kind, "idempotent", ofRepeatable, handled, "");
				FaultTable.add(kind, "not idempotent", ofOnce, handled, "");
				ofRepeatable.assertAllAnswered().assertAnswersWereHandled(handled);
				ofOnce.assertOnly(Outcome.ANSWERED, WORKER_LOST).assertHandledAtMostOnce(handled);
				// those to the far worker, which one of the two may have had alone
				assertThat(Math.max(ofRepeatable.slowestMillis(), ofOnce.slowestMillis()))
					.isGreaterThanOrEqualTo(DELAY.multipliedBy(2).toMillis());
			}
		}
	}

	private List<RequestClient> clients(Cluster cluster, NodeProcess router, Endpoint backend) {
		cluster.startWorker();
		cluster.startWorkerBehind(this.network.inside(), "far", backend, router.endpoints().get(2));
		List<RequestClient> clients = cluster.clients(4);
		Load first = Load.start(Load.Work.repeatable(100), clients);
		awaitWorkBehindTheNetwork();
		first.stop().assertAllAnswered();
		return clients;
	}

	private void awaitWorkBehindTheNetwork() {
		// late messages are not those that the router sends by now
		long before = Load.latestId();
		await().atMost(Duration.ofSeconds(30)).until(() -> Handled.latest(this.records, "far") > before);
	}

}
