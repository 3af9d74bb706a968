package io.zmqf.transport.contract;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zmqf.tools.Ports;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import org.junit.jupiter.api.Assumptions;

/**
 * A transport that fulfils the contract. The unsupported features of a transport are
 * listed only here.
 */
enum TransportKind {

	/** The library's own engine. */
	NIO((listener) -> new NioTransport(listener), EnumSet.allOf(Scheme.class), Map.of()),

	/** Sockets of JeroMQ by its public API, each with its thread. */
	JEROMQ(io.zmqf.transport.jeromq.JeroMqTransport::new, EnumSet.of(Scheme.TCP, Scheme.INPROC),
			Map.of(Ability.PEER_LOSS, "JeroMQ does not publish which peer of a ROUTER is gone",
					Ability.FRAMES_AND_CONNECTIONS, "JeroMQ limits neither frames nor connections",
					Ability.CALLERS_THREAD, "A socket of JeroMQ belongs to its thread", Ability.PEER_ADDRESS,
					"JeroMQ's API does not return the sender's address", Ability.PING_TIME_TO_LIVE,
					"JeroMQ's timers of connections can't be relied on", Ability.PONG_BETWEEN_MESSAGES,
					"JeroMQ puts a PONG between the frames of a message", Ability.ANNOUNCED_LENGTH,
					"JeroMQ allocates what a peer announces", Ability.STRICT_GREETING,
					"JeroMQ takes what has no signature for ZMTP 1.0", Ability.UNREAD_LOSS,
					"JeroMQ finds the end of a connection by reading alone"));

	private final Function<TransportListener, Transport> factory;

	private final Set<Scheme> schemes;

	private final Map<Ability, String> missing;

	TransportKind(Function<TransportListener, Transport> factory, Set<Scheme> schemes, Map<Ability, String> missing) {
		this.factory = factory;
		this.schemes = schemes;
		this.missing = missing.isEmpty() ? new EnumMap<>(Ability.class) : new EnumMap<>(missing);
	}

	/** Returns all transports with each of their address schemes. */
	static Stream<Route> routes() {
		return Arrays.stream(values())
			.flatMap((kind) -> kind.schemes.stream().map((scheme) -> new Route(kind, scheme)));
	}

	Transport open(TransportListener listener) {
		return this.factory.apply(listener);
	}

	/** Skips the test where the transport can't do that. */
	void assume(Ability ability) {
		String reason = this.missing.get(ability);
		Assumptions.assumeTrue(reason == null, reason);
	}

	boolean has(Ability ability) {
		return !this.missing.containsKey(ability);
	}

	/** A feature that not every transport supports. */
	enum Ability {

		/** A ROUTER publishes the loss of a peer. */
		PEER_LOSS,
		/**
		 * The number of frames and connections is limited, and the limit is published.
		 */
		FRAMES_AND_CONNECTIONS,
		/** A task runs on its caller's thread. */
		CALLERS_THREAD,
		/** A connection without a ZMTP signature is closed at once. */
		STRICT_GREETING,
		/** No command is between the frames of a message. */
		PONG_BETWEEN_MESSAGES,
		/** The sender's address is known. */
		PEER_ADDRESS,
		/** A peer that announced its next PING is cut off without one. */
		PING_TIME_TO_LIVE,
		/**
		 * The message limit applies to all of its frames, and no memory is allocated for
		 * an announced length.
		 */
		ANNOUNCED_LENGTH,
		/** The loss of a peer is noticed while it is not read. */
		UNREAD_LOSS

	}

	/** The scheme of an address. */
	enum Scheme {

		/** A port of the loopback interface. */
		TCP,
		/** A Unix domain socket. */
		IPC,
		/** A name inside the process. */
		INPROC

	}

	/** A transport, and the scheme of the addresses to use with it. */
	record Route(TransportKind kind, Scheme scheme) {

		/** Returns a free address. */
		Endpoint free(Path directory) {
			return Endpoint.parse(switch (this.scheme) {
				case TCP -> "tcp://127.0.0.1:" + Ports.free();
				case IPC -> "ipc://" + directory.resolve(UUID.randomUUID().toString().substring(0, 8));
				case INPROC -> "inproc://" + UUID.randomUUID();
			});
		}

		boolean isInside() {
			return this.scheme == Scheme.INPROC;
		}

		@Override
		public String toString() {
			return this.kind + " " + this.scheme;
		}

	}

}
