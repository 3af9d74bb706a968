package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.zmqf.transport.Endpoint;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The worker or the server as a part of the application. */
final class WorkerNode implements ApplicationNode {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private final String name;

	private final boolean binds;

	private final Worker worker;

	private final HandlerRegistry handlers;

	private final BoundAddresses addresses;

	private WorkerNode(String name, boolean binds, String property, Worker worker, HandlerRegistry handlers) {
		this.name = name;
		this.binds = binds;
		this.worker = worker;
		this.handlers = handlers;
		this.addresses = new BoundAddresses(worker.endpoints()
			.stream()
			.distinct()
			.collect(Collectors.toMap((endpoint) -> endpoint, (endpoint) -> property)));
	}

	static WorkerNode worker(Worker worker, HandlerRegistry handlers) {
		return new WorkerNode("worker", false, "zmqf.worker.router", worker, handlers);
	}

	static WorkerNode server(Worker server, HandlerRegistry handlers) {
		return new WorkerNode("server", true, "zmqf.server.address", server, handlers);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<Endpoint> endpoints() {
		return this.worker.endpoints();
	}

	@Override
	public int phase() {
		return NodeLifecycle.WORKER_PHASE;
	}

	@Override
	public void start() {
		this.addresses.start(this.worker::start);
		String endpoints = this.worker.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
		logger.info((this.binds ? "Server takes clients at " : "Worker connects to ") + endpoints
				+ ", with handlers for " + this.handlers.events().size() + " events");
	}

	@Override
	public void stop(Duration timeout) {
		this.worker.stop(timeout);
	}

}
