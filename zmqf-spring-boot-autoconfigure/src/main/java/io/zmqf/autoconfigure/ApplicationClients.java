package io.zmqf.autoconfigure;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.RequestObserver;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Transport;

/** Makes the clients of the application. */
class ApplicationClients {

	private final PropertiesSettings settings;

	private final OwnAddress own;

	private final Transport transport;

	private final JsonData json;

	private final Executor executor;

	private final RequestObserver observer;

	private final RoleAnnouncements announcements;

	ApplicationClients(PropertiesSettings settings, OwnAddress own, Transport transport, JsonData json,
			Executor executor, RequestObserver observer, RoleAnnouncements announcements) {
		this.settings = settings;
		this.own = own;
		this.transport = transport;
		this.json = json;
		this.executor = executor;
		this.observer = observer;
		this.announcements = announcements;
	}

	/**
	 * Makes the client that is injected where none is named.
	 * @return the client
	 */
	ApplicationClient client() {
		return client(LocalClient.DEFAULT_NAME, () -> this.settings.client(this.own.get()));
	}

	/**
	 * Makes a further client.
	 * @param name its name
	 * @return the client
	 */
	ApplicationClient named(String name) {
		return client(name, () -> this.settings.client(name, this.own.get()));
	}

	private ApplicationClient client(String name, Supplier<ClientSettings> current) {
		return new ApplicationClient(name, current, this::open, this.announcements);
	}

	private RequestClient open(ClientSettings current) {
		return new RequestClient(current, this.transport, this.json, this.executor, this.observer);
	}

}
