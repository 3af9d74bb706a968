package io.zmqf.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.client.Gathered;
import io.zmqf.client.RequestClient;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods of declared clients that send requests to all workers. */
@Timeout(60)
class GatheringClientsTests {

	private final Nodes nodes = new Nodes();

	private final Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), handlers());

	private final Stocks stocks = ZmqServiceProxyFactory.builder(client()).build().createClient(Stocks.class);

	private RequestClient client() {
		return this.nodes.client(this.server.endpoints().get(0));
	}

	private static HandlerRegistry handlers() {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("stock.count", (request) -> CompletableFuture
			.completedFuture(request.reply(Echo.JSON.write(List.of(1, 2)), Map.of())));
		return handlers;
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void returnTheRepliesOfAllWorkers() {
		Map<String, List<Integer>> replies = Map.of(this.server.identity().nodeId(), List.of(1, 2));
		assertThat(this.stocks.count("tea").replies()).isEqualTo(replies);
		assertThat(this.stocks.later("tea").join().replies()).isEqualTo(replies);
		Gathered<List<Integer>> reactive = this.stocks.reactive("tea").block();
		assertThat(reactive).isNotNull();
		assertThat(reactive.replies()).isEqualTo(replies);
	}

	@Test
	void areForCallersAlone() {
		assertThat(ReplyTypes.remedy(Gathered.class)).contains("one worker");
	}

	interface Stocks {

		@ZmqExchange("stock.count")
		Gathered<List<Integer>> count(String item);

		@ZmqExchange("stock.count")
		CompletableFuture<Gathered<List<Integer>>> later(String item);

		@ZmqExchange("stock.count")
		Mono<Gathered<List<Integer>>> reactive(String item);

	}

}
