package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The router as a part of the application. */
final class RouterNode implements ApplicationNode {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private static final String FRONTEND = "zmqf.router.frontend";

	private static final String BACKEND = "zmqf.router.backend";

	private final Router router;

	private final BoundAddresses addresses;

	RouterNode(Router router) {
		this.router = router;
		this.addresses = new BoundAddresses(router.backend().equals(router.frontend())
				? Map.of(router.backend(), BACKEND) : Map.of(router.backend(), BACKEND, router.frontend(), FRONTEND));
	}

	@Override
	public String name() {
		return "router";
	}

	@Override
	public List<Endpoint> endpoints() {
		return List.of(this.router.frontend(), this.router.backend());
	}

	@Override
	public int phase() {
		return NodeLifecycle.ROUTER_PHASE;
	}

	@Override
	public void start() {
		this.addresses.start(this.router::start);
		logger.info("Router takes clients at " + this.router.frontend() + " and workers at " + this.router.backend());
	}

	@Override
	public void stop(Duration timeout) {
		this.router.stop(timeout);
	}

}
