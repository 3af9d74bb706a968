package io.zmqf.benchmarks;

import java.util.List;

import io.zmqf.benchmarks.peers.Role;

/** A compared system and its processes, with the client last. */
enum Peer {

	ZMQF("zmqf, client → server", true, List.of("ZMQF_SERVER", "ZMQF_CLIENT")),

	ZMQF_LOOP("zmqf, client → server, `blocking = false`", false, List.of("ZMQF_SERVER", "ZMQF_LOOP_CLIENT")),

	ZMQF_ROUTER("zmqf, client → router → worker", true, List.of("ZMQF_ROUTER", "ZMQF_WORKER", "ZMQF_CLIENT")),

	ZMQF_ROUTER_LOOP("zmqf, client → router → worker, `blocking = false`", false,
			List.of("ZMQF_ROUTER", "ZMQF_WORKER", "ZMQF_LOOP_CLIENT")),

	ZMQF_IPC("zmqf, client → server over `ipc://`", false, List.of("ZMQF_IPC_SERVER", "ZMQF_IPC_CLIENT")),

	ZMQF_CURVE("zmqf, client → server with CURVE", false, List.of("ZMQF_CURVE_SERVER", "ZMQF_CURVE_CLIENT")),

	ZMQF_PYTHON("zmqf router, Python worker", false, List.of("ZMQF_ROUTER", "python worker.py", "ZMQF_PYTHON_CLIENT")),

	PYTHON("Python router, Python worker", false,
			List.of("python router.py", "python worker.py", "ZMQF_UNCORRELATED_CLIENT")),

	JEROMQ("plain JeroMQ, client → server", true, List.of("JEROMQ_SERVER", "JEROMQ_CLIENT")),

	JEROMQ_CURVE("plain JeroMQ, client → server with CURVE", false,
			List.of("JEROMQ_CURVE_SERVER", "JEROMQ_CURVE_CLIENT")),

	JEROMQ_PROXY("plain JeroMQ through `ZMQ.proxy`", true, List.of("JEROMQ_PROXY", "JEROMQ_WORKER", "JEROMQ_CLIENT")),

	RSOCKET("RSocket", true, List.of("RSOCKET_SERVER", "RSOCKET_CLIENT")),

	GRPC("gRPC", true, List.of("GRPC_SERVER", "GRPC_CLIENT")),

	WEBFLUX("HTTP, WebFlux", true, List.of("WEBFLUX_SERVER", "HTTP_CLIENT")),

	MVC("HTTP, MVC", true, List.of("MVC_SERVER", "HTTP_CLIENT")),

	NATS("NATS", true, List.of("nats-server", "NATS_RESPONDER", "NATS_CLIENT")),

	RABBITMQ("RabbitMQ", true, List.of("epmd", "rabbitmq-server", "RABBIT_LISTENER", "RABBIT_CLIENT")),

	BASELINE("baseline, client → server", true, ofBaseline(ZMQF)),

	BASELINE_LOOP("baseline, client → server, `blocking = false`", false, ofBaseline(ZMQF_LOOP)),

	BASELINE_ROUTER("baseline, client → router → worker", true, ofBaseline(ZMQF_ROUTER)),

	BASELINE_ROUTER_LOOP("baseline, client → router → worker, `blocking = false`", false, ofBaseline(ZMQF_ROUTER_LOOP)),

	BASELINE_IPC("baseline, client → server over `ipc://`", false, ofBaseline(ZMQF_IPC)),

	BASELINE_CURVE("baseline, client → server with CURVE", false, ofBaseline(ZMQF_CURVE));

	/** The prefix of processes that run with the class path of another build. */
	static final String BASELINE_PREFIX = "baseline ";

	private final String title;

	private final boolean main;

	private final List<String> processes;

	Peer(String title, boolean main, List<String> processes) {
		this.title = title;
		this.main = main;
		this.processes = processes;
	}

	private static List<String> ofBaseline(Peer peer) {
		return peer.processes.stream().map((process) -> BASELINE_PREFIX + process).toList();
	}

	/** Whether it is this library as another commit has it. */
	boolean isBaseline() {
		return name().startsWith("BASELINE");
	}

	String title() {
		return this.title;
	}

	/** Whether all cells are measured, or only the main ones. */
	boolean isMain() {
		return this.main;
	}

	boolean isOurs() {
		return name().startsWith("ZMQF");
	}

	/** The names of the {@link Role}s and of other processes. */
	List<String> processes() {
		return this.processes;
	}

}
