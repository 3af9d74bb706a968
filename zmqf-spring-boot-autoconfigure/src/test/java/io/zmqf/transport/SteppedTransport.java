package io.zmqf.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.ThreadRunner;
import org.jspecify.annotations.Nullable;

/**
 * A transport without sockets and threads: the test runs its loops step by step, with a
 * manual clock.
 */
public final class SteppedTransport implements Transport {

	private static final int SETTLED = 1000;

	private final ManualClock clock = new ManualClock();

	private final TransportListener listener;

	private final List<Stepped> loops = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private MemoryLimits memory = MemoryLimits.ofHeap();

	private boolean withoutSockets;

	public SteppedTransport(TransportListener listener) {
		this.listener = listener;
	}

	public SteppedTransport() {
		this(TransportListener.NONE);
	}

	/** A loop and the sockets that it has had. */
	private static final class Stepped {

		private final List<ScriptedSocket> sockets = new ArrayList<>();

		private @Nullable DefaultSocketLoop loop;

		DefaultSocketLoop loop() {
			return Objects.requireNonNull(this.loop);
		}

	}

	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		return create(name, settings, handler, 0);
	}

	SocketLoop create(String name, SocketSettings settings, SocketHandler handler, int unresolvable) {
		Stepped stepped = new Stepped();
		stepped.loop = new DefaultSocketLoop(name, settings.endpoint(), new ThreadRunner(name, true), (owner) -> {
			if (this.withoutSockets) {
				throw new TransportException(settings.endpoint(), TransportException.Reason.ADDRESS_IN_USE, "in use",
						null);
			}
			ScriptedSocket socket = new ScriptedSocket(settings, owner, stepped.sockets.isEmpty() ? unresolvable : 0);
			stepped.sockets.add(socket);
			return socket;
		}, handler, this.clock, this.failures::add);
		this.loops.add(stepped);
		return stepped.loop();
	}

	@Override
	public TransportListener listener() {
		return this.listener;
	}

	@Override
	public MemoryLimits memoryLimits() {
		return this.memory;
	}

	/** Limits the memory of messages. */
	public SteppedTransport limitMemory(long bytes) {
		this.memory = new MemoryLimits(bytes, bytes);
		return this;
	}

	/** No socket can be opened from now on, or they can again. */
	void withoutSockets(boolean without) {
		this.withoutSockets = without;
	}

	public ManualClock clock() {
		return this.clock;
	}

	/** Opens the sockets, so that starting the loops starts no thread. */
	public void open() {
		this.loops.forEach((stepped) -> stepped.loop().open());
	}

	/** Leaves the loops made so far as they are, and counts from the next one. */
	public void forget() {
		this.loops.clear();
	}

	/** Turns all loops until none has anything to do. */
	public void turn() {
		int work = 1;
		for (int turns = 0; work > 0; turns++) {
			if (turns == SETTLED) {
				throw new IllegalStateException("The loops don't come to rest");
			}
			work = 0;
			for (Stepped stepped : this.loops) {
				work += stepped.loop().turn();
			}
		}
	}

	/** Turns one loop once. */
	public int turnOnce(int loop) {
		return this.loops.get(loop).loop().turn();
	}

	/** Ends all loops, as closing does once their threads see it. */
	public void end() {
		this.loops.forEach((stepped) -> stepped.loop().end());
	}

	/** The socket that a loop has now. */
	public ScriptedSocket socket(int loop) {
		List<ScriptedSocket> sockets = sockets(loop);
		return sockets.get(sockets.size() - 1);
	}

	/** The sockets that a loop has had, oldest first. */
	public List<ScriptedSocket> sockets(int loop) {
		return this.loops.get(loop).sockets;
	}

	/** Returns the failures that the loops reported. */
	public List<Throwable> failures() {
		return this.failures;
	}

}
