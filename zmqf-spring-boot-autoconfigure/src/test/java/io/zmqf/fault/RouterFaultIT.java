package io.zmqf.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.client.RequestClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Routers that die, alone or beside others. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(180)
class RouterFaultIT {

	@TempDir
	private Path records;

	@Test
	void routerThatIsKilledAndComesBack() {
		// workers may take longer than clients
		String wait = "queue-wait=" + Form.patience().toMillis();
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter(wait);
			cluster.startWorker();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			Load repeatable = Load.start(Load.Work.repeatable(500), clients);
			Load once = Load.start(Load.Work.once(500), clients);
			int kills = Form.of(2, 10);
			long slowest = 0;
			for (int i = 0; i < kills; i++) {
				pause(1);
				cluster.replaceRouter(0, cluster.router(0)::close, wait);
				slowest = Math.max(slowest, Math.max(repeatable.awaitAnswer(), once.awaitAnswer()));
			}
			pause(1);
			String kind = "`kill -9` and restart of the only router, " + kills + " times";
			report(cluster, kind, repeatable.stop(), once.stop(), "service back after " + slowest + " ms");
			assertThat(slowest).isLessThanOrEqualTo(Form.atMost(2000));
		}
	}

	@Test
	void routerThatIsKilledBesideAnother() {
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter();
			cluster.startRouter();
			cluster.startWorker();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			cluster.awaitConnected(clients);
			Load repeatable = Load.start(Load.Work.repeatable(500), clients);
			Load once = Load.start(Load.Work.once(500), clients);
			int kills = Form.of(2, 10);
			for (int i = 0; i < kills; i++) {
				pause(1);
				cluster.replaceRouter(i % 2, cluster.router(i % 2)::close);
				cluster.awaitConnected(clients);
			}
			Audit ofRepeatable = repeatable.stop();
			long gap = ofRepeatable.longestGapMillis();
			report(cluster, "`kill -9` and restart of one of two routers, " + kills + " times", ofRepeatable,
					once.stop(), "longest time without an answer " + gap + " ms");
			assertThat(gap).isLessThanOrEqualTo(Form.atMost(1000));
		}
	}

	private static void report(Cluster cluster, String kind, Audit repeatable, Audit once, String measured) {
		Map<Long, Integer> handled = cluster.handled();
		FaultTable.add(kind, "idempotent", repeatable, handled, measured);
		FaultTable.add(kind, "not idempotent", once, handled, "");
		repeatable.assertAllAnswered().assertAnswersWereHandled(handled);
		once.assertOnly(Outcome.ANSWERED, Outcome.CONNECTION).assertHandledAtMostOnce(handled);
	}

	private static void pause(int seconds) {
		LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
	}

}
