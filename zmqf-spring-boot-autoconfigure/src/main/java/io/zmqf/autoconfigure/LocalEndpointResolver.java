package io.zmqf.autoconfigure;

import java.util.List;

import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Resolves the address at which the application's own clients reach its own router or
 * server. Both are looked up once, so that they are available while beans are destroyed.
 */
final class LocalEndpointResolver {

	private final SingletonSupplier<Router> router;

	private final SingletonSupplier<Worker> server;

	/**
	 * Creates a resolver.
	 * @param router the provider of the router, if the application has one
	 * @param server the provider of the server, if the application has one
	 */
	LocalEndpointResolver(ObjectProvider<Router> router, ObjectProvider<Worker> server) {
		this.router = SingletonSupplier.ofNullable(router::getIfAvailable);
		this.server = SingletonSupplier.ofNullable(server::getIfAvailable);
	}

	/**
	 * Resolves the current address.
	 * @return the router's frontend or the server's first address, with its real port
	 * once it has started, or {@code null} if the application has neither
	 */
	@Nullable Endpoint resolve() {
		List<Endpoint> own = own();
		return own.isEmpty() ? null : own.get(0);
	}

	private List<Endpoint> own() {
		Router ownRouter = this.router.get();
		Worker ownServer = this.server.get();
		return (ownRouter != null) ? List.of(ownRouter.frontend())
				: (ownServer != null) ? ownServer.endpoints() : List.of();
	}

	/**
	 * Whether each of several addresses leads to the application's own router or server.
	 * @param addresses the addresses of a client
	 * @return {@code true} if all of them do
	 */
	boolean isReachedBy(List<Endpoint> addresses) {
		List<Endpoint> own = own();
		return addresses.stream().allMatch((address) -> own.stream().anyMatch(address::reaches));
	}

	/**
	 * Whether the router or the server is running.
	 * @return {@code false} before it has started and once it has stopped
	 */
	boolean isRunning() {
		Router ownRouter = this.router.get();
		Worker ownServer = this.server.get();
		return (ownRouter != null) ? ownRouter.status() != null
				: ownServer != null && !ownServer.status().sockets().isEmpty();
	}

}
