package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;

/** The lifecycle of the router. */
final class RouterLifecycle extends NodeLifecycle {

	private final Router router;

	RouterLifecycle(Router router, RoleContext context) {
		super("router", ROUTER_PHASE, addresses(router), context);
		this.router = router;
	}

	private static Map<Endpoint, String> addresses(Router router) {
		Map<Endpoint, String> addresses = new HashMap<>();
		addresses.put(router.frontend(), "zmqf.router.frontend");
		addresses.put(router.backend(), "zmqf.router.backend");
		return addresses;
	}

	@Override
	String startNode() {
		this.router.start();
		return "Router takes clients at " + this.router.frontend() + " and workers at " + this.router.backend();
	}

	@Override
	void stopNode(Duration timeout) {
		this.router.stop(timeout);
	}

	@Override
	List<Endpoint> endpoints() {
		return List.of(this.router.frontend(), this.router.backend());
	}

}
