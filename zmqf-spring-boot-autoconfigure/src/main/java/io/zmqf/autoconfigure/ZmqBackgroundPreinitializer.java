package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Has a request go through client, router and worker while the application context is
 * still being read. It stays inside the process, on a context of its own, and finds
 * nobody to handle it; what it leaves is a JeroMQ that has been tried, and classes that
 * are loaded.
 */
final class ZmqBackgroundPreinitializer implements BackgroundPreinitializer {

	private static final Endpoint FRONTEND = Endpoint.parse("inproc://frontend");

	private static final Endpoint BACKEND = Endpoint.parse("inproc://backend");

	/** Boot awaits preinitializers before it says that an application is ready. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	@Override
	public void preinitialize() {
		try (JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE)) {
			Router router = new Router(RouterSettings.of(FRONTEND, BACKEND), transport, RouterListener.NONE);
			router.start();
			new Worker(WorkerSettings.worker(BACKEND), new HandlerRegistry(), Runnable::run, transport,
					WorkerListener.NONE)
				.start();
			request(transport);
		}
	}

	private static void request(JeroMqTransport transport) {
		ClientSettings settings = ClientSettings.of("preinit", FRONTEND).withTimeout(PATIENCE);
		try (RequestClient client = new RequestClient(settings, transport, new JsonData(JsonMapper.shared()),
				Runnable::run)) {
			client.event("preinit").send().exceptionally((refused) -> null).join();
		}
	}

}
