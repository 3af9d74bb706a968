package io.zmqf.router;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zmqf.message.RequestTracing;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The memory that a router uses for the events of workers, with a stepped router. */
class AnnouncedEventsTests {

	/** The memory limit for messages. The events of workers may use half of it. */
	private static final long MEMORY = 200_000;

	private static final int EVENTS = 100;

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER, RequestTracing.NONE, MEMORY);

	@AfterEach
	void nothingGetsOutOfALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	private void announce(String worker, String prefix) {
		this.router.announce(worker,
				IntStream.range(0, EVENTS)
					.mapToObj((i) -> "\"" + prefix + i + "\"")
					.collect(Collectors.joining(",", "{\"events\":[", "]}")));
	}

	private long known() {
		return this.router.status().workers().size();
	}

	@Test
	void workersWithManyEventsMakeRoomForOthers() {
		this.router.announce("good", "{\"events\":[\"stock\"]}");
		for (int i = 0; i < 20; i++) {
			announce("w" + i, "event " + i + " ");
		}
		assertThat(known()).isEqualTo(4);
		assertThat(this.router.record().left()).hasSize(17)
			.allMatch((left) -> left.contains("largest share of the memory"));
		assertThat(this.router.workers().sent()).map(RawPeer::text)
			.filteredOn((frames) -> frames.get(2).equals("error"))
			.hasSize(17)
			.allMatch((frames) -> frames.get(3).contains("too-large"));
		this.router.sendRequest("c", "stock", 1, "{}");
		assertThat(this.router.requests()).singleElement()
			.satisfies((frames) -> assertThat(RawPeer.text(frames[0])).isEqualTo("good"));
	}

	@Test
	void workersWithTheSameEventsShareThem() {
		for (int i = 0; i < 50; i++) {
			announce("w" + i, "event ");
		}
		assertThat(known()).isEqualTo(50);
		assertThat(this.router.record().left()).isEmpty();
	}

	@Test
	void eventsOfLeavingWorkersCountUntilTheyDisconnect() {
		for (int i = 0; i < 20; i++) {
			announce("w" + i, "event " + i + " ");
			this.router.workers().incoming(SteppedRouter.frames("w" + i, "", "zmqf.bye", "{}"));
			this.router.transport().turn();
		}
		assertThat(known()).isEqualTo(3);
		for (int i = 0; i < 20; i++) {
			this.router.workers().peerGone(SteppedRouter.bytes("w" + i));
		}
		this.router.transport().turn();
		for (int i = 0; i < 3; i++) {
			announce("v" + i, "event " + i + " ");
		}
		assertThat(known()).isEqualTo(3);
		assertThat(this.router.record().left()).hasSize(20);
	}

}
