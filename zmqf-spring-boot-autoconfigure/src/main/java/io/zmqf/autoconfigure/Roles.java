package io.zmqf.autoconfigure;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The roles of an application: those with an address, and the client of its own router or
 * server. If no address is set, router, worker and client run in memory.
 *
 * @param active the roles
 * @param inMemory {@code true} if they run in memory
 * @param clientNames the names of named clients
 * @param heartbeats the roles that send or receive heartbeats, without a client that has
 * no address of its own
 * @param reason the reason of the decision, for the log
 */
record Roles(Set<Role> active, boolean inMemory, Set<String> clientNames, Set<Role> heartbeats, String reason) {

	static final String HEARTBEAT_ADDRESS = "zmqf.heartbeat.address";

	static final String IN_MEMORY = "zmqf.in-memory";

	private static final String BEAN_NAME = "zmqRoles";

	private static final Bindable<Map<String, ClientProperties>> CLIENTS = Bindable.mapOf(String.class,
			ClientProperties.class);

	/**
	 * Returns the roles of an application. They are decided once for all conditions, as
	 * reading the properties takes about 4 ms.
	 * @param beanFactory the bean factory, which stores the roles
	 * @param environment the environment with the properties
	 * @return the roles
	 */
	static Roles of(@Nullable BeanFactory beanFactory, Environment environment) {
		if (!(beanFactory instanceof SingletonBeanRegistry registry)) {
			return decide(environment, false);
		}
		if (!(registry.getSingleton(BEAN_NAME) instanceof Roles)) {
			boolean details = beanFactory instanceof ListableBeanFactory listable
					&& listable.getBeanNamesForType(ZmqConnectionDetails.class, true, false).length > 0;
			registry.registerSingleton(BEAN_NAME, decide(environment, details));
		}
		return beanFactory.getBean(BEAN_NAME, Roles.class);
	}

	/**
	 * Decides the roles.
	 * @param environment the environment with the properties
	 * @param details {@code true} if connection details are present. They replace the
	 * addresses of the client, the worker and heartbeats, and add a client if no address
	 * is set.
	 */
	private static Roles decide(Environment environment, boolean details) {
		Binder binder = Binder.get(environment);
		ZmqProperties.InMemory inMemory = binder.bind(IN_MEMORY, ZmqProperties.InMemory.class)
			.orElse(ZmqProperties.InMemory.AUTO);
		Map<String, ClientProperties> clients = clients(binder);
		if (inMemory == ZmqProperties.InMemory.ALWAYS) {
			return inMemory(clients.keySet(), "zmqf.in-memory=always");
		}
		Set<Role> active = EnumSet.allOf(Role.class);
		active.removeIf((role) -> role.addresses().stream().noneMatch((address) -> isSet(binder, address)));
		if (details && active.isEmpty()) {
			active.add(Role.CLIENT);
		}
		boolean noAddress = active.isEmpty()
				&& clients.values().stream().allMatch((client) -> client.address().isEmpty());
		if (noAddress && inMemory == ZmqProperties.InMemory.AUTO) {
			return inMemory(clients.keySet(), "no address is set");
		}
		boolean received = isSet(binder, HEARTBEAT_ADDRESS);
		Set<Role> heartbeats = EnumSet.noneOf(Role.class);
		if (received || details) {
			heartbeats.addAll(active);
			if (!clients.isEmpty()) {
				heartbeats.add(Role.CLIENT);
			}
			if (!received) {
				heartbeats.retainAll(EnumSet.of(Role.WORKER, Role.CLIENT));
			}
		}
		if (active.contains(Role.ROUTER) || active.contains(Role.SERVER)) {
			active.add(Role.CLIENT);
		}
		return new Roles(active, false, clients.keySet(), heartbeats,
				noAddress ? "no address is set, and zmqf.in-memory=never"
						: details ? "connection details are present" : "an address is set");
	}

	private static Map<String, ClientProperties> clients(Binder binder) {
		try {
			return binder.bind("zmqf.clients", CLIENTS).orElse(Map.of());
		}
		catch (BindException ex) {
			if (!(ex.getCause() instanceof ConverterNotFoundException)
					|| ex.getTarget().getType().resolve() != ClientProperties.class) {
				throw ex;
			}
			String value = binder.bind(ex.getName(), Bindable.of(String.class)).orElse(null);
			throw new PropertyException(ex.getName().toString(), value, "is not a property of a client",
					"Set " + ex.getName()
							+ ".address, or remove it. Kubernetes sets such variables for a service named "
							+ "zmqf-clients: rename that, or set enableServiceLinks to false for the pod.");
		}
	}

	private static Roles inMemory(Set<String> clientNames, String reason) {
		Set<Role> active = EnumSet.of(Role.ROUTER, Role.WORKER, Role.CLIENT);
		return new Roles(active, true, clientNames, active, reason);
	}

	private static boolean isSet(Binder binder, String address) {
		return binder.bind(address, Bindable.listOf(String.class))
			.map((values) -> values.stream().anyMatch(StringUtils::hasText))
			.orElse(false);
	}

}
