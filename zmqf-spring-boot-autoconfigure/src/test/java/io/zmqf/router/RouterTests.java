package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A router, its workers and its clients, over real sockets. */
class RouterTests {

	private static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

	private final JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE);

	private final ExecutorService executor = Executors.newFixedThreadPool(8);

	private final List<Worker> workers = new ArrayList<>();

	private @Nullable Router router;

	private @Nullable RequestClient client;

	@AfterEach
	void close() {
		this.workers.forEach((worker) -> worker.stop(java.time.Duration.ofSeconds(1)));
		if (this.client != null) {
			this.client.close();
		}
		if (this.router != null) {
			this.router.stop();
		}
		this.transport.close();
		this.executor.shutdownNow();
	}

	@Test
	void everyRequestGetsItsOwnReply() {
		RequestClient client = start(RouterSettings.of(ANY, ANY), 2);
		List<CompletableFuture<@Nullable String>> replies = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			replies.add(client.requestAsync("echo", "n" + i, String.class));
		}
		for (int i = 0; i < 5000; i++) {
			assertThat(replies.get(i).join()).isEqualTo("n" + i);
		}
	}

	@Test
	void anUnknownEventIsRefusedAtOnce() {
		RequestClient client = start(RouterSettings.of(ANY, ANY), 1);
		assertThat(client.request("echo", "ready", String.class)).isEqualTo("ready");
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.request("unknown", null, String.class))
			.matches((ex) -> ex.is(ProblemType.NO_HANDLER));
	}

	@Test
	void withoutWorkersARequestIsRefused() {
		RequestClient client = start(RouterSettings.of(ANY, ANY), 0);
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> client.request("echo", null, String.class))
			.matches((ex) -> ex.is(ProblemType.NO_WORKER));
	}

	private RequestClient start(RouterSettings settings, int workerCount) {
		this.router = new Router(settings, this.transport, RouterListener.NONE);
		this.router.start();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		for (int i = 0; i < workerCount; i++) {
			Worker worker = new Worker(WorkerSettings.worker(this.router.backend()), handlers, this.executor,
					this.transport, WorkerListener.NONE);
			worker.start();
			this.workers.add(worker);
		}
		this.client = new RequestClient(ClientSettings.of("client", this.router.frontend()), this.transport,
				new JsonData(JsonMapper.shared()), this.executor);
		return this.client;
	}

}
