package io.zmqf.benchmarks;

import java.util.List;

import io.zmqf.benchmarks.peers.Role;

/** What is compared, and the processes that it is made of, the client last. */
enum Peer {

	ZMQF("zmqf, client → server", List.of("ZMQF_SERVER", "ZMQF_CLIENT")),

	ZMQF_LOOP("zmqf, client → server, `blocking = false`", List.of("ZMQF_SERVER", "ZMQF_LOOP_CLIENT")),

	ZMQF_ROUTER("zmqf, client → router → worker", List.of("ZMQF_ROUTER", "ZMQF_WORKER", "ZMQF_CLIENT")),

	ZMQF_ROUTER_LOOP("zmqf, client → router → worker, `blocking = false`",
			List.of("ZMQF_ROUTER", "ZMQF_WORKER", "ZMQF_LOOP_CLIENT")),

	ZMQF_IPC("zmqf, client → server over `ipc://`", List.of("ZMQF_IPC_SERVER", "ZMQF_IPC_CLIENT")),

	ZMQF_CURVE("zmqf, client → server with CURVE", List.of("ZMQF_CURVE_SERVER", "ZMQF_CURVE_CLIENT")),

	ZMQF_PYTHON("zmqf router, Python worker", List.of("ZMQF_ROUTER", "python worker.py", "ZMQF_PYTHON_CLIENT")),

	PYTHON("Python router, Python worker", List.of("python router.py", "python worker.py", "ZMQF_UNCORRELATED_CLIENT")),

	JEROMQ("plain JeroMQ, client → server", List.of("JEROMQ_SERVER", "JEROMQ_CLIENT")),

	JEROMQ_CURVE("plain JeroMQ, client → server with CURVE", List.of("JEROMQ_CURVE_SERVER", "JEROMQ_CURVE_CLIENT")),

	JEROMQ_PROXY("plain JeroMQ through `ZMQ.proxy`", List.of("JEROMQ_PROXY", "JEROMQ_WORKER", "JEROMQ_CLIENT")),

	RSOCKET("RSocket", List.of("RSOCKET_SERVER", "RSOCKET_CLIENT")),

	GRPC("gRPC", List.of("GRPC_SERVER", "GRPC_CLIENT")),

	WEBFLUX("HTTP, WebFlux", List.of("WEBFLUX_SERVER", "HTTP_CLIENT")),

	MVC("HTTP, MVC", List.of("MVC_SERVER", "HTTP_CLIENT")),

	NATS("NATS", List.of("nats-server", "NATS_RESPONDER", "NATS_CLIENT")),

	RABBITMQ("RabbitMQ", List.of("rabbitmq-server", "RABBIT_LISTENER", "RABBIT_CLIENT"));

	private final String title;

	private final List<String> processes;

	Peer(String title, List<String> processes) {
		this.title = title;
		this.processes = processes;
	}

	String title() {
		return this.title;
	}

	/** Names of {@link Role}s, and what else there is. */
	List<String> processes() {
		return this.processes;
	}

}
