package io.zmqf.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.client.RequestClient;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Large replies that together exceed the capacity of their client's connection. */
class LargeRepliesTests {

	private static final SocketLimits LIMITS = SocketLimits.DEFAULT.withHighWaterMark(2);

	private static final String LARGE = "x".repeat(1_000_000);

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	LargeRepliesTests() {
		this.handlers.register("large",
				(request) -> CompletableFuture.completedFuture(request.reply(Echo.JSON.write(LARGE), Map.of())));
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void ofAServerNoneIsLost() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withLimits(LIMITS), this.handlers);
		allArrive(server.endpoints().get(0));
		assertThat(this.nodes.record().drops("zmqf-server", DropReason.HIGH_WATER_MARK)).isZero();
	}

	@Test
	void ofARouterNoneIsLost() {
		Router router = this.nodes.router(Nodes.ROUTER.withLimits(LIMITS));
		this.nodes.worker(WorkerSettings.worker(router.backend()), this.handlers);
		this.nodes.workers().awaitJoined(1);
		allArrive(router.frontend());
		assertThat(this.nodes.record().drops("zmqf-router-frontend", DropReason.HIGH_WATER_MARK)).isZero();
	}

	private void allArrive(Endpoint peer) {
		RequestClient client = this.nodes.client(peer);
		List<CompletableFuture<String>> replies = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			replies.add(client.requestAsync("large", i, String.class));
		}
		for (CompletableFuture<String> reply : replies) {
			assertThat(reply.join()).isEqualTo(LARGE);
		}
	}

}
