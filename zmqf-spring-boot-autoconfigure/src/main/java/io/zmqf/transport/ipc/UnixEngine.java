package io.zmqf.transport.ipc;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SocketChannel;

import io.zmqf.transport.session.GuardedEngine;
import zmq.Options;
import zmq.io.StreamEngine;

/**
 * JeroMQ's engine over a channel of a Unix domain socket.
 * <p>
 * The engine would do with any channel, but its constructor insists on the addresses of a
 * TCP one. So it is made over {@linkplain AddressOnlyChannel a channel that has these and
 * nothing else}, and given the real one before it is used: the private field {@code fd}
 * of JeroMQ 0.6.0. Where the field is missing, the first use of this class ends in a
 * {@link LinkageError}, which {@link UnixSelfTest} takes for an unknown JeroMQ.
 */
final class UnixEngine {

	private static final VarHandle CHANNEL;

	static {
		try {
			CHANNEL = MethodHandles.privateLookupIn(StreamEngine.class, MethodHandles.lookup())
				.findVarHandle(StreamEngine.class, "fd", SocketChannel.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError("This is not JeroMQ 0.6.0", ex);
		}
	}

	private UnixEngine() {
	}

	/** Fails where the member is missing, before anything is opened. */
	static void requireMember() {
		// the initialisation of this class has done it
	}

	static GuardedEngine over(SocketChannel connected, Options options, String endpoint) throws IOException {
		connected.configureBlocking(false);
		GuardedEngine engine = new GuardedEngine(new AddressOnlyChannel(), connected, options, endpoint);
		CHANNEL.set((StreamEngine) engine, connected);
		return engine;
	}

}
