package io.zmqf.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqf.support.BlockingPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request beside idle connections: their number does not slow it down. Shortened, with
 * room for other work of the machine, unless {@code -Dzmqf.memory=full}.
 */
@Timeout(300)
class IdlePeersIT {

	private static final boolean FULL = System.getProperty("zmqf.memory", "short").equals("full");

	private static final int IDLE = FULL ? 10_000 : 1500;

	private static final double BOUND = FULL ? 1.2 : 3;

	private static final int REQUESTS = 2000;

	@Test
	void idleConnectionsSlowNoRequestDown(@TempDir Path directory, TestReporter reporter) throws Exception {
		List<BlockingPeer> idle = new ArrayList<>();
		try (SmallNode node = SmallNode.start(false, directory, "-Xmx256m"); BlockingPeer client = node.connect()) {
			medianNanos(client); // warms up
			double best = Double.MAX_VALUE;
			for (int round = 0; round < 5 && best > BOUND; round++) {
				long alone = medianNanos(client);
				while (idle.size() < IDLE) {
					idle.add(node.connect());
				}
				best = Math.min(best, (double) medianNanos(client) / alone);
				close(idle);
			}
			reporter.publishEntry("times the duration beside " + IDLE, Double.toString(best));
			assertThat(best).isLessThanOrEqualTo(BOUND);
			node.terminate();
		}
		finally {
			close(idle);
		}
	}

	private static void close(List<BlockingPeer> idle) {
		idle.forEach(BlockingPeer::close);
		idle.clear();
	}

	private static long medianNanos(BlockingPeer client) throws IOException {
		long[] nanos = new long[REQUESTS];
		for (int i = 0; i < REQUESTS; i++) {
			long start = System.nanoTime();
			client.send(SmallNode.request("echo", new byte[] { '1' }));
			client.receive();
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		return nanos[REQUESTS / 2];
	}

}
