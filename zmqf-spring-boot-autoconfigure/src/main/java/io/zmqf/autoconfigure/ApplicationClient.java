package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.transport.Endpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * A client as a part of the application: it connects when the application starts, or with
 * an earlier first request, and anew when the application is started again, perhaps to
 * another port.
 */
final class ApplicationClient implements ZmqClient, SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private final String name;

	private final Supplier<ClientSettings> settings;

	private final Function<ClientSettings, RequestClient> clients;

	private final Function<Supplier<RequestSpec>, RequestSpec> requests;

	private final Duration stopTimeout;

	private final RoleAnnouncements announcements;

	private volatile @Nullable RequestClient client;

	private volatile boolean running;

	private boolean stopped;

	/**
	 * Creates a client that is not open.
	 * @param name its name
	 * @param settings how it works, with the addresses of the moment
	 * @param clients makes what does the work
	 * @param requests makes a request of those that are sent once
	 * @param stopTimeout how long it waits for what is in flight when it stops
	 * @param announcements who is told when it starts and stops
	 */
	ApplicationClient(String name, Supplier<ClientSettings> settings, Function<ClientSettings, RequestClient> clients,
			Function<Supplier<RequestSpec>, RequestSpec> requests, Duration stopTimeout,
			RoleAnnouncements announcements) {
		this.name = name;
		this.settings = settings;
		this.clients = clients;
		this.requests = requests;
		this.stopTimeout = stopTimeout;
		this.announcements = announcements;
	}

	/**
	 * What others may look at.
	 * @return this client, whatever does its work at the moment
	 */
	LocalClient local() {
		return new LocalClient(this.name, () -> this.client);
	}

	@Override
	public RequestSpec event(String event) {
		return this.requests.apply(() -> once(event));
	}

	private RequestSpec once(String event) {
		RequestClient current = this.client;
		return ((current != null) ? current : create(event)).event(event);
	}

	private synchronized RequestClient create(String event) {
		ClientSettings now = this.settings.get();
		String endpoint = now.addresses().get(0).toString();
		if (this.stopped) {
			throw new ZmqClosedException(event, endpoint);
		}
		RequestClient current = this.client;
		if (current == null && !isAddressKnown(now)) {
			throw new ZmqConnectionException(event, endpoint, "it has not started, and its port is not known yet",
					null);
		}
		return (current != null) ? current : create(now);
	}

	private RequestClient create(ClientSettings now) {
		RequestClient created = this.clients.apply(now);
		this.client = created;
		return created;
	}

	private static boolean isAddressKnown(ClientSettings settings) {
		return settings.addresses()
			.stream()
			.noneMatch((address) -> address instanceof Endpoint.Tcp tcp && tcp.port() == 0);
	}

	@Override
	public synchronized void start() {
		if (this.stopped) {
			this.stopped = false;
			this.client = null;
		}
		ClientSettings now;
		try {
			now = this.settings.get();
		}
		catch (UnusableClientException ex) {
			logger.info("Client '" + this.name + "' can't be used: " + ex.getMessage());
			return;
		}
		this.running = true;
		RequestClient current = this.client;
		if (current == null && isAddressKnown(now)) {
			current = create(now);
		}
		if (current != null) {
			current.open();
		}
		List<String> addresses = now.addresses().stream().map(Endpoint::toString).toList();
		logger.info("Client '" + now.name() + "' connects to " + String.join(", ", addresses));
		this.announcements.started(local().role(), addresses);
	}

	@Override
	public void stop() {
		boolean wasRunning;
		RequestClient current;
		synchronized (this) {
			wasRunning = this.running;
			current = this.client;
			this.running = false;
			this.stopped = true;
		}
		if (current != null) {
			current.close(this.stopTimeout);
		}
		if (wasRunning) {
			this.announcements.stopped(local().role());
		}
	}

	@Override
	public void stop(Runnable callback) {
		NodeLifecycle.stop("zmqf-" + this.name + "-stop", this::stop, callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return NodeLifecycle.CLIENT_PHASE;
	}

	@Override
	public void destroy() {
		stop();
	}

}
