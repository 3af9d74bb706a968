package io.zmqf.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.support.Nodes;
import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopRunner;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** A blocked loop is not awaited repeatedly, once for each node. */
@Timeout(60)
class ClosingOnABlockedLoopTests {

	private static final Duration LONG = Duration.ofDays(1);

	private static final Executor NEW_THREADS = (task) -> {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
	};

	private final NioTransport loops = new NioTransport(TransportListener.NONE);

	private final Transport blocked = new Transport() {

		@Override
		public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
			return ClosingOnABlockedLoopTests.this.loops.create(name, settings, handler);
		}

		@Override
		public TransportListener listener() {
			return TransportListener.NONE;
		}

		@Override
		public boolean isBlocked() {
			return true;
		}

	};

	private final CompletableFuture<Void> handling = new CompletableFuture<>();

	@AfterEach
	void close() {
		this.loops.close();
	}

	@Test
	void nodesDoNotWaitForRequestsThatNoLoopAnswers() {
		Router router = new Router(RouterSettings.of(Nodes.ANY, Nodes.ANY), this.blocked, RouterListener.NONE);
		router.start();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("held", (request) -> {
			this.handling.complete(null);
			return new CompletableFuture<Message>();
		});
		Worker worker = new Worker(WorkerSettings.worker(router.backend()), handlers, NEW_THREADS, this.blocked,
				WorkerListener.NONE);
		worker.start();
		RequestClient client = client(router.frontend());
		CompletableFuture<Integer> reply = client.event("held").timeout(LONG).requestAsync(Integer.class);
		this.handling.join();
		assertEnds(() -> worker.stop(LONG));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> client.request("held", null, Void.class));
		assertThat(reply).failsWithin(Duration.ofSeconds(30));
		CompletableFuture<Integer> waiting = client.event("held").timeout(LONG).requestAsync(Integer.class);
		assertEnds(() -> router.stop(LONG));
		assertThat(waiting).failsWithin(Duration.ofSeconds(30));
		await().until(() -> !client.status().isConnected());
		CompletableFuture<Integer> unsent = client.event("held").timeout(LONG).requestAsync(Integer.class);
		assertEnds(() -> client.close(LONG));
		assertThat(unsent).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(ZmqClosedException.class);
	}

	private static void assertEnds(Runnable stop) {
		assertThat(CompletableFuture.runAsync(stop, NEW_THREADS)).succeedsWithin(Duration.ofSeconds(30));
	}

	private RequestClient client(Endpoint endpoint) {
		return new RequestClient(ClientSettings.of("client", endpoint), this.blocked, new JsonData(JsonMapper.shared()),
				NEW_THREADS);
	}

	/** Closing waits for ten seconds at most. */
	@Test
	@Timeout(9)
	void aSocketOfABlockedLoopIsLeftToItself() {
		List<Throwable> failures = new ArrayList<>();
		DefaultSocketLoop loop = new DefaultSocketLoop("socket", Nodes.ANY, new BlockedRunner(), (owner) -> {
			throw new IllegalStateException("no socket");
		}, (frames) -> {
		}, System::nanoTime, failures::add);
		assertThatIllegalStateException().isThrownBy(loop::open).withMessage("no socket");
		loop.close();
		assertThat(failures).singleElement()
			.isInstanceOf(BlockedLoopException.class)
			.extracting(Throwable::getMessage)
			.isEqualTo("socket can't be closed: its event loop is blocked");
		assertThat(loop.hasEnded()).isTrue();
	}

	/** Has been blocked for as long as a caller waits. */
	private static final class BlockedRunner implements LoopRunner {

		@Override
		public void start(DefaultSocketLoop loop) {
		}

		@Override
		public void wakeUp() {
		}

		@Override
		public Duration blocked() {
			return Duration.ofSeconds(10);
		}

		@Override
		public boolean isHere() {
			return false;
		}

	}

}
