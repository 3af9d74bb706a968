package io.zmqf.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import io.zmqf.message.FairQueue;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.LimitedExecutor;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A request from its arrival to its end: the executor runs its handler, the loop of its
 * connection sends the answer. At its deadline the loop answers it, whatever the handler
 * does.
 */
final class InboundRequest extends AnswerableRequest implements LoopTask {

	private static final VarHandle PROGRESS;

	private static final VarHandle CALLS;

	static {
		try {
			CALLS = MethodHandles.lookup().findVarHandle(InboundRequest.class, "calls", int.class);
			PROGRESS = MethodHandles.lookup().findVarHandle(InboundRequest.class, "progress", Progress.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** What the handler does with the request. */
	private enum Progress {

		WAITING, RUNNING, ABANDONED, ENDED

	}

	private volatile Progress progress = Progress.WAITING;

	/**
	 * The calls of the application that have not ended: the handler until its reply has,
	 * and what asks or stops the handler's source.
	 */
	private volatile int calls = 1;

	/** When nobody waits any more; 0 until the loop has read it, which owns it. */
	private long deadline;

	/** What interrupts its handler, {@code null} where that is not allowed. */
	private final @Nullable HandlerInterruption interruption;

	/** Its last run on the executor, where it has one. */
	private @Nullable Run run;

	/** Its place while it waits for its turn; owned by {@link RequestQueue}. */
	FairQueue.@Nullable Place<InboundRequest> place;

	/** The loop's thread while it handles the request, for that thread alone. */
	private @Nullable Thread here;

	/**
	 * Its end where its sender asks all, of whom this is the only one; {@code null} for
	 * other senders, who know their deadlines themselves.
	 */
	@Nullable Timed endOfAll;

	/**
	 * Where its answer or items wait for room, {@code null} while they don't; owned by
	 * {@link ReplySender}.
	 */
	@Nullable Deque<InboundRequest> waitsIn;

	/**
	 * Whether its answer waits and counts as one that does; owned by {@link ReplySender}.
	 */
	boolean kept;

	/** Whether its sender takes items; set before it is handled. */
	boolean takesItems;

	/** What its sender takes, {@code null} for one reply. */
	private @Nullable StreamTerms terms;

	/** The items of its reply, {@code null} while it has none. */
	private volatile @Nullable StreamedItems items;

	/** Whether something takes the items of its reply; of the thread of its handler. */
	private boolean subscribed;

	/** The messages sent to one who asks all; owned by {@link ReplySender}. */
	int sentToAll;

	/** Whether it has a place; owned by {@link HandlerPlaces}. */
	boolean placed;

	/**
	 * Whether its deadline has passed, so that it has no place; owned by
	 * {@link HandlerPlaces}.
	 */
	boolean stopped;

	/** Its neighbours among those in hand; owned by {@link InboundRequests}. */
	@Nullable InboundRequest older;

	@Nullable InboundRequest newer;

	boolean listed;

	/**
	 * Creates a request that has just arrived.
	 * @param connection the connection that it came by
	 * @param registration the handler of its event, {@code null} for none
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param arrived the time of its arrival
	 * @param vouching the replacement of what it says of its sender, {@code null} where
	 * that can be relied on
	 */
	InboundRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(connection, registration, frames, delimiter, arrived, vouching);
		this.interruption = (registration != null && registration.interruptible()) ? new HandlerInterruption() : null;
	}

	boolean isInterruptible() {
		return this.interruption != null;
	}

	/** Whether its handler runs on the loop. */
	boolean isHandledHere() {
		HandlerRegistry.Registration known = registration();
		return known != null && !known.blocking();
	}

	/** The task for the executor. */
	Run toRun() {
		return toRun(this::handle);
	}

	/**
	 * The task for the executor that calls what the handler has returned; on the loop.
	 */
	Run toResume(Runnable work) {
		return toRun(() -> resume(work));
	}

	private Run toRun(Runnable work) {
		Run former = this.run;
		while (former != null && former.isDone()) {
			former = former.former();
		}
		Run created = new Run(work, former);
		this.run = created;
		return created;
	}

	/** Its newest task, {@code null} where it is handled on the loop. */
	@Nullable Run runs() {
		return this.run;
	}

	/** Sends the answer; on the loop. */
	@Override
	public void run() {
		connection().replies().send(this);
	}

	/**
	 * Handles the request on the loop, which sends the answer itself where it is there.
	 * @return whether it is
	 */
	boolean handleHere() {
		this.here = Thread.currentThread();
		try {
			handle();
		}
		finally {
			this.here = null;
		}
		return isAnswered();
	}

	/** Handles the request; on the executor, or on the loop. */
	void handle() {
		if (isAnswered() || !PROGRESS.compareAndSet(this, Progress.WAITING, Progress.RUNNING)) {
			return;
		}
		boolean endedByHandler = false;
		try {
			Message request = decoded();
			long begun = begin();
			HandlerRegistry.Registration known = registration();
			Deadline limit = deadline(request.headers());
			if (known == null) {
				refuse(ProblemType.NO_HANDLER, null);
			}
			else if (limit != null && limit.nanoTime() - begun <= 0) {
				refuse(ProblemType.DEADLINE_EXCEEDED, null);
			}
			else {
				boolean pressed = this.run != null && connection().isPressed();
				if (pressed && limit != null && limit.nanoTime() - begun < known.pace().nanos()) {
					known.pace().skipped();
					refuse(ProblemType.DEADLINE_EXCEEDED, "Too little time was left, and others wait");
					return;
				}
				this.terms = this.takesItems ? StreamTerms.of(request.headers()) : null;
				endedByHandler = true;
				handle(request, known, limit);
				if (pressed && !isCancelled()) {
					known.pace().took(System.nanoTime() - begun);
				}
			}
		}
		catch (MalformedMessageException ex) {
			refuse(ProblemType.MALFORMED, ex.getMessage());
		}
		catch (Throwable ex) { // such as too little memory
			try {
				connection().context().failed(frames(), ex);
			}
			finally {
				refuse(ProblemType.HANDLER_FAILED, null);
			}
		}
		finally {
			if (!endedByHandler) {
				ended();
			}
		}
	}

	private void handle(Message request, HandlerRegistry.Registration known, @Nullable Deadline limit) {
		CompletionStage<Message> result = null;
		try (Deadline.Scope scope = Deadline.open((this.terms != null) ? deadline(this.terms) : limit);
				Cancellation.Scope wait = Cancellation.open(this)) {
			result = call(known, request);
			if (result instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
				answerOrFail(request, now.join(), result);
				ended();
				return;
			}
			CompletionStage<Message> later = result;
			later.whenComplete((reply, failure) -> {
				try {
					if (reply != null && failure == null) {
						answerOrFail(request, reply, later);
					}
					else {
						fail(request, failure, later);
					}
				}
				finally {
					ended();
				}
			});
		}
		catch (Throwable ex) { // an Error of a handler is its own, and its caller still
								// waits
			try {
				fail(request, ex, result);
			}
			finally {
				ended();
			}
		}
	}

	private CompletionStage<Message> call(HandlerRegistry.Registration known, Message request) throws Exception {
		InboundRequest before = known.streaming() ? StreamedReply.open(this) : null;
		try {
			if (this.interruption != null) {
				this.interruption.begin();
				throwIfCancelled();
			}
			return known.handler().handle(request);
		}
		finally {
			if (this.interruption != null) {
				this.interruption.end();
			}
			if (known.streaming()) {
				StreamedReply.open(before);
			}
		}
	}

	/** Calls what the handler has returned, as the handler was called. */
	private void resume(Runnable work) {
		CALLS.getAndAdd(this, 1);
		try (Deadline.Scope scope = Deadline.open((this.terms != null) ? deadline(this.terms) : null);
				Cancellation.Scope wait = Cancellation.open(this)) {
			if (this.interruption != null) {
				this.interruption.begin();
				if (isCancelled()) { // what closes the source has to end by itself
					this.interruption.end();
				}
			}
			work.run();
		}
		finally {
			if (this.interruption != null) {
				this.interruption.end();
			}
			ended();
		}
	}

	/** What takes the items of the reply. */
	ItemSubscriber subscriber(Message request, Function<@Nullable Object, byte[]> writer) {
		this.subscribed = true;
		if (this.terms == null || this.items != null) {
			return connection().context().collected(frames(), request, writer);
		}
		StreamedItems streamed = new StreamedItems(this, request, writer, this.terms);
		this.items = streamed;
		return streamed;
	}

	/** Whether its reply has many items; on the thread of its handler. */
	boolean hasSubscriber() {
		return this.subscribed;
	}

	/** The items of its reply, {@code null} while it has none. */
	@Nullable StreamedItems items() {
		return this.items;
	}

	/** A source goes on no longer than its request, whatever has answered that. */
	void stopItems() {
		StreamedItems streamed = this.items;
		if (streamed != null && !streamed.isDone()) {
			runBeside(() -> streamed.cancel(true));
		}
	}

	/** Its answer is sent or dropped; on the loop. */
	void traceEnd() {
		StreamedItems streamed = this.items;
		long now = connection().now();
		traceEnd(((streamed != null) ? streamed.begunAt(now) : now) - arrived());
	}

	/** A call has ended, and the handler with the last one. */
	private void ended() {
		if ((int) CALLS.getAndAdd(this, -1) == 1
				&& (Progress) PROGRESS.getAndSet(this, Progress.ENDED) == Progress.ABANDONED) {
			connection().context().abandoned().decrementAndGet();
		}
	}

	/** When nobody waits any more; on the loop. */
	long deadline() {
		StreamedItems streamed = this.items;
		if (streamed != null && !this.stopped) {
			this.deadline = streamed.deadline(this.waitsIn != null);
		}
		if (this.deadline == 0) {
			this.deadline = arrived() + timeoutNanos();
		}
		return this.deadline;
	}

	/** Sends the answer, which whoever handles the request on the loop does itself. */
	@Override
	void answered() {
		if (this.here != Thread.currentThread()) {
			connection().execute(this);
		}
	}

	@Override
	boolean stop() {
		if (PROGRESS.compareAndSet(this, Progress.WAITING, Progress.ENDED)) {
			return false;
		}
		Runnable actions = cancel();
		if (this.interruption != null) {
			this.interruption.interrupt();
		}
		if (actions != null) {
			runBeside(actions);
		}
		return true;
	}

	/** Has something stop the handler, which runs until that has ended. */
	void runBeside(Runnable actions) {
		CALLS.getAndAdd(this, 1);
		boolean given = false;
		try {
			connection().context().runBeside(frames(), () -> {
				try {
					actions.run();
				}
				finally {
					ended();
				}
			});
			given = true;
		}
		finally {
			if (!given) {
				ended();
			}
		}
	}

	boolean isRunning() {
		return this.progress == Progress.RUNNING;
	}

	/** Returns whether the handler still runs, which is counted until its end. */
	boolean abandon() {
		return PROGRESS.compareAndSet(this, Progress.RUNNING, Progress.ABANDONED);
	}

	boolean isWaiting() {
		return this.progress == Progress.WAITING;
	}

	/**
	 * A run of a blocking handler, which stops counting at the deadline. One that calls
	 * what the handler has returned can begin while a former one has not ended.
	 */
	final class Run extends LimitedExecutor.Task {

		private final Runnable work;

		private final @Nullable Run former;

		Run(Runnable work, @Nullable Run former) {
			this.work = work;
			this.former = former;
		}

		/** The run before it that had not ended when it was made. */
		@Nullable Run former() {
			return this.former;
		}

		@Override
		public void run() {
			this.work.run();
		}

		@Override
		protected void endedAfterRelease() {
			HandlerRegistry.Registration known = registration();
			if (known != null) {
				known.overdue().decrementAndGet();
			}
		}

	}

}
