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
 * A request with its calls to application code: to the handler, to the source of items
 * that the handler has returned, and to cancel both.
 */
abstract class HandledRequest extends AnswerableRequest {

	private static final AtomicReferenceFieldUpdater<HandledRequest, Progress> PROGRESS = AtomicReferenceFieldUpdater
		.newUpdater(HandledRequest.class, Progress.class, "progress");

	private static final AtomicIntegerFieldUpdater<HandledRequest> CALLS = AtomicIntegerFieldUpdater
		.newUpdater(HandledRequest.class, "calls");

	/** The progress of the handler. */
	private enum Progress {

		WAITING, RUNNING, ABANDONED, ENDED

	}

	private volatile Progress progress = Progress.WAITING;

	/**
	 * The number of calls to application code that have not ended. The call of the
	 * handler ends with its future reply. Calls that request items from its source or
	 * cancel it count, too.
	 */
	private volatile int calls = 1;

	/** The interruption of the handler, or {@code null} if it is not interruptible. */
	private final @Nullable HandlerInterruption interruption;

	/** The newest task on the executor, or {@code null} if there is none. */
	private @Nullable HandlerRun run;

	/**
	 * The credit of the caller: the number of items that it accepts and that the source
	 * has not emitted yet. It is {@code null} if the caller accepts no stream. Set before
	 * the request is handled.
	 */
	@Nullable AtomicLong credit;

	/**
	 * The terms of the stream that the caller accepts, or {@code null} for a single
	 * reply.
	 */
	private @Nullable StreamTerms terms;

	/** The streamed items of the reply, or {@code null} if there are none yet. */
	private volatile @Nullable StreamedItems items;

	/** Whether the reply has a subscriber of items. Owned by the handler's thread. */
	private boolean subscribed;

	HandledRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(connection, registration, frames, delimiter, arrived, vouching);
		this.interruption = (registration != null && registration.interruptible()) ? new HandlerInterruption() : null;
	}

	boolean isInterruptible() {
		return this.interruption != null;
	}

	/** Creates the executor's task that calls the handler. */
	HandlerRun toRun() {
		return toRun(this::handle);
	}

	/**
	 * Creates the executor's task that calls the source which the handler has returned.
	 * Called on the event loop.
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

	/** Returns the newest task, or {@code null} if the event loop handles the request. */
	@Nullable HandlerRun runs() {
		return this.run;
	}

	/**
	 * Handles the request. Called on the executor, or on the event loop for a handler
	 * that does not block.
	 */
	void handle() {
		if (isAnswered() || !PROGRESS.compareAndSet(this, Progress.WAITING, Progress.RUNNING)) {
			return;
		}
		boolean endedByHandler = false;
		try {
			Message request = decoded();
			long begun = begin();
			HandlerRegistry.Registration registration = registration();
			Deadline limit = deadline(request.headers());
			if (registration == null) {
				refuse(ProblemType.NO_HANDLER, null);
			}
			else if (limit != null && limit.nanoTime() - begun <= 0) {
				refuse(ProblemType.DEADLINE_EXCEEDED, null);
			}
			else {
				boolean pressed = this.run != null && connection().isPressed();
				if (pressed && limit != null && limit.nanoTime() - begun < registration.pace().nanos()) {
					registration.pace().skipped();
					refuse(ProblemType.DEADLINE_EXCEEDED,
							"The remaining time was too short for the event, and other requests were waiting");
					return;
				}
				this.terms = (this.credit != null) ? StreamTerms.of(request.headers()) : null;
				endedByHandler = true;
				handle(request, registration, limit);
				if (pressed && !isCancelled()) {
					registration.pace().took(System.nanoTime() - begun);
				}
			}
		}
		catch (MalformedMessageException ex) {
			refuse(ProblemType.MALFORMED, ex.getMessage());
		}
		catch (Throwable ex) { // such as an OutOfMemoryError
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

	private void handle(Message request, HandlerRegistry.Registration registration, @Nullable Deadline limit) {
		CompletionStage<Message> result = null;
		try (Deadline.Scope scope = Deadline.open((this.terms != null) ? deadline(this.terms) : limit);
				Cancellation.Scope wait = Cancellation.open(this)) {
			result = call(registration, request);
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
			// An Error of a handler must not leave its caller waiting
			try {
				fail(request, ex, result);
			}
			finally {
				ended();
			}
		}
	}

	private void reply(Message request, Message reply, CompletionStage<Message> result) {
		StreamedItems streamed = this.items;
		Throwable missing = (streamed != null) ? streamed.missing(reply) : null;
		if (missing != null) {
			fail(request, missing, result);
		}
		else {
			answerOrFail(request, reply, result);
		}
	}

	private CompletionStage<Message> call(HandlerRegistry.Registration registration, Message request) throws Exception {
		try {
			if (this.interruption != null) {
				this.interruption.begin();
				throwIfCancelled();
			}
			return registration.handler().handle(request);
		}
		finally {
			if (this.interruption != null) {
				this.interruption.end();
			}
		}
	}

	/**
	 * Calls the source that the handler has returned, with the deadline and the
	 * cancellation of the request.
	 */
	private void resume(Runnable work) {
		CALLS.getAndIncrement(this);
		try (Deadline.Scope scope = Deadline.open((this.terms != null) ? deadline(this.terms) : null);
				Cancellation.Scope wait = Cancellation.open(this)) {
			if (this.interruption != null) {
				this.interruption.begin();
				if (isCancelled()) { // no interrupts: the work closes the source
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

	/** Creates the streamed items for a caller that accepts a stream. */
	abstract StreamedItems items(Message request, Function<@Nullable Object, byte[]> writer, StreamTerms streamed,
			AtomicLong left);

	/** Creates the subscriber of the items of the reply. */
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

	/**
	 * Adds credit of the caller, possibly before the first item. Called on the event
	 * loop.
	 */
	void grant(int wanted) {
		if (this.credit != null) {
			long before = StreamTerms.grant(this.credit, wanted);
			// New items read the credit themselves
			StreamedItems streamed = this.items;
			if (streamed != null) {
				streamed.granted(before);
			}
		}
	}

	/** Whether the handler has begun a reply of items. Called on the handler's thread. */
	boolean hasSubscriber() {
		return this.subscribed;
	}

	/** Returns the streamed items, or {@code null} if there are none yet. */
	@Nullable StreamedItems items() {
		return this.items;
	}

	/**
	 * Cancels the source if it has not ended. It must not outlive its request, whatever
	 * has set the reply.
	 */
	void stopItems() {
		StreamedItems streamed = this.items;
		if (streamed != null && !streamed.isDone()) {
			runBeside(() -> streamed.cancel(true));
		}
	}

	/** Counts the end of a call. The handler ends with its last call. */
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

	/**
	 * Runs actions that stop the handler on the executor. The handler counts as running
	 * until they have ended.
	 */
	void runBeside(Runnable actions) {
		CALLS.getAndIncrement(this);
		connection().context().runBeside(frames(), actions, this::ended);
	}

	boolean isRunning() {
		return this.progress == Progress.RUNNING;
	}

	/** Marks a running handler as abandoned. Returns {@code false} if it does not run. */
	boolean abandon() {
		return PROGRESS.compareAndSet(this, Progress.RUNNING, Progress.ABANDONED);
	}

	boolean isWaiting() {
		return this.progress == Progress.WAITING;
	}

}
