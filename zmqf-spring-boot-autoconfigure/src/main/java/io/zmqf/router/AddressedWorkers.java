package io.zmqf.router;

import java.util.Arrays;
import java.util.List;

import io.zmqf.message.Events;
import io.zmqf.message.StoppingReply;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are addressed by their routing ids. A strategy chooses the worker for each
 * request. Confined to the backend's loop.
 */
final class AddressedWorkers implements Workers {

	private final SocketLoop loop;

	private final RequestDispatcher requests;

	private final WorkerRoster roster;

	private final WorkerGroups groups;

	private final WorkerChoice choice;

	AddressedWorkers(SocketLoop loop, RoutingStrategy strategy, RouterSettings settings, RequestDispatcher requests,
			RouterListener listener, MemoryLimits memory) {
		this.loop = loop;
		this.requests = requests;
		this.groups = new WorkerGroups(requests.waiting());
		this.roster = new WorkerRoster(loop, settings, requests, listener, memory, this.groups, this);
		this.choice = new WorkerChoice(strategy, this.groups, this.roster.unreached());
	}

	WorkerRoster roster() {
		return this.roster;
	}

	@Override
	public Dispatch dispatch(RoutedRequest request) {
		while (true) {
			KnownWorker chosen = this.choice.choose(request.event());
			if (chosen == null) {
				return this.groups.isNoneFor(request.event()) ? withoutWorkers(request.event()) : Dispatch.BUSY;
			}
			if (!this.requests.inFlight().hasMemoryFor(request)) {
				return Dispatch.BUSY;
			}
			if (dispatch(request, chosen) == Dispatch.SENT) {
				return Dispatch.SENT;
			}
		}
	}

	@Override
	public Dispatch dispatch(RoutedRequest request, KnownWorker chosen) {
		if (!this.requests.full().sendControlMessages(chosen)) {
			return Dispatch.BUSY;
		}
		return switch (this.loop.send(request.framesFor(chosen, this.loop.now()))) {
			case SENT -> {
				if (this.roster.unreached().remove(chosen)) {
					this.groups.join(chosen, null);
				}
				request.worker = chosen;
				chosen.take(request);
				yield Dispatch.SENT;
			}
			case FULL -> {
				full(chosen);
				yield Dispatch.BUSY;
			}
			case UNROUTABLE -> {
				this.roster.forget(chosen, "it can't be reached");
				this.loop.execute(() -> this.roster.releaseRequests(chosen));
				yield Dispatch.NO_WORKER;
			}
		};
	}

	@Override
	public List<KnownWorker> handling(String event) {
		if (Events.isQuery(event)) { // others would handle it as an event
			return snapshot().stream().filter((worker) -> worker.isAvailable() && worker.capabilities.all()).toList();
		}
		List<KnownWorker> handling = this.groups.handling(event);
		handling.addAll(this.roster.unreached().all());
		return handling;
	}

	@Override
	public Dispatch withoutWorkers(String event) {
		return (this.groups.isEmpty() || this.roster.former().handled(event)) ? Dispatch.NO_WORKER
				: Dispatch.NO_HANDLER;
	}

	private void full(KnownWorker worker) {
		if (this.roster.unreached().remove(worker)) {
			this.roster.forget(worker, "it does not read");
		}
		else {
			this.requests.full().add(worker);
		}
	}

	@Override
	public void offer(@Nullable KnownWorker worker) {
		if (worker == null || !this.requests.full().sendControlMessages(worker)) {
			return;
		}
		this.requests.full().remove(worker);
		for (WorkerGroup group; (group = worker.group) != null && worker.hasRoom() && offerNext(worker, group);) {
			// the next one
		}
	}

	/**
	 * Sends a worker the next request that waits for it or for any worker of its group.
	 * The two kinds take turns.
	 * @param worker the worker
	 * @param group its group
	 * @return {@code true} if a request was sent, so that there may be room for another
	 * one
	 */
	private boolean offerNext(KnownWorker worker, WorkerGroup group) {
		if (worker.parts.size() == 0) {
			return this.requests.offerNext(group);
		}
		worker.partsTurn = !worker.partsTurn;
		return worker.partsTurn ? this.requests.gatherings().offerNext(worker) || this.requests.offerNext(group)
				: this.requests.offerNext(group) || this.requests.gatherings().offerNext(worker);
	}

	@Override
	public void offerAll() {
		snapshot().forEach(this::offer);
		offerToAny();
	}

	/** Sends waiting requests to the workers that handle all events. */
	void offerToAny() {
		while (this.requests.offerNext(this.groups.all())) {
			// the next one
		}
	}

	@Override
	public boolean isNoneFor(String event) {
		return this.groups.isNoneFor(event);
	}

	@Override
	public long expectedUntil(String event) {
		return this.roster.former().expectedUntil(event, this.loop.now());
	}

	@Override
	public void await(WaitingEvent event) {
		this.groups.await(event);
	}

	@Override
	public int replyAddresses() {
		return 2;
	}

	@Override
	public boolean accepts(RoutedRequest request, byte[][] reply) {
		KnownWorker worker = request.worker;
		if (worker == null || !Arrays.equals(worker.identity(), reply[0])) {
			return false;
		}
		this.roster.answered(worker);
		if (StoppingReply.matches(reply)) {
			this.roster.stopping(worker);
		}
		return true;
	}

	@Override
	public void release(RoutedRequest request) {
		KnownWorker worker = request.worker;
		if (worker != null) {
			worker.release(request);
			request.worker = null;
		}
	}

	@Override
	public void control(byte[][] frames, String event) {
		this.roster.control(frames, event);
	}

	@Override
	public boolean isWorker(byte[] identity) {
		return this.roster.isKnown(identity);
	}

	@Override
	public List<KnownWorker> snapshot() {
		return this.roster.snapshot();
	}

	@Override
	public void disconnected(byte[] identity) {
		KnownWorker worker = this.roster.find(identity);
		if (worker != null) {
			this.roster.lose(worker, "it disconnected");
		}
	}

}
