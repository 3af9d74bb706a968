package io.zmqf.support;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Records the workers that join and leave. */
public final class RouterRecord implements RouterListener {

	private final Queue<String> joined = new ConcurrentLinkedQueue<>();

	private final Queue<String> left = new ConcurrentLinkedQueue<>();

	private final Queue<String> refused = new ConcurrentLinkedQueue<>();

	private final AtomicInteger abandoned = new AtomicInteger();

	private final Queue<ProblemType> problems = new ConcurrentLinkedQueue<>();

	@Override
	public void requestEnded(@Nullable ProblemType problem, long nanos) {
		if (problem != null) {
			this.problems.add(problem);
		}
	}

	@Override
	public void requestAbandoned(long nanos) {
		this.abandoned.incrementAndGet();
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		this.joined.add(worker);
	}

	@Override
	public void workerLeft(String worker, PeerName peer, String reason) {
		this.left.add(worker + ": " + reason);
	}

	@Override
	public void messageRefused(@Nullable String worker, PeerName peer, String reason) {
		this.refused.add(worker + " of " + peer.address() + ": " + reason);
	}

	/**
	 * The messages of workers that were not taken.
	 * @return the sender and the reason of each, in order
	 */
	public List<String> refused() {
		return List.copyOf(this.refused);
	}

	/**
	 * Waits until a number of workers have joined. Those that rejoin are counted again.
	 * @param count the number
	 */
	public void awaitJoined(int count) {
		await().until(() -> this.joined.size() >= count);
	}

	/**
	 * Waits until so many workers have gone.
	 * @param count their number
	 */
	public void awaitLeft(int count) {
		await().until(() -> this.left.size() >= count);
	}

	/**
	 * Returns the problems that routers replied with.
	 * @return the problems, in order
	 */
	public List<ProblemType> problems() {
		return List.copyOf(this.problems);
	}

	/**
	 * The number of requests whose client was gone.
	 * @return the number of all of them
	 */
	public int abandoned() {
		return this.abandoned.get();
	}

	/**
	 * Returns the workers that have joined.
	 * @return the workers' identities, in order
	 */
	public List<String> joined() {
		return List.copyOf(this.joined);
	}

	/**
	 * Returns the workers that have left.
	 * @return the workers' identities and the reasons, in order
	 */
	public List<String> left() {
		return List.copyOf(this.left);
	}

}
