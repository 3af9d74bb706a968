package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Makes the clients of the application. */
class ApplicationClients {

	private final PropertiesSettings settings;

	private final OwnAddress own;

	private final Transport transport;

	private final JsonData json;

	private final Executor executor;

	private final RequestObserver observer;

	private final RoleAnnouncements announcements;

	private final Duration stopTimeout;

	ApplicationClients(PropertiesSettings settings, OwnAddress own, Transport transport, JsonData json,
			Executor executor, RequestObserver observer, RoleAnnouncements announcements, Duration stopTimeout) {
		this.settings = settings;
		this.own = own;
		this.transport = transport;
		this.json = json;
		this.executor = executor;
		this.observer = observer;
		this.announcements = announcements;
		this.stopTimeout = stopTimeout;
	}

	/**
	 * Makes the client that is injected where none is named.
	 * @return the client
	 */
	ApplicationClient client() {
		return client(LocalClient.DEFAULT_NAME, () -> this.settings.client(this.own.get()), this.settings.retry());
	}

	/**
	 * Makes a further client.
	 * @param name its name
	 * @return the client
	 */
	ApplicationClient named(String name) {
		return client(name, () -> this.settings.client(name, this.own.get()), this.settings.retry(name));
	}

	private ApplicationClient client(String name, Supplier<ClientSettings> current, @Nullable ClientRetry retry) {
		Function<Supplier<RequestSpec>, RequestSpec> requests = (retry != null)
				? (attempts) -> retry.begin(attempts, this.executor) : Supplier::get;
		return new ApplicationClient(name, current, this::open, requests, this.stopTimeout, this.announcements);
	}

	private RequestClient open(ClientSettings current) {
		return new RequestClient(current, this.transport, this.json, this.executor, this.observer);
	}

}
