package io.zmqf.autoconfigure;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The roles of an application: those with an address, and the client of an own router or
 * server. Where no address is set at all, router, worker and client run inside the
 * application, by themselves.
 *
 * @param active the roles
 * @param embedded whether they run by themselves
 * @param clientNames the names of further clients
 * @param heartbeats the roles that send or receive heartbeats; a client that has no
 * address but that of the application's own router or server is none of them
 */
record Roles(Set<Role> active, boolean embedded, Set<String> clientNames, Set<Role> heartbeats) {

	static final String HEARTBEAT_ADDRESS = "zmqf.heartbeat.address";

	private static final String BEAN_NAME = "zmqRoles";

	private static final Bindable<Map<String, ZmqProperties.Client>> CLIENTS = Bindable.mapOf(String.class,
			ZmqProperties.Client.class);

	/**
	 * The roles of an application, which are read once: reading costs a start some 4 ms,
	 * and there are many who ask.
	 * @param beanFactory what keeps them
	 * @param environment where the addresses are
	 * @return the roles
	 */
	static Roles of(@Nullable BeanFactory beanFactory, Environment environment) {
		if (!(beanFactory instanceof SingletonBeanRegistry registry)) {
			return read(environment);
		}
		if (!(registry.getSingleton(BEAN_NAME) instanceof Roles)) {
			registry.registerSingleton(BEAN_NAME, read(environment));
		}
		return beanFactory.getBean(BEAN_NAME, Roles.class);
	}

	private static Roles read(Environment environment) {
		Binder binder = Binder.get(environment);
		Map<String, ZmqProperties.Client> clients = binder.bind("zmqf.clients", CLIENTS).orElse(Map.of());
		Set<Role> active = EnumSet.noneOf(Role.class);
		for (Role role : Role.values()) {
			if (role.addresses().stream().anyMatch((address) -> isSet(binder, address))) {
				active.add(role);
			}
		}
		boolean embedded = active.isEmpty()
				&& clients.values().stream().allMatch((client) -> client.getAddress().isEmpty());
		if (embedded) {
			active = EnumSet.of(Role.ROUTER, Role.WORKER, Role.CLIENT);
		}
		Set<Role> heartbeats = EnumSet.noneOf(Role.class);
		if (embedded || isSet(binder, HEARTBEAT_ADDRESS)) {
			heartbeats.addAll(active);
			if (!clients.isEmpty()) {
				heartbeats.add(Role.CLIENT);
			}
		}
		if (active.contains(Role.ROUTER) || active.contains(Role.SERVER)) {
			active.add(Role.CLIENT);
		}
		return new Roles(active, embedded, clients.keySet(), heartbeats);
	}

	private static boolean isSet(Binder binder, String address) {
		return binder.bind(address, Bindable.listOf(String.class))
			.map((values) -> values.stream().anyMatch(StringUtils::hasText))
			.orElse(false);
	}

}
