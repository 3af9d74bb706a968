package io.zmqf.benchmarks.peers;

import java.util.List;
import java.util.function.Function;
import java.util.stream.BaseStream;

/** A client of streams, in the way that its users would use it. */
public interface Streamer {

	/**
	 * Receives a stream to its end.
	 * @param wanted the stream to request
	 * @return the number of received items
	 */
	long receive(Wanted wanted);

	/**
	 * Requests a stream, and reads only its first item.
	 * @param wanted the stream to request
	 * @return the open stream
	 */
	default BaseStream<?, ?> stall(Wanted wanted) {
		throw new UnsupportedOperationException();
	}

	/**
	 * A requested stream.
	 *
	 * @param items the number of items
	 * @param bytes the length of the JSON of each item
	 */
	record Wanted(int items, int bytes) {
	}

	/** The peers that have streams. */
	enum Peer {

		/** This project, through its router. */
		ZMQF(List.of("ZMQF_ROUTER", "ZMQF_WORKER"),
				(ports) -> Zmqf.streamer(Zmqf.start("zmqf.client.address=tcp://127.0.0.1:" + ports.get(0)))),
		/** This project without a router. */
		ZMQF_DIRECT(List.of("ZMQF_SERVER"),
				(ports) -> Zmqf.streamer(Zmqf.start("zmqf.client.address=tcp://127.0.0.1:" + ports.get(0)))),
		/** Boot's RSocket starter, over TCP. */
		RSOCKET(List.of("RSOCKET_SERVER"), (ports) -> RSocket.streamer(ports.get(0))),
		/** Boot's gRPC starter, with JSON for protocol buffers. */
		GRPC(List.of("GRPC_SERVER"), (ports) -> Grpc.streamer(ports.get(0)));

		private final List<String> servers;

		private final Function<List<Integer>, Streamer> client;

		Peer(List<String> servers, Function<List<Integer>, Streamer> client) {
			this.servers = servers;
			this.client = client;
		}

		/**
		 * The processes that answer.
		 * @return the names of their {@link Role}s, in the order of their start
		 */
		public List<String> servers() {
			return this.servers;
		}

		/**
		 * Starts a client in this process.
		 * @param ports the ports of the processes
		 * @return the client
		 */
		public Streamer client(List<Integer> ports) {
			return this.client.apply(ports);
		}

	}

}
