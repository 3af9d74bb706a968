package io.zmqf.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NodeRegistryTests {

	private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

	/** Shortly before the counter overflows, as a clock of nanoseconds may be. */
	private static final long START = Long.MAX_VALUE - Duration.ofMillis(50).toNanos();

	private static final HeartbeatSettings SETTINGS = HeartbeatSettings.of(Endpoint.parse("inproc://heartbeat"))
		.withPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 1);

	@Test
	void reportsANodeNeitherBeforeItsTimeoutNorAfterTheBound() {
		Random random = new Random(1);
		for (int i = 0; i < 10_000; i++) {
			long interval = 1 + random.nextInt(1_000_000);
			long timeout = interval + random.nextInt(10_000_000);
			int maxMissed = random.nextInt(5);
			NodeRegistry registry = new NodeRegistry(
					SETTINGS.withPace(Duration.ofMillis(interval), Duration.ofMillis(timeout), maxMissed));
			long heard = START + random.nextLong(Duration.ofDays(1).toNanos());
			registry.heard(worker("a"), null, heard, TIME);
			long look = heard + random.nextLong(Duration.ofMillis(interval).toNanos());
			int looks = 0;
			while (registry.look(look).lost().isEmpty()) {
				look += Duration.ofMillis(interval).toNanos();
				assertThat(looks++).isLessThan(100_000_000);
			}
			assertThat(look - heard).isGreaterThan(Duration.ofMillis(timeout).toNanos())
				.isLessThanOrEqualTo(Duration.ofMillis(timeout + (maxMissed + 1) * interval).toNanos());
		}
	}

	@Test
	void tellsEachMissAndForgetsTheNodeWithOneTooMany() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.heard(worker("a"), "10.0.0.1", START, TIME);
		assertThat(look(registry, 5)).isEqualTo(new NodeRegistry.Look(List.of(), List.of()));
		NodeRegistry.Look first = look(registry, 6);
		assertThat(first.missed()).singleElement().extracting(Node::missed).isEqualTo(1);
		assertThat(first.lost()).isEmpty();
		NodeRegistry.Look second = look(registry, 7);
		assertThat(second.missed()).hasSize(1).isEqualTo(second.lost());
		assertThat(second.lost()).containsExactly(
				new Node(worker("a").nodeId(), worker("a").sessionId(), NodeType.WORKER, "10.0.0.1", TIME, TIME, 2));
		assertThat(registry.nodes()).isEmpty();
		assertThat(look(registry, 8).missed()).isEmpty();
	}

	@Test
	void aHeartbeatEndsTheMisses() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.heard(worker("a"), null, START, TIME);
		look(registry, 6);
		assertThat(registry.heard(worker("a"), null, at(6), TIME.plusSeconds(6))).isEqualTo(NodeRegistry.Heard.AGAIN);
		assertThat(registry.nodes()).singleElement().satisfies((node) -> {
			assertThat(node.missed()).isZero();
			assertThat(node.firstHeartbeat()).isEqualTo(TIME);
			assertThat(node.lastHeartbeat()).isEqualTo(TIME.plusSeconds(6));
		});
		assertThat(look(registry, 11).missed()).isEmpty();
	}

	@Test
	void knowsNoMoreNodesThanItMayAndThoseItKnowsGoOn() {
		NodeRegistry registry = new NodeRegistry(SETTINGS.withMaxNodes(2));
		assertThat(registry.heard(worker("a"), null, at(0), TIME)).isEqualTo(NodeRegistry.Heard.FIRST);
		assertThat(registry.heard(worker("b"), null, at(0), TIME)).isEqualTo(NodeRegistry.Heard.FIRST);
		assertThat(registry.heard(worker("c"), null, at(0), TIME)).isEqualTo(NodeRegistry.Heard.REFUSED);
		assertThat(registry.heard(worker("b"), null, at(6), TIME)).isEqualTo(NodeRegistry.Heard.AGAIN);
		assertThat(registry.size()).isEqualTo(2);
		look(registry, 6);
		assertThat(look(registry, 7).lost()).hasSize(1);
		assertThat(registry.heard(worker("c"), null, at(7), TIME)).isEqualTo(NodeRegistry.Heard.FIRST);
	}

	@Test
	void eachSessionOfANodeIsANode() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.heard(worker("a"), null, at(0), TIME);
		Heartbeat next = new Heartbeat(worker("a").nodeId(), "2".repeat(16), NodeType.WORKER, true);
		assertThat(registry.heard(next, null, at(1), TIME)).isEqualTo(NodeRegistry.Heard.FIRST);
		assertThat(registry.nodes()).hasSize(2);
	}

	private static long at(int seconds) {
		return START + Duration.ofSeconds(seconds).toNanos();
	}

	private static NodeRegistry.Look look(NodeRegistry registry, int seconds) {
		return registry.look(at(seconds));
	}

	private static Heartbeat worker(String digit) {
		return new Heartbeat(digit.repeat(32), "1".repeat(16), NodeType.WORKER, false);
	}

}
