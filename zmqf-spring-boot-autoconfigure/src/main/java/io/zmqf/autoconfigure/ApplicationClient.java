package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.FailedSender;
import io.zmqf.client.InterceptingSender;
import io.zmqf.client.RequestClient;
import io.zmqf.client.RequestSender;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Cancellation;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.transport.Endpoint;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;

/**
 * A client of the application. It connects when the application starts, or earlier with
 * its first request. It connects again when the application is restarted, as the port may
 * have changed. It can be used until it is destroyed, after all beans that depend on it.
 */
final class ApplicationClient implements ZmqClient, BeanNameAware, DisposableBean {

	private static final Log logger = RoleLog.CLIENT;

	private final @Nullable String name;

	private final Supplier<ClientSettings> settings;

	private final Function<ClientSettings, RequestClient> clients;

	private final @Nullable ClientRetry retry;

	private final End end = new End();

	private final ApplicationClients owner;

	private final boolean local;

	private volatile @Nullable RequestClient client;

	private volatile @Nullable ClientSettings last;

	private volatile boolean destroyed;

	private @Nullable String beanName;

	/**
	 * Creates a client that is not open.
	 * @param name the name of the client, or {@code null} for the client of
	 * {@code zmqf.client}
	 * @param settings a supplier of the settings with the current addresses
	 * @param clients the factory of the connected client, which is created anew after
	 * each restart
	 * @param retry the retry settings, or {@code null} for no retries
	 * @param owner the owner of all clients of the application
	 * @param local {@code true} for a client without an address, which leads to the
	 * application's own router or server
	 */
	ApplicationClient(@Nullable String name, Supplier<ClientSettings> settings,
			Function<ClientSettings, RequestClient> clients, @Nullable ClientRetry retry, ApplicationClients owner,
			boolean local) {
		this.name = name;
		this.settings = settings;
		this.clients = clients;
		this.retry = retry;
		this.owner = owner;
		this.local = local;
	}

	/**
	 * Returns the view of this client for health, metrics and the endpoint.
	 * @return the view, which follows restarts of this client
	 */
	LocalClient local() {
		return new LocalClient(this.name, () -> this.client);
	}

	@Override
	public void setBeanName(String beanName) {
		this.beanName = beanName;
	}

	@Nullable String beanName() {
		return this.beanName;
	}

	@Override
	public RequestSpec event(String event) {
		return sender(event).begin(this.name, event);
	}

	private RequestSender sender(String event) {
		try {
			List<ZmqClientInterceptor> interceptors = this.owner.extensions().interceptors();
			return interceptors.isEmpty() ? attempts(event)
					: new InterceptingSender(interceptors, () -> attempts(event),
							() -> Objects.requireNonNull(this.last, "The settings of a created client"),
							this.owner.executor());
		}
		catch (ZmqException ex) { // the future or the subscriber receives it
			return new FailedSender(ex);
		}
	}

	private RequestSender attempts(String event) {
		return (this.retry != null) ? this.retry.around(() -> once(event), this.owner.executor(), this.end)
				: once(event);
	}

	private RequestSender once(String event) {
		RequestClient current = present();
		return ((current != null && !this.owner.isStopped() && !this.destroyed) ? current : usable(event))
			.sender(event);
	}

	/**
	 * Returns the current client, or {@code null} if there is none. A client that could
	 * not be opened is closed and must be replaced.
	 */
	private @Nullable RequestClient present() {
		RequestClient current = this.client;
		return (current != null && current.isClosed()) ? null : current;
	}

	private synchronized RequestClient usable(String event) {
		ClientSettings last = this.last;
		ClientSettings now = (last != null && this.owner.isStopped()) ? last : current(event);
		String endpoint = now.addresses().get(0).toString();
		if (this.destroyed) {
			throw new ZmqClosedException(event, endpoint);
		}
		if (isPeerStopped(now)) {
			throw new ZmqConnectionException(event, endpoint,
					"the application's own router or server has stopped with the application", null);
		}
		RequestClient current = present();
		if (current == null && !isAddressKnown(now)) {
			throw new ZmqConnectionException(event, endpoint, "it has not started, and its port is not known yet",
					null);
		}
		return (current != null) ? current : create(now);
	}

	/**
	 * Returns the current settings. They can't be resolved if a start fails before the
	 * router or the server is created.
	 */
	private ClientSettings current(String event) {
		try {
			return this.settings.get();
		}
		catch (BeanCreationNotAllowedException ex) {
			throw new ZmqConnectionException(event, "the application's own router or server",
					"the application stops before its router or server has started", ex);
		}
	}

	private boolean isPeerStopped(@Nullable ClientSettings last) {
		boolean ended = this.owner.isStopped() || (this.destroyed && this.local);
		return ended && !this.owner.isPeerRunning()
				&& (this.local || (last != null && this.owner.areOwn(last.addresses())));
	}

	private RequestClient create(ClientSettings now) {
		RequestClient created = this.clients.apply(now);
		this.last = now;
		this.client = created;
		List<String> addresses = now.addresses().stream().map(Endpoint::toString).toList();
		logger.info(this + " connects to " + String.join(", ", addresses));
		this.owner.announce(local().role(), addresses);
		return created;
	}

	private static boolean isAddressKnown(ClientSettings settings) {
		return settings.addresses()
			.stream()
			.noneMatch((address) -> address instanceof Endpoint.Tcp tcp && tcp.port() == 0);
	}

	/** Connects, unless the address is not known before the first request. */
	synchronized void open() {
		ClientSettings now;
		try {
			now = this.settings.get();
		}
		catch (UnusableClientException ex) {
			logger.warn(this + " can't be used: " + ex.getMessage());
			return;
		}
		RequestClient current = present();
		if (current == null && isAddressKnown(now)) {
			current = create(now);
		}
		if (current != null) {
			current.open();
		}
	}

	/** Closes the connections. The next start or request connects again. */
	void disconnect() {
		close(false);
	}

	@Override
	public void destroy() {
		this.owner.remove(this);
		close(true);
	}

	private void close(boolean forGood) {
		RequestClient current;
		ClientSettings last;
		synchronized (this) {
			this.destroyed |= forGood;
			current = this.client;
			last = this.last;
			this.client = forGood ? current : null;
		}
		if (forGood) {
			this.end.come();
		}
		if (current != null) {
			current.close(isPeerStopped(last) ? Duration.ZERO : this.owner.stopTimeout());
		}
	}

	@Override
	public String toString() {
		return (this.name != null) ? "Client '" + this.name + "'" : "The client";
	}

	/**
	 * Ends the pauses between attempts when the client is destroyed. The next attempt
	 * then fails.
	 */
	private static final class End extends Cancellation {

		void come() {
			Runnable due = cancel();
			if (due != null) {
				due.run();
			}
		}

	}

}
