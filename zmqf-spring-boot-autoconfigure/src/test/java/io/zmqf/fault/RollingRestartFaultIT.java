package io.zmqf.fault;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each worker and each router is stopped as an application is, and started again. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(180)
class RollingRestartFaultIT {

	@TempDir
	private Path records;

	@Test
	void workersAreReplacedOneAfterTheOther() {
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter();
			for (int i = 0; i < 3; i++) {
				cluster.startWorker();
			}
			List<RequestClient> clients = cluster.clients(4);
			Load repeatable = Load.start(Load.Work.repeatable(500), clients);
			Load once = Load.start(Load.Work.once(500), clients);
			int restarts = Form.of(3, 12);
			for (int i = 0; i < restarts; i++) {
				cluster.replaceWorker(i % 3, cluster.worker(i % 3)::stop);
				once.awaitAnswer();
			}
			Audit ofRepeatable = repeatable.stop();
			Audit ofOnce = once.stop();
			Map<Long, Integer> handled = cluster.handled();
			String kind = "graceful restart of one of three workers, " + restarts + " times";
			FaultTable.add(kind, "idempotent", ofRepeatable, handled, "");
			FaultTable.add(kind, "not idempotent", ofOnce, handled, "");
			ofRepeatable.assertAllAnswered().assertHandledAtMostOnce(handled);
			ofOnce.assertAllAnswered().assertHandledAtMostOnce(handled);
		}
	}

	@Test
	void routersAreReplacedOneAfterTheOther() {
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter();
			cluster.startRouter();
			cluster.startWorker();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			cluster.awaitConnected(clients);
			Load repeatable = Load.start(Load.Work.repeatable(500), cluster.retrying(clients));
			Load once = Load.start(Load.Work.once(500), clients);
			int restarts = Form.of(2, 10);
			for (int i = 0; i < restarts; i++) {
				cluster.replaceRouter(i % 2, cluster.router(i % 2)::stop);
				cluster.awaitConnected(clients);
			}
			Audit ofRepeatable = repeatable.stop();
			Audit ofOnce = once.stop();
			Map<Long, Integer> handled = cluster.handled();
			String kind = "graceful restart of one of two routers, " + restarts + " times";
			FaultTable.add(kind, "idempotent, with retry", ofRepeatable, handled, "");
			FaultTable.add(kind, "not idempotent", ofOnce, handled, "");
			ofRepeatable.assertAllAnswered().assertAnswersWereHandled(handled);
			ofOnce.assertOnly(Outcome.ANSWERED, Outcome.CONNECTION, Outcome.nameOf(ProblemType.NO_WORKER))
				.assertHandledAtMostOnce(handled);
		}
	}

}
