package io.zmqf.benchmarks.peers;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What a process does. */
public enum Role {

	/** A server by this project's starter. */
	ZMQF_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Zmqf.start("zmqf.server.address=" + tcp(ports.get(0)));
			return null;
		}
	},
	/** A client by this project's starter, of a server or of a router. */
	ZMQF_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.client(Zmqf.start("zmqf.client.address=" + tcp(ports.get(0))), Zmqf.EVENT);
		}
	},
	/** A client whose server handles its requests on the loop. */
	ZMQF_LOOP_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.client(Zmqf.start("zmqf.client.address=" + tcp(ports.get(0))), Zmqf.NON_BLOCKING_EVENT);
		}
	},
	/** A server by this project's starter at a Unix socket. */
	ZMQF_IPC_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Zmqf.start("zmqf.server.address=" + ipc(ports.get(0)));
			return null;
		}
	},
	/** Its client. */
	ZMQF_IPC_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.client(Zmqf.start("zmqf.client.address=" + ipc(ports.get(0))), Zmqf.EVENT);
		}
	},
	/** A server by this project's starter that encrypts. */
	ZMQF_CURVE_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Zmqf.start("zmqf.server.address=" + tcp(ports.get(0)),
					"zmqf.security.server.secret-key=" + Keys.SERVER_SECRET, "zmqf.security.server.any-client=true");
			return null;
		}
	},
	/** Its client. */
	ZMQF_CURVE_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.client(Zmqf.start("zmqf.client.address=" + tcp(ports.get(0)),
					"zmqf.security.client.secret-key=" + Keys.CLIENT_SECRET,
					"zmqf.security.client.server-key=" + Keys.SERVER_PUBLIC), Zmqf.EVENT);
		}
	},
	/** A router by this project's starter. */
	ZMQF_ROUTER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Zmqf.start("zmqf.router.frontend=" + tcp(ports.get(0)), "zmqf.router.backend=" + tcp(ports.get(1)),
					"zmqf.heartbeat.address=" + tcp(ports.get(2)));
			return null;
		}
	},
	/** A worker by this project's starter. */
	ZMQF_WORKER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Zmqf.start("zmqf.worker.router=" + tcp(ports.get(1)), "zmqf.heartbeat.address=" + tcp(ports.get(2)));
			return null;
		}
	},
	/** A client of our router with a Python worker. */
	ZMQF_PYTHON_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.pythonClient(Zmqf.start("zmqf.client.address=" + tcp(ports.get(0))));
		}
	},
	/** A client of the Python router with a Python worker, which correlate nothing. */
	ZMQF_UNCORRELATED_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Zmqf.pythonClient(Zmqf.start("zmqf.client.address=" + tcp(ports.get(0)),
					"zmqf.client.correlation=none", "zmqf.client.connections=16"));
		}
	},
	/** A server with nothing but JeroMQ. */
	JEROMQ_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			PlainJeroMq.server("bind", ports.get(0), false);
			return null;
		}
	},
	/** The same as a worker of {@code ZMQ.proxy}. */
	JEROMQ_WORKER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			PlainJeroMq.server("connect", ports.get(1), false);
			return null;
		}
	},
	/** {@code ZMQ.proxy}. */
	JEROMQ_PROXY {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			PlainJeroMq.proxy(ports.get(0), ports.get(1));
			return null;
		}
	},
	/** A client with nothing but JeroMQ. */
	JEROMQ_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return new PlainJeroMq(ports.get(0), false);
		}
	},
	/** A server with nothing but JeroMQ that encrypts. */
	JEROMQ_CURVE_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			PlainJeroMq.server("bind", ports.get(0), true);
			return null;
		}
	},
	/** Its client. */
	JEROMQ_CURVE_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return new PlainJeroMq(ports.get(0), true);
		}
	},
	/** Boot's servlet starter. */
	MVC_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Http.server("servlet", ports.get(0));
			return null;
		}
	},
	/** Boot's reactive starter. */
	WEBFLUX_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Http.server("reactive", ports.get(0));
			return null;
		}
	},
	/** {@code WebClient}, and {@code RestClient} for those that block. */
	HTTP_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return new Http(ports.get(0));
		}
	},
	/** Boot's RSocket starter, over TCP. */
	RSOCKET_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			RSocket.server(ports.get(0));
			return null;
		}
	},
	/** {@code RSocketRequester}. */
	RSOCKET_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return RSocket.client(ports.get(0));
		}
	},
	/** Boot's gRPC starter, with JSON for protocol buffers. */
	GRPC_SERVER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Grpc.server(ports.get(0));
			return null;
		}
	},
	/** A channel of Boot's gRPC client starter. */
	GRPC_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Grpc.client(ports.get(0));
		}
	},
	/** A responder of a NATS server. */
	NATS_RESPONDER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Nats.respond(ports.get(0));
			return null;
		}
	},
	/** A requester of a NATS server. */
	NATS_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return new Nats(ports.get(0));
		}
	},
	/** A listener by Boot's AMQP starter. */
	RABBIT_LISTENER {
		@Override
		public @Nullable Requester start(List<Integer> ports) {
			Rabbit.listen(ports.get(0));
			return null;
		}
	},
	/** {@code AsyncRabbitTemplate}, and {@code RabbitTemplate} for those that block. */
	RABBIT_CLIENT {
		@Override
		public Requester start(List<Integer> ports) {
			return Rabbit.client(ports.get(0));
		}
	};

	/**
	 * Starts what the process is for, which goes on until the process ends.
	 * @param ports where it binds or connects to
	 * @return what makes requests, {@code null} for what answers them
	 */
	public abstract @Nullable Requester start(List<Integer> ports);

	private static String ipc(int port) {
		return "ipc://" + System.getProperty("java.io.tmpdir") + "/zmqf-benchmark-" + port;
	}

	private static String tcp(int port) {
		return "tcp://127.0.0.1:" + port;
	}

}
