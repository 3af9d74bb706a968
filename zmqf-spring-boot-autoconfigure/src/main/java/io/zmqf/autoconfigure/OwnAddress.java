package io.zmqf.autoconfigure;

import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Where the application's own clients find its own router or server.
 *
 * @param router the router, where there is one
 * @param server the server, where there is one
 */
record OwnAddress(ObjectProvider<Router> router, ObjectProvider<Worker> server) {

	/**
	 * The address at this moment.
	 * @return the router's frontend or the server's first address, with its real port
	 * once it has started, {@code null} where there is neither
	 */
	@Nullable Endpoint get() {
		Router ownRouter = this.router.getIfAvailable();
		if (ownRouter != null) {
			return ownRouter.frontend();
		}
		Worker ownServer = this.server.getIfAvailable();
		return (ownServer != null) ? ownServer.endpoints().get(0) : null;
	}

}
