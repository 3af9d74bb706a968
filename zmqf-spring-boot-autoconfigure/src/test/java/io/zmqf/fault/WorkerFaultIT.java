package io.zmqf.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Workers that die, hang, or have handlers that do. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(180)
class WorkerFaultIT {

	private static final String WORKER_LOST = Outcome.nameOf(ProblemType.WORKER_LOST);

	/** The problem of a worker that resumes after the deadline of a request. */
	private static final String DEADLINE_EXCEEDED = Outcome.nameOf(ProblemType.DEADLINE_EXCEEDED);

	private static final String NO_WORKER = Outcome.nameOf(ProblemType.NO_WORKER);

	@TempDir
	private Path records;

	@Test
	void workersThatAreKilledOneAfterTheOther() {
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter();
			for (int i = 0; i < 3; i++) {
				cluster.startWorker();
			}
			List<RequestClient> clients = cluster.clients(4);
			Load repeatable = Load.start(Load.Work.repeatable(500), clients);
			// long enough that each worker always has some
			Load once = Load.start(Load.Work.once(500).taking(40_000), clients);
			Random random = new Random(4);
			int kills = Form.of(3, 20);
			long[] killed = new long[kills];
			for (int i = 0; i < kills; i++) {
				LockSupport.parkNanos(Duration.ofSeconds(i == 0 ? 1 : 2).toNanos());
				int victim = random.nextInt(3);
				killed[i] = System.nanoTime();
				cluster.replaceWorker(victim, cluster.worker(victim)::close);
			}
			repeatable.awaitAnswer();
			Audit ofRepeatable = repeatable.stop();
			Audit ofOnce = once.stop();
			Map<Long, Integer> handled = cluster.handled();
			long slowestNews = slowestFailureMillis(ofOnce, killed);
			String kind = "`kill -9` of a worker, " + kills + " times";
			FaultTable.add(kind, "idempotent", ofRepeatable, handled, "");
			FaultTable.add(kind, "not idempotent", ofOnce, handled,
					"loss reported within " + slowestNews + " ms of the kill");
			ofRepeatable.assertAllAnswered().assertAnswersWereHandled(handled);
			ofOnce.assertOnly(Outcome.ANSWERED, WORKER_LOST, NO_WORKER).assertHandledAtMostOnce(handled);
			assertThat(ofOnce.count(WORKER_LOST)).isPositive();
			assertThat(slowestNews).isLessThanOrEqualTo(Form.atMost(1000));
		}
	}

	/**
	 * Returns the longest time between a kill and a failure that it caused, in
	 * milliseconds.
	 */
	private static long slowestFailureMillis(Audit audit, long[] kills) {
		long slowest = 0;
		for (Outcome outcome : audit.outcomes()) {
			if (!outcome.is(Outcome.ANSWERED)) {
				long last = Long.MAX_VALUE;
				for (long kill : kills) {
					last = (kill <= outcome.ended()) ? outcome.ended() - kill : last;
				}
				slowest = Math.max(slowest, last);
			}
		}
		return slowest / 1_000_000;
	}

	@Test
	void suspendedAndResumedWorker() {
		try (Cluster cluster = new Cluster(this.records)) {
			cluster.startRouter();
			cluster.startWorker();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			Duration timeout = Duration.ofSeconds(2);
			Load load = Load.start(Load.Work.once(500).within(timeout), clients);
			load.awaitAnswer();
			int rounds = Form.of(1, 3);
			long shares = 0;
			for (int i = 0; i < rounds; i++) {
				long start = System.nanoTime();
				cluster.worker(0).hang();
				LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
				load.awaitAnswer();
				cluster.worker(0).resume();
				// those whose time is up leave their places to others, whose time may be
				// up as well where the machine has let it hang for longer
				Duration hung = Duration.ofNanos(System.nanoTime() - start);
				shares += Math.max(1, hung.plusMillis(500).dividedBy(timeout));
				LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
			}
			Audit audit = load.stop();
			Map<Long, Integer> handled = cluster.handled();
			int share = 80; // the concurrency of one worker
			FaultTable.add("SIGSTOP of one of two workers for 3 s, SIGCONT, " + rounds + " times", "not idempotent",
					audit, handled, "a share is " + share);
			audit.assertOnly(Outcome.ANSWERED, Outcome.TIMED_OUT, DEADLINE_EXCEEDED).assertHandledAtMostOnce(handled);
			assertThat(audit.requests() - audit.count(Outcome.ANSWERED)).isLessThanOrEqualTo(share * shares);
		}
	}

}
