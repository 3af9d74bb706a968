package io.zmqf.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NodeRegistryTests {

	private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

	/** Shortly before the counter overflows, as a clock of nanoseconds may be. */
	private static final long START = Long.MAX_VALUE - Duration.ofMillis(50).toNanos();

	private static final NodeRegistry.Sender SENDER = sender(null, "connection", null);

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
			registry.received(worker("a"), SENDER, heard, TIME);
			long look = heard + random.nextLong(Duration.ofMillis(interval).toNanos());
			int looks = 0;
			while (registry.check(look).lost().isEmpty()) {
				look += Duration.ofMillis(interval).toNanos();
				assertThat(looks++).isLessThan(100_000_000);
			}
			assertThat(look - heard).isGreaterThan(Duration.ofMillis(timeout).toNanos())
				.isLessThanOrEqualTo(Duration.ofMillis(timeout + (maxMissed + 1) * interval).toNanos());
		}
	}

	@Test
	void reportsEachMissAndRemovesTheNodeAfterTheLast() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), sender(null, "c1", "10.0.0.1"), START, TIME);
		assertThat(check(registry, 5)).isEqualTo(new NodeRegistry.Check(registry.nodes(), List.of(), List.of()));
		NodeRegistry.Check first = check(registry, 6);
		assertThat(first.missed()).singleElement().extracting(Node::missed).isEqualTo(1);
		assertThat(first.lost()).isEmpty();
		NodeRegistry.Check second = check(registry, 7);
		assertThat(second.missed()).hasSize(1).isEqualTo(second.lost());
		assertThat(second.lost()).containsExactly(new Node(worker("a").nodeId(), worker("a").sessionId(),
				NodeType.WORKER, "10.0.0.1", null, TIME, TIME, 2));
		assertThat(registry.nodes()).isEmpty();
		assertThat(check(registry, 8).missed()).isEmpty();
	}

	@Test
	void missesNoNodeWithAnUnlimitedTimeout() {
		NodeRegistry registry = new NodeRegistry(
				SETTINGS.withPace(Duration.ofSeconds(1), Duration.ofSeconds(Long.MAX_VALUE), 1));
		registry.received(worker("a"), SENDER, START, TIME);
		assertThat(check(registry, 1_000_000).missed()).isEmpty();
	}

	@Test
	void aHeartbeatEndsTheMisses() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), SENDER, START, TIME);
		check(registry, 6);
		assertThat(registry.received(worker("a"), SENDER, at(6), TIME.plusSeconds(6)))
			.matches(NodeRegistryTests::isKnown);
		assertThat(registry.nodes()).singleElement().satisfies((node) -> {
			assertThat(node.missed()).isZero();
			assertThat(node.firstHeartbeat()).isEqualTo(TIME);
			assertThat(node.lastHeartbeat()).isEqualTo(TIME.plusSeconds(6));
		});
		assertThat(check(registry, 11).missed()).isEmpty();
	}

	@Test
	void limitsTheNumberOfNodesAndKeepsRegisteredOnes() {
		NodeRegistry registry = new NodeRegistry(SETTINGS.withMaxNodes(2));
		assertThat(registry.received(worker("a"), SENDER, at(0), TIME)).matches(NodeRegistryTests::isFirst);
		assertThat(registry.received(worker("b"), SENDER, at(0), TIME)).matches(NodeRegistryTests::isFirst);
		assertThat(registry.received(worker("c"), SENDER, at(0), TIME)).isNull();
		assertThat(registry.received(worker("b"), SENDER, at(6), TIME)).matches(NodeRegistryTests::isKnown);
		assertThat(registry.nodes()).hasSize(2);
		check(registry, 6);
		assertThat(check(registry, 7).lost()).hasSize(1);
		assertThat(registry.received(worker("c"), SENDER, at(7), TIME)).matches(NodeRegistryTests::isFirst);
	}

	@Test
	void eachSessionOfANodeIsANode() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), SENDER, at(0), TIME);
		Heartbeat next = new Heartbeat(worker("a").nodeId(), "2".repeat(16), NodeType.WORKER, true, false);
		assertThat(registry.received(next, SENDER, at(1), TIME)).matches(NodeRegistryTests::isFirst);
		assertThat(registry.nodes()).hasSize(2);
	}

	@Test
	void nodesOfAnotherUserAreDistinctDespiteEqualIds() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), sender("alice", "c1", null), at(0), TIME);
		assertThat(registry.received(worker("a"), sender("mallory", "c2", null), at(3), TIME))
			.matches(NodeRegistryTests::isFirst);
		check(registry, 6);
		assertThat(check(registry, 7).lost()).singleElement()
			.satisfies((node) -> assertThat(node.user()).isEqualTo(new ZmqPrincipal("alice", Set.of())));
	}

	@Test
	void aSenderOfManyNodesMakesRoomForOthers() {
		NodeRegistry registry = new NodeRegistry(SETTINGS.withMaxNodes(20));
		for (int i = 0; i < 100; i++) {
			registry.received(worker("f" + i), sender("flood", "c1", null), at(0), TIME);
		}
		for (int i = 0; i < 5; i++) {
			assertThat(registry.received(worker("a" + i), sender("user" + i, "c" + i, null), at(0), TIME))
				.matches(NodeRegistryTests::isFirst);
		}
		assertThat(registry.received(worker("f0"), sender("flood", "c1", null), at(0), TIME))
			.matches(NodeRegistryTests::isKnown);
		assertThat(registry.nodes()).hasSize(20);
		assertThat(registry.counts()[NodeType.WORKER.ordinal()]).isEqualTo(20);
	}

	@Test
	void aNodeIsLateBeforeItMissesAndNoMoreAfterAnotherSign() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), SENDER, at(0), TIME);
		assertThat(check(registry, 4).late()).isEmpty();
		assertThat(check(registry, 5).late()).hasSize(1);
		registry.alive(registry.nodes().get(0), at(5));
		assertThat(check(registry, 9).late()).isEmpty();
		assertThat(check(registry, 10).missed()).isEmpty();
		assertThat(check(registry, 11).missed()).hasSize(1);
	}

	@Test
	void aGoodbyeCountsByTheConnectionOfTheHeartbeatsAlone() {
		NodeRegistry registry = new NodeRegistry(SETTINGS);
		registry.received(worker("a"), sender(null, "c1", null), at(0), TIME);
		assertThat(registry.goodbye(worker("a"), sender(null, "c2", null))).isNull();
		assertThat(registry.goodbye(worker("a"), sender(null, "c1", null))).isNotNull();
		assertThat(registry.nodes()).isEmpty();
		assertThat(check(registry, 60).missed()).isEmpty();
	}

	private static boolean isFirst(NodeRegistry.@Nullable ReceivedHeartbeat heard) {
		return heard != null && heard.first();
	}

	private static boolean isKnown(NodeRegistry.@Nullable ReceivedHeartbeat heard) {
		return heard != null && !heard.first();
	}

	private static NodeRegistry.Sender sender(@Nullable String user, String connection, @Nullable String address) {
		return new NodeRegistry.Sender((user != null) ? new ZmqPrincipal(user, Set.of()) : null, connection, address);
	}

	private static long at(int seconds) {
		return START + Duration.ofSeconds(seconds).toNanos();
	}

	private static NodeRegistry.Check check(NodeRegistry registry, int seconds) {
		return registry.check(at(seconds));
	}

	private static Heartbeat worker(String digit) {
		return new Heartbeat(digit.repeat(32), "1".repeat(16), NodeType.WORKER, false, false);
	}

}
