package io.zmqf.transport.session;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import zmq.Options;
import zmq.Own;
import zmq.SocketBase;
import zmq.io.IEngine;
import zmq.io.SessionBase;
import zmq.io.StreamEngine;
import zmq.io.coder.IDecoder;
import zmq.io.mechanism.Mechanism;
import zmq.pipe.Pipe;
import zmq.poll.Poller;

/**
 * The members of JeroMQ 0.6.0 that its own {@code bind} and {@code connect} use and that
 * are not public. Where one is missing, the first use of this class ends in a
 * {@link LinkageError}, which {@link SessionSelfTest} takes for an unknown JeroMQ.
 */
final class SocketMembers {

	/**
	 * {@code protected final Options options}, which every child of the socket shares.
	 */
	private static final VarHandle OPTIONS;

	/** {@code private void attachPipe(Pipe, boolean subscribe2all, boolean local)}. */
	private static final MethodHandle ATTACH_PIPE;

	/**
	 * {@code private void addEndpoint(String, Own, Pipe)}, which starts the child and
	 * remembers it by the name that {@code termEndpoint} takes.
	 */
	private static final MethodHandle ADD_ENDPOINT;

	/** {@code private IEngine engine} of a session. */
	private static final VarHandle ENGINE;

	/** {@code private Poller.Handle handle} of an engine. */
	private static final VarHandle HANDLE;

	/** {@code private final ByteBuffer greetingRecv} of an engine. */
	private static final VarHandle GREETING;

	/** {@code private Mechanism mechanism} of an engine. */
	private static final VarHandle MECHANISM;

	/** {@code private IDecoder decoder} of an engine. */
	private static final VarHandle DECODER;

	/** {@code private int outsize} of an engine. */
	private static final VarHandle OUT_SIZE;

	static {
		try {
			MethodHandles.Lookup own = MethodHandles.privateLookupIn(Own.class, MethodHandles.lookup());
			OPTIONS = own.findVarHandle(Own.class, "options", Options.class);
			MethodHandles.Lookup socket = MethodHandles.privateLookupIn(SocketBase.class, MethodHandles.lookup());
			ATTACH_PIPE = socket.findVirtual(SocketBase.class, "attachPipe",
					MethodType.methodType(void.class, Pipe.class, boolean.class, boolean.class));
			ADD_ENDPOINT = socket.findVirtual(SocketBase.class, "addEndpoint",
					MethodType.methodType(void.class, String.class, Own.class, Pipe.class));
			ENGINE = MethodHandles.privateLookupIn(SessionBase.class, MethodHandles.lookup())
				.findVarHandle(SessionBase.class, "engine", IEngine.class);
			MethodHandles.Lookup streams = MethodHandles.privateLookupIn(StreamEngine.class, MethodHandles.lookup());
			HANDLE = streams.findVarHandle(StreamEngine.class, "handle", Poller.Handle.class);
			GREETING = streams.findVarHandle(StreamEngine.class, "greetingRecv", ByteBuffer.class);
			MECHANISM = streams.findVarHandle(StreamEngine.class, "mechanism", Mechanism.class);
			DECODER = streams.findVarHandle(StreamEngine.class, "decoder", IDecoder.class);
			OUT_SIZE = streams.findVarHandle(StreamEngine.class, "outsize", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new LinkageError("This is not JeroMQ 0.6.0", ex);
		}
	}

	private SocketMembers() {
	}

	/** Fails where a member is missing, before anything is opened. */
	static void requireAll() {
		// the initialisation of this class has done it
	}

	static Options options(SocketBase socket) {
		return (Options) OPTIONS.get((Own) socket);
	}

	static void attachPipe(SocketBase socket, Pipe pipe) {
		try {
			ATTACH_PIPE.invokeExact(socket, pipe, false, true);
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	static void addEndpoint(SocketBase socket, String endpoint, Own child, @Nullable Pipe pipe) {
		try {
			ADD_ENDPOINT.invokeExact(socket, endpoint, child, pipe);
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/** Gives a session its engine, and not a pipe too as JeroMQ does. */
	static void setEngine(SessionBase session, IEngine engine) {
		ENGINE.set(session, engine);
	}

	static Poller.Handle handle(StreamEngine engine) {
		return (Poller.Handle) HANDLE.get(engine);
	}

	/** Whether an engine's peer has begun to greet. */
	static boolean wasGreeted(StreamEngine engine) {
		return ((ByteBuffer) GREETING.get(engine)).position() > 0;
	}

	/** What shook hands, {@code null} with a peer of before ZMTP 3. */
	static @Nullable Mechanism mechanism(StreamEngine engine) {
		return (Mechanism) MECHANISM.get(engine);
	}

	static void setMechanism(StreamEngine engine, Mechanism mechanism) {
		MECHANISM.set(engine, mechanism);
	}

	static IDecoder decoder(StreamEngine engine) {
		return (IDecoder) DECODER.get(engine);
	}

	/** Has another decoder go on, at the end of a frame. */
	static void setDecoder(StreamEngine engine, IDecoder decoder) {
		DECODER.set(engine, decoder);
	}

	/** Whether an engine holds something that it has not written yet. */
	static boolean isWriting(StreamEngine engine) {
		return (int) OUT_SIZE.get(engine) > 0;
	}

	/** JeroMQ's methods declare nothing, so what they throw is unchecked. */
	private static RuntimeException unchecked(Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		return (ex instanceof RuntimeException unchecked) ? unchecked : new IllegalStateException(ex);
	}

}
