package io.zmqf.worker;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import org.jspecify.annotations.Nullable;

/**
 * A request and the calls of the application that it takes: its handler, what asks the
 * source that the handler has returned, and what stops both.
 */
abstract class HandledRequest extends AnswerableRequest {

	private static final AtomicReferenceFieldUpdater<HandledRequest, Progress> PROGRESS = AtomicReferenceFieldUpdater
		.newUpdater(HandledRequest.class, Progress.class, "progress");

	private static final AtomicIntegerFieldUpdater<HandledRequest> CALLS = AtomicIntegerFieldUpdater
		.newUpdater(HandledRequest.class, "calls");

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

	/** What interrupts its handler, {@code null} where that is not allowed. */
	private final @Nullable HandlerInterruption interruption;

	/** Its last run on the executor, where it has one. */
	private @Nullable HandlerRun run;

	/**
	 * The items that its sender takes and its source has not given yet, {@code null}
	 * where that takes one reply; set before it is handled.
	 */
	@Nullable AtomicLong credit;

	/** What its sender takes, {@code null} for one reply. */
	private @Nullable StreamTerms terms;

	/** The items of its reply, {@code null} while it has none. */
	private volatile @Nullable StreamedItems items;

	/** Whether something takes the items of its reply; of the thread of its handler. */
	private boolean subscribed;

	HandledRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(connection, registration, frames, delimiter, arrived, vouching);
		this.interruption = (registration != null && registration.interruptible()) ? new HandlerInterruption() : null;
	}

	boolean isInterruptible() {
		return this.interruption != null;
	}

	/** The task for the executor. */
	HandlerRun toRun() {
		return toRun(this::handle);
	}

	/**
	 * The task for the executor that calls what the handler has returned; on the loop.
	 */
	HandlerRun toResume(Runnable work) {
		return toRun(() -> resume(work));
	}

	private HandlerRun toRun(Runnable work) {
		HandlerRun former = this.run;
		while (former != null && former.isDone()) {
			former = former.former();
		}
		HandlerRun created = new HandlerRun(registration(), work, former);
		this.run = created;
		return created;
	}

	/** Its newest task, {@code null} where it is handled on the loop. */
	@Nullable HandlerRun runs() {
		return this.run;
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
				this.terms = (this.credit != null) ? StreamTerms.of(request.headers()) : null;
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
				reply(request, now.join(), result);
				ended();
				return;
			}
			CompletionStage<Message> later = result;
			later.whenComplete((reply, failure) -> {
				try {
					if (reply != null && failure == null) {
						reply(request, reply, later);
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
		catch (Throwable ex) {
			// An Error of a handler is its own, and its caller still waits
			try {
				fail(request, ex, result);
			}
			finally {
				ended();
			}
		}
	}

	/** What replaces the failure of a source can't replace the items that are missing. */
	private void reply(Message request, Message reply, CompletionStage<Message> result) {
		StreamedItems streamed = this.items;
		Throwable missing = (streamed != null && !reply.isError()) ? streamed.missing() : null;
		if (missing != null) {
			fail(request, missing, result);
		}
		else {
			answerOrFail(request, reply, result);
		}
	}

	private CompletionStage<Message> call(HandlerRegistry.Registration known, Message request) throws Exception {
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
		}
	}

	/** Calls what the handler has returned, as the handler was called. */
	private void resume(Runnable work) {
		CALLS.getAndIncrement(this);
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

	/** Makes the items of the reply for a sender that takes them. */
	abstract StreamedItems items(Message request, Function<@Nullable Object, byte[]> writer, StreamTerms streamed,
			AtomicLong left);

	/** What takes the items of the reply. */
	ItemSubscriber subscriber(Message request, Function<@Nullable Object, byte[]> writer) {
		this.subscribed = true;
		if (this.terms == null || this.credit == null || this.items != null) {
			return connection().context().collected(frames(), request, writer);
		}
		StreamTerms.grant(this.credit, this.terms.credit());
		StreamedItems streamed = items(request, writer, this.terms, this.credit);
		this.items = streamed;
		return streamed;
	}

	/** Its sender takes more items, maybe before there is one; on the loop. */
	void grant(int wanted) {
		if (this.credit != null) {
			long before = StreamTerms.grant(this.credit, wanted);
			StreamedItems streamed = this.items; // which reads the credit itself later
			if (streamed != null) {
				streamed.granted(before);
			}
		}
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

	/** A call has ended, and the handler with the last one. */
	private void ended() {
		if (CALLS.decrementAndGet(this) == 0 && PROGRESS.getAndSet(this, Progress.ENDED) == Progress.ABANDONED) {
			connection().context().abandoned().decrementAndGet();
		}
	}

	@Override
	boolean stop() {
		if (PROGRESS.compareAndSet(this, Progress.WAITING, Progress.ENDED)) {
			if (this.run != null) {
				connection().context().executor().withdraw(this.run);
			}
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
		CALLS.getAndIncrement(this);
		connection().context().runBeside(frames(), actions, this::ended);
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

}
