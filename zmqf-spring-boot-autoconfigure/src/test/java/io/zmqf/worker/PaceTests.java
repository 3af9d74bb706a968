package io.zmqf.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that could not be handled in time are rejected in favour of others. */
@Timeout(60)
class PaceTests {

	@Test
	void followsTheTimeOfHandlers() {
		Pace pace = new Pace();
		assertThat(pace.nanos()).isZero();
		pace.took(800);
		assertThat(pace.nanos()).isEqualTo(900);
		pace.took(0);
		assertThat(pace.nanos()).isBetween(750L, 800L);
		for (int i = 0; i < 100; i++) {
			pace.took(8000);
		}
		assertThat(pace.nanos()).isBetween(8900L, 9000L);
	}

	@Test
	void losesItsHoldWhereNothingIsHandled() {
		Pace pace = new Pace();
		pace.took(TimeUnit.MILLISECONDS.toNanos(100));
		for (int i = 0; i < 10_000; i++) {
			pace.skipped();
		}
		assertThat(pace.nanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
	}

	@Test
	void losesItsHoldSoonWhereOneRequestAfterTheOtherIsNotBegun() {
		Pace pace = new Pace();
		pace.took(TimeUnit.SECONDS.toNanos(1));
		for (int i = 0; i < 100; i++) {
			pace.skipped();
		}
		assertThat(pace.nanos()).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
	}

	@Test
	void keepsItsLimitWhileOtherRequestsBegin() {
		Pace pace = new Pace();
		for (int i = 0; i < 1000; i++) {
			pace.took(8000);
			pace.skipped();
		}
		assertThat(pace.nanos()).isBetween(8900L, 9000L);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10 })
	void aRequestWithTooLittleTimeIsNotBegunWhileOthersWait(int prefetch) throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		BlockingQueue<String> begun = new LinkedBlockingQueue<>();
		HandlerRegistry handlers = Echo.handlers("server");
		handlers.register("stuck", (request) -> {
			begun.add("stuck");
			released.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		handlers.register("slow", (request) -> {
			begun.add(new String(request.data()));
			TimeUnit.MILLISECONDS.sleep(500); // the time of the handler
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		try (Nodes nodes = new Nodes()) {
			Worker server = nodes.worker(WorkerSettings.server(Nodes.ANY).withConcurrency(1, prefetch), handlers);
			RawPeer peer = nodes.dealer(server.endpoints().get(0), null);
			peer.send("0", "", "stuck", "0");
			await().until(() -> begun.contains("stuck"));
			peer.send("1", "", "slow", "1");
			peer.send("2", "", "slow", "2", "{\"zmqf-timeout\":\"900\"}");
			peer.send("3", "", "slow", "3");
			await().until(() -> server.status().inHand() == 4);
			released.countDown();
			assertThat(peer.receiveText()).startsWith("0");
			assertThat(peer.receiveText()).startsWith("1", "", "slow");
			assertThat(peer.receiveText()).startsWith("2", "", "error").last().asString().contains("504");
			assertThat(peer.receiveText()).startsWith("3", "", "slow");
			assertThat(begun).containsExactlyElementsOf(List.of("stuck", "1", "3"));
		}
	}

}
