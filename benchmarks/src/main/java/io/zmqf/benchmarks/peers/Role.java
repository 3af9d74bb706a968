package io.zmqf.benchmarks.peers;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** The role of a process. */
public enum Role {

	/** A server by this project's starter. */
	ZMQF_SERVER(answering((ports) -> Zmqf.start("zmqf.server.address=" + tcp(ports, 0)))),
	/** A client by this project's starter, of a server or of a router. */
	ZMQF_CLIENT((ports) -> Zmqf.client(Zmqf.start("zmqf.client.address=" + tcp(ports, 0)), Zmqf.EVENT)),
	/** A client whose server handles its requests on the loop. */
	ZMQF_LOOP_CLIENT(
			(ports) -> Zmqf.client(Zmqf.start("zmqf.client.address=" + tcp(ports, 0)), Zmqf.NON_BLOCKING_EVENT)),
	/** A server by this project's starter at a Unix socket. */
	ZMQF_IPC_SERVER(answering((ports) -> Zmqf.start("zmqf.server.address=" + ipc(ports, 0)))),
	/** Its client. */
	ZMQF_IPC_CLIENT((ports) -> Zmqf.client(Zmqf.start("zmqf.client.address=" + ipc(ports, 0)), Zmqf.EVENT)),
	/** A server by this project's starter that encrypts. */
	ZMQF_CURVE_SERVER(answering((ports) -> Zmqf.start("zmqf.server.address=" + tcp(ports, 0),
			"zmqf.security.server.secret-key=" + Keys.SERVER_SECRET, "zmqf.security.server.any-client=true"))),
	/** Its client. */
	ZMQF_CURVE_CLIENT((ports) -> Zmqf.client(
			Zmqf.start("zmqf.client.address=" + tcp(ports, 0), "zmqf.security.client.secret-key=" + Keys.CLIENT_SECRET,
					"zmqf.security.client.server-key=" + Keys.SERVER_PUBLIC),
			Zmqf.EVENT)),
	/** A router by this project's starter. */
	ZMQF_ROUTER(answering((ports) -> Zmqf.start("zmqf.router.frontend=" + tcp(ports, 0),
			"zmqf.router.backend=" + tcp(ports, 1), "zmqf.heartbeat.address=" + tcp(ports, 2)))),
	/** A worker by this project's starter. */
	ZMQF_WORKER(answering(
			(ports) -> Zmqf.start("zmqf.worker.router=" + tcp(ports, 1), "zmqf.heartbeat.address=" + tcp(ports, 2)))),
	/** A client of our router with a Python worker. */
	ZMQF_PYTHON_CLIENT((ports) -> Zmqf.pythonClient(Zmqf.start("zmqf.client.address=" + tcp(ports, 0)))),
	/** A client of the Python router with a Python worker, which correlate nothing. */
	ZMQF_UNCORRELATED_CLIENT((ports) -> Zmqf.pythonClient(Zmqf.start("zmqf.client.address=" + tcp(ports, 0),
			"zmqf.client.correlation=none", "zmqf.client.connections=16"))),
	/** A server with nothing but JeroMQ. */
	JEROMQ_SERVER(answering((ports) -> PlainJeroMq.server("bind", ports.get(0), false))),
	/** The same as a worker of {@code ZMQ.proxy}. */
	JEROMQ_WORKER(answering((ports) -> PlainJeroMq.server("connect", ports.get(1), false))),
	/** {@code ZMQ.proxy}. */
	JEROMQ_PROXY(answering((ports) -> PlainJeroMq.proxy(ports.get(0), ports.get(1)))),
	/** A client with nothing but JeroMQ. */
	JEROMQ_CLIENT((ports) -> new PlainJeroMq(ports.get(0), false)),
	/** A server with nothing but JeroMQ that encrypts. */
	JEROMQ_CURVE_SERVER(answering((ports) -> PlainJeroMq.server("bind", ports.get(0), true))),
	/** Its client. */
	JEROMQ_CURVE_CLIENT((ports) -> new PlainJeroMq(ports.get(0), true)),
	/** Boot's servlet starter. */
	MVC_SERVER(answering((ports) -> Http.server("servlet", ports.get(0)))),
	/** Boot's reactive starter. */
	WEBFLUX_SERVER(answering((ports) -> Http.server("reactive", ports.get(0)))),
	/** {@code WebClient}, and {@code RestClient} for those that block. */
	HTTP_CLIENT((ports) -> new Http(ports.get(0))),
	/** Boot's RSocket starter, over TCP. */
	RSOCKET_SERVER(answering((ports) -> RSocket.server(ports.get(0)))),
	/** {@code RSocketRequester}. */
	RSOCKET_CLIENT((ports) -> RSocket.client(ports.get(0))),
	/** Boot's gRPC starter, with JSON for protocol buffers. */
	GRPC_SERVER(answering((ports) -> Grpc.server(ports.get(0)))),
	/** A channel of Boot's gRPC client starter. */
	GRPC_CLIENT((ports) -> Grpc.client(ports.get(0))),
	/** A responder of a NATS server. */
	NATS_RESPONDER(answering((ports) -> Nats.respond(ports.get(0)))),
	/** A requester of a NATS server. */
	NATS_CLIENT((ports) -> new Nats(ports.get(0))),
	/** A listener by Boot's AMQP starter. */
	RABBIT_LISTENER(answering((ports) -> Rabbit.listen(ports.get(0)))),
	/** {@code AsyncRabbitTemplate}, and {@code RabbitTemplate} for those that block. */
	RABBIT_CLIENT((ports) -> Rabbit.client(ports.get(0)));

	private final Start start;

	Role(Start start) {
		this.start = start;
	}

	/**
	 * Starts the role, which runs until the process ends.
	 * @param ports the ports to bind or to connect to
	 * @return the sender of requests, or {@code null} for a role that answers them
	 */
	public @Nullable Requester<?> start(List<Integer> ports) {
		return this.start.with(ports);
	}

	private static Start answering(Consumer<List<Integer>> start) {
		return (ports) -> {
			start.accept(ports);
			return null;
		};
	}

	private static String ipc(List<Integer> ports, int index) {
		return "ipc://" + System.getProperty("java.io.tmpdir") + "/zmqf-benchmark-" + ports.get(index);
	}

	private static String tcp(List<Integer> ports, int index) {
		return "tcp://127.0.0.1:" + ports.get(index);
	}

	/** Starts a role. */
	private interface Start {

		@Nullable Requester<?> with(List<Integer> ports);

	}

}
