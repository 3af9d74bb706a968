package io.zmqf.router;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A restarted router, whose clients may reconnect before its workers. */
@Timeout(60)
class ReturningWorkersTests {

	private static final Duration WAIT = Duration.ofMillis(1);

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER.withQueue(100, WAIT));

	private final RequestClient client = this.nodes.client(this.router.frontend());

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void unhandledRequestsAreRejectedAfterTheReturnOfTheWorkers() {
		worker("other", "else");
		CompletableFuture<?> first = sendRequest("echo");
		CompletableFuture<?> second = sendRequest("echo");
		assertThat(problem(first)).isEqualTo(ProblemType.NO_HANDLER.uri());
		assertThat(problem(second)).isEqualTo(ProblemType.NO_HANDLER.uri());
		assertThat(problem(sendRequest("echo"))).isEqualTo(ProblemType.NO_HANDLER.uri());
	}

	@Test
	void eventOfALeftWorkerHasNoWorkerInsteadOfNoHandler() {
		worker("other", "else");
		RawPeer last = worker("last", "echo");
		assertThat(problem(sendRequest("unknown"))).isEqualTo(ProblemType.NO_HANDLER.uri());
		last.close();
		this.nodes.workers().awaitLeft(1);
		assertThat(problem(sendRequest("echo"))).isEqualTo(ProblemType.NO_WORKER.uri());
	}

	private RawPeer worker(String identity, String event) {
		int joined = this.nodes.workers().joined().size();
		RawPeer worker = this.nodes.dealer(this.router.backend(), identity).ready(10, event);
		this.nodes.workers().awaitJoined(joined + 1);
		return worker;
	}

	private CompletableFuture<?> sendRequest(String event) {
		return this.client.requestAsync(event, "request", JsonNode.class);
	}

	private static String problem(CompletableFuture<?> reply) {
		CompletionException failure = catchThrowableOfType(CompletionException.class, reply::join);
		return ((ZmqRemoteException) failure.getCause()).getProblem().type();
	}

}
