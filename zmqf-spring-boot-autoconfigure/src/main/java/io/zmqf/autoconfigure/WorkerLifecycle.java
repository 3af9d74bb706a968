package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.SmartInitializingSingleton;

/** The lifecycle of the worker, which connects, or of the server, which binds. */
final class WorkerLifecycle extends NodeLifecycle implements SmartInitializingSingleton {

	private final Worker worker;

	private final HandlerRegistry handlers;

	private final boolean inMemory;

	WorkerLifecycle(Worker worker, HandlerRegistry handlers, boolean inMemory, RoleContext context) {
		super(worker.type().wireName(), WORKER_PHASE, addresses(worker), context);
		this.worker = worker;
		this.handlers = handlers;
		this.inMemory = inMemory;
	}

	private static Map<Endpoint, String> addresses(Worker worker) {
		String property = isServer(worker) ? "zmqf.server.address" : "zmqf.worker.router";
		return worker.endpoints()
			.stream()
			.distinct()
			.collect(Collectors.toMap((endpoint) -> endpoint, (any) -> property));
	}

	private static boolean isServer(Worker worker) {
		return worker.type() == NodeType.SERVER;
	}

	/** Clients start before a server does. */
	@Override
	public void afterSingletonsInstantiated() {
		if (isServer(this.worker)) {
			announceStart();
		}
	}

	@Override
	String startNode() {
		this.worker.start();
		int events = this.handlers.events().size();
		if (events == 0 && !this.inMemory) {
			RoleLog.of(this.worker.type().wireName())
				.warn("The " + this.worker.type().wireName() + " has no handler, and refuses every request until "
						+ "there is one. Declare a bean with a @ZmqHandler method, here or in a child context, or remove "
						+ (isServer(this.worker) ? "zmqf.server.address" : "zmqf.worker.router"));
		}
		return (isServer(this.worker) ? "Server takes clients at " : "Worker connects to ") + join(endpoints())
				+ ", with handlers for " + events + ((events == 1) ? " event" : " events")
				+ (isServer(this.worker) ? "" : ", as " + this.worker.identity());
	}

	@Override
	void stopNode(Duration timeout) {
		this.worker.stop(timeout);
	}

	@Override
	List<Endpoint> endpoints() {
		return this.worker.endpoints();
	}

}
