package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.RequestClient;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Creates the clients of the application and connects them when it starts. When the
 * application closes, each client stays usable until it is destroyed. When it is only
 * stopped, the connections are closed.
 */
class ApplicationClients implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	/** The prefix of the names of auto-configurations. */
	private static final String PACKAGE = ApplicationClients.class.getPackageName() + ".";

	private final ZmqSettingsFactory settings;

	private final LocalEndpointResolver own;

	private final Transport transport;

	private final JsonData json;

	private final Executor executor;

	private final RequestObserver observer;

	private final ClientExtensions extensions;

	private final RoleContext roles;

	private final ConfigurableApplicationContext context;

	private final List<ApplicationClient> clients = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	private volatile boolean closing;

	private volatile boolean stopped;

	ApplicationClients(ZmqSettingsFactory settings, LocalEndpointResolver own, Transport transport, JsonData json,
			Executor executor, RequestObserver observer, ClientExtensions extensions, RoleContext roles,
			ConfigurableApplicationContext context) {
		this.settings = settings;
		this.own = own;
		this.transport = transport;
		this.json = json;
		this.executor = executor;
		this.observer = observer;
		this.extensions = extensions;
		this.roles = roles;
		this.context = context;
	}

	/**
	 * Creates the bean that stands for the default client in an application that has only
	 * named clients.
	 * @return {@code null}
	 */
	@Nullable ZmqClient none() {
		return null;
	}

	/**
	 * Checks the properties of the default client, which is created lazily.
	 * @throws PropertyException if one of them can't be used
	 */
	void check() {
		try {
			this.settings.clients().client(null, this.own.resolve());
			this.settings.clients().retry(null);
		}
		catch (UnusableClientException ex) {
			// reported when the client is injected or used
		}
	}

	/**
	 * Creates a client.
	 * @param name the name in {@code zmqf.clients}, or {@code null} for the client of
	 * {@code zmqf.client}
	 * @return the client
	 */
	ApplicationClient named(@Nullable String name) {
		String role = LocalClient.role(name);
		RequestObserver named = (client, event, headers) -> this.observer.begin(role, event, headers);
		ClientSettingsFactory properties = this.settings.clients();
		ApplicationClient client = new ApplicationClient(name,
				() -> this.extensions.customize(properties.client(name, this.own.resolve())),
				(now) -> new RequestClient(now, this.transport, this.json, this.executor, named,
						this.settings.requestLog("client")),
				properties.retry(name), this, !properties.hasAddress(name));
		this.clients.add(client);
		if (this.running) {
			try {
				client.open();
			}
			catch (Throwable ex) {
				// the bean is not created, and the next attempt creates another client
				remove(client);
				throw ex;
			}
		}
		return client;
	}

	/**
	 * Returns the clients that have been created so far.
	 * @return the clients, for health, metrics and the endpoint
	 */
	List<LocalClient> local() {
		return this.clients.stream().map(ApplicationClient::local).toList();
	}

	/** Returns the executor that completes asynchronous replies. */
	Executor executor() {
		return this.executor;
	}

	ClientExtensions extensions() {
		return this.extensions;
	}

	void remove(ApplicationClient client) {
		this.clients.remove(client);
	}

	void announce(String role, List<String> addresses) {
		this.roles.listener().started(role, addresses);
	}

	Duration stopTimeout() {
		return this.roles.stopTimeout();
	}

	/** Whether the application's own nodes are stopping or have stopped for good. */
	boolean isStopped() {
		return this.stopped;
	}

	/** Whether the application's own router or server is running. */
	boolean isPeerRunning() {
		return this.own.isRunning();
	}

	/** Whether addresses lead to the application's own router or server. */
	boolean areOwn(List<Endpoint> addresses) {
		return this.own.isReachedBy(addresses);
	}

	@Override
	public int getPhase() {
		return NodeLifecycle.CLIENT_PHASE;
	}

	@Override
	public void start() {
		this.stopped = false;
		this.running = true;
		this.roles.beforeStop(this::endStreamsHere);
		this.clients.forEach(ApplicationClient::open);
	}

	@Override
	public void stop() {
		boolean wasRunning = this.running;
		this.running = false;
		this.stopped = true;
		if (!this.closing) {
			this.clients.forEach(ApplicationClient::disconnect);
		}
		if (wasRunning) {
			local().forEach((client) -> this.roles.listener().stopped(client.role()));
		}
	}

	@Override
	public void stop(Runnable callback) {
		this.roles.stop("zmqf-clients-stop", this::stop, callback);
	}

	/**
	 * Ends streams to these clients before the nodes stop that send them. These nodes
	 * would otherwise wait for the streams to end.
	 */
	private void endStreamsHere() {
		local().forEach((client) -> {
			RequestClient current = client.current().get();
			if (current != null) {
				current.endStreamsHere();
			}
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.closing = true;
			endStreamsHere();
			destroyLast(this.context.getBeanFactory());
		}
	}

	/**
	 * Makes the container destroy the clients after all other beans, except the beans
	 * that they depend on. Executors that await their tasks, and beans that look up a
	 * client, may use it while they are destroyed.
	 */
	private void destroyLast(ConfigurableListableBeanFactory beanFactory) {
		List<String> names = this.clients.stream().map(ApplicationClient::beanName).filter(Objects::nonNull).toList();
		Set<String> needed = new HashSet<>();
		names.forEach((name) -> addNeeded(name, needed, beanFactory));
		List<String> others = Arrays.asList(beanFactory.getSingletonNames());
		Collections.reverse(others);
		for (String other : others) {
			if (!needed.contains(other) && beanFactory.containsBeanDefinition(other)
					&& !isOfThisLibrary(beanFactory.getBeanDefinition(other))) {
				names.forEach((name) -> beanFactory.registerDependentBean(name, other));
			}
		}
	}

	private static void addNeeded(String name, Set<String> needed, ConfigurableListableBeanFactory beanFactory) {
		if (needed.add(name)) {
			for (String dependency : beanFactory.getDependenciesForBean(name)) {
				addNeeded(dependency, needed, beanFactory);
			}
		}
	}

	private static boolean isOfThisLibrary(BeanDefinition definition) {
		String factory = definition.getFactoryBeanName();
		return factory != null && (factory.startsWith(PACKAGE) || factory.equals(ZmqClientAutoConfiguration.CLIENTS));
	}

}
