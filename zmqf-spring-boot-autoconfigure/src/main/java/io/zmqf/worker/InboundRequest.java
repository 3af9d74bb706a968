package io.zmqf.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import io.zmqf.message.FairQueue;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.Printable;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Utf8;
import io.zmqf.message.Word;
import io.zmqf.transport.LimitedExecutor;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A request from its arrival to its one answer: the executor runs it, the loop of its
 * connection sends the answer. At its deadline the loop answers it, whatever the handler
 * does.
 */
final class InboundRequest extends Cancellation implements LoopTask {

	/** The answer to a request that nobody waits for. */
	private static final byte[][] NO_ANSWER = {};

	private static final VarHandle ANSWER;

	private static final VarHandle PROGRESS;

	private static final VarHandle CALLS;

	static {
		try {
			CALLS = MethodHandles.lookup().findVarHandle(InboundRequest.class, "calls", int.class);
			ANSWER = MethodHandles.lookup().findVarHandle(InboundRequest.class, "answer", byte[][].class);
			PROGRESS = MethodHandles.lookup().findVarHandle(InboundRequest.class, "progress", Progress.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static final int MAX_CAUSES = 16;

	/** The memory of a frame besides its content, so that empty ones count, too. */
	private static final int FRAME_BYTES = 16;

	/** What the handler does with the request. */
	private enum Progress {

		WAITING, RUNNING, ABANDONED, ENDED

	}

	private final WorkerConnection connection;

	private final HandlerRegistry.@Nullable Registration registration;

	private final byte[][] frames;

	private final int delimiter;

	private final long arrived;

	private final @Nullable UnaryOperator<Map<String, String>> vouching;

	private volatile byte @Nullable [][] answer;

	private volatile Progress progress = Progress.WAITING;

	/**
	 * The calls of the application that have not ended: the handler until its reply has,
	 * and what asks or stops the handler's source.
	 */
	private volatile int calls = 1;

	/** When a thread began to handle it, 0 before. */
	private long begun;

	/** When nobody waits any more; 0 until the loop has read it, which owns it. */
	private long deadline;

	/** The thread that may be interrupted; guarded by this, as is whether it was. */
	private @Nullable Thread thread;

	private boolean interrupted;

	/** Its run on the executor, where it has one. */
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

	/** Whether its answer or items wait for room; owned by {@link WorkerConnection}. */
	boolean waits;

	/** Whether its sender takes items; set before it is handled. */
	boolean takesItems;

	/** What its sender takes, {@code null} for one reply. */
	private @Nullable StreamTerms terms;

	/** The items of its reply, {@code null} while it has none. */
	private volatile @Nullable StreamedItems items;

	/** Whether something takes the items of its reply; of the thread of its handler. */
	private boolean subscribed;

	/** The messages sent to one who asks all; owned by {@link WorkerConnection}. */
	int sentToAll;

	/** Whether it has a place of those that the loop counts. */
	boolean placed;

	/** Whether its deadline has passed, so that it has no place; of the loop. */
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
		this.connection = connection;
		this.registration = registration;
		this.frames = frames;
		this.delimiter = delimiter;
		this.arrived = arrived;
		this.vouching = vouching;
	}

	/** What can be seen of it from outside. */
	OpenRequest describe(long now) {
		return new OpenRequest(Printable.of(MessageCodec.event(this.frames[this.delimiter + 1])),
				Duration.ofNanos(Math.max(0, now - this.arrived)), null, 1, RequestReference.of(this.frames).traceId());
	}

	long arrived() {
		return this.arrived;
	}

	/** The memory that its frames take. */
	long bytes() {
		long bytes = 0;
		for (byte[] frame : this.frames) {
			bytes += frame.length + FRAME_BYTES;
		}
		return bytes;
	}

	byte[][] frames() {
		return this.frames;
	}

	int delimiter() {
		return this.delimiter;
	}

	boolean isFrom(byte[] identity) {
		return Arrays.equals(this.frames[0], identity);
	}

	HandlerRegistry.@Nullable Registration registration() {
		return this.registration;
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
		Run created = new Run(work);
		this.run = created;
		return created;
	}

	/** Its task, {@code null} where it is handled on the loop. */
	@Nullable Run runs() {
		return this.run;
	}

	/** Sends the answer; on the loop. */
	@Override
	public void run() {
		this.connection.send(this);
	}

	/**
	 * Handles the request on the loop, which sends the answer itself where it is there.
	 * @return whether it is
	 */
	boolean handleHere() {
		this.here = Thread.currentThread();
		handle();
		this.here = null;
		return this.answer != null;
	}

	/** Handles the request; on the executor, or on the loop. */
	void handle() {
		if (this.answer != null || !PROGRESS.compareAndSet(this, Progress.WAITING, Progress.RUNNING)) {
			return;
		}
		boolean endedByHandler = false;
		try {
			Message request = decoded();
			this.begun = System.nanoTime();
			this.connection.begun(this);
			HandlerRegistry.Registration known = this.registration;
			Deadline limit = deadline(request.headers());
			if (known == null) {
				refuse(ProblemType.NO_HANDLER, null);
			}
			else if (limit != null && limit.nanoTime() - this.begun <= 0) {
				refuse(ProblemType.DEADLINE_EXCEEDED, null);
			}
			else {
				boolean pressed = this.run != null && this.connection.isPressed();
				if (pressed && limit != null && limit.nanoTime() - this.begun < known.pace().nanos()) {
					known.pace().skipped();
					refuse(ProblemType.DEADLINE_EXCEEDED, "Too little time was left, and others wait");
					return;
				}
				this.terms = this.takesItems ? StreamTerms.of(request.headers()) : null;
				endedByHandler = true;
				handle(request, known, limit);
				if (pressed && !isCancelled()) {
					known.pace().took(System.nanoTime() - this.begun);
				}
			}
		}
		catch (MalformedMessageException ex) {
			refuse(ProblemType.MALFORMED, ex.getMessage());
		}
		catch (Throwable ex) { // such as too little memory
			try {
				this.connection.failed(this.frames, ex);
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

	private Message decoded() {
		HandlerRegistry.Registration known = this.registration;
		Message request = MessageCodec.decode(this.frames, this.delimiter, (known != null) ? known.event() : null);
		if (!Utf8.isJson(request.data())) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		Map<String, String> headers = (this.vouching != null) ? this.vouching.apply(request.headers())
				: request.headers();
		return (headers == request.headers()) ? request
				: new Message(request.envelope(), request.event(), request.data(), headers);
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
		beginInterrupting();
		InboundRequest before = known.streaming() ? StreamedReply.open(this) : null;
		try {
			return known.handler().handle(request);
		}
		finally {
			if (known.streaming()) {
				StreamedReply.open(before);
			}
			ceaseInterrupting();
		}
	}

	private synchronized void beginInterrupting() {
		if (isInterruptible()) {
			throwIfCancelled();
			this.thread = Thread.currentThread();
		}
	}

	/** What the thread does next is no business of this request. */
	private synchronized void ceaseInterrupting() {
		this.thread = null;
		if (this.interrupted) {
			this.interrupted = false;
			boolean unused = Thread.interrupted();
		}
	}

	private synchronized void interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	boolean isInterruptible() {
		return this.registration != null && this.registration.interruptible();
	}

	/** Calls what the handler has returned, as the handler was called. */
	private void resume(Runnable work) {
		CALLS.getAndAdd(this, 1);
		try (Deadline.Scope scope = Deadline.open((this.terms != null) ? deadline(this.terms) : null);
				Cancellation.Scope wait = Cancellation.open(this)) {
			synchronized (this) {
				this.thread = (isInterruptible() && !isCancelled()) ? Thread.currentThread() : null;
			}
			work.run();
		}
		finally {
			ceaseInterrupting();
			ended();
		}
	}

	/** What takes the items of the reply. */
	ItemSubscriber subscriber(Message request, Function<@Nullable Object, byte[]> writer) {
		this.subscribed = true;
		if (this.terms == null || this.items != null) {
			return this.connection.collected(request, writer);
		}
		StreamedItems streamed = new StreamedItems(this, this.connection, request, writer, this.terms, timeoutNanos());
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

	/** The frames of an item of its reply. */
	byte[][] itemFrames(byte[] item) {
		return Word.ITEM.frames(item, Arrays.copyOf(this.frames, this.delimiter));
	}

	boolean isAnswered() {
		return this.answer != null;
	}

	/** A call has ended, and the handler with the last one. */
	private void ended() {
		if ((int) CALLS.getAndAdd(this, -1) == 1
				&& (Progress) PROGRESS.getAndSet(this, Progress.ENDED) == Progress.ABANDONED) {
			this.connection.abandonedEnded();
		}
	}

	/** A handler can make a reply that can't be written; its caller still waits. */
	private void answerOrFail(Message request, Message reply, @Nullable CompletionStage<Message> result) {
		byte[][] replyFrames;
		try {
			Objects.requireNonNull(reply.data(), "The reply's data");
			replyFrames = MessageCodec.reply(this.frames, this.delimiter, request.event(), reply);
		}
		catch (RuntimeException ex) {
			fail(request, ex, result);
			return;
		}
		answerWithinLimits(request.event(), replyFrames);
	}

	/**
	 * A reply that a peer would not take would end the connection, with all that others
	 * have on it.
	 */
	private void answerWithinLimits(String event, byte[][] reply) {
		String excess = this.connection.excess(reply, this.delimiter);
		if (excess == null) {
			answer(reply);
		}
		else {
			try {
				this.connection.replyTooLarge(event, excess);
			}
			finally {
				answer(error(ProblemType.TOO_LARGE, event, "The reply has " + excess));
			}
		}
	}

	private void fail(Message request, @Nullable Throwable failure, @Nullable CompletionStage<Message> result) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ProblemException chosen) {
			answerWithinLimits(request.event(),
					MessageCodec.encode(request.error(chosen.getProblem().withEvent(request.event()))));
			return;
		}
		Runnable report = () -> this.connection.failed(this.frames, cause);
		try {
			if (isCancelled() && isEndByCancellation(cause)) {
				return;
			}
			if (result instanceof HandlingContext context) {
				context.run(report);
			}
			else {
				report.run();
			}
		}
		finally {
			answer(error(ProblemType.HANDLER_FAILED, request.event(), null));
		}
	}

	private static boolean isEndByCancellation(@Nullable Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
			if (cause instanceof InterruptedException || cause instanceof CancellationException
					|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
				return true;
			}
		}
		return false;
	}

	private @Nullable Deadline deadline(Map<String, String> headers) {
		long timeout = Headers.timeoutMillis(headers);
		return (timeout >= 0) ? new Deadline(this.arrived + limited(timeout)) : null;
	}

	/** Requests of a handler end with its stream, not with the wait for an item. */
	private @Nullable Deadline deadline(StreamTerms stream) {
		return (stream.timeoutMillis() >= 0)
				? new Deadline(this.arrived + TimeUnit.MILLISECONDS.toNanos(stream.timeoutMillis())) : null;
	}

	private long limited(long timeoutMillis) {
		return Math.min(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), this.connection.longestNanos());
	}

	/** When nobody waits any more; on the loop. */
	long deadline() {
		StreamedItems streamed = this.items;
		if (streamed != null && !this.stopped) {
			this.deadline = streamed.deadline(this.waits);
		}
		if (this.deadline == 0) {
			this.deadline = this.arrived + timeoutNanos();
		}
		return this.deadline;
	}

	private long timeoutNanos() {
		long timeout = timeoutIfReadable();
		return (timeout >= 0) ? limited(timeout) : this.connection.longestNanos();
	}

	private long timeoutIfReadable() {
		try {
			return ForwardedHeaders.of(this.frames, this.delimiter).timeoutMillis();
		}
		catch (MalformedMessageException ex) { // answered as such once it is handled
			return -1;
		}
	}

	/**
	 * Gives a request its answer at its deadline, and stops its handler; on the loop.
	 * @return whether it had no answer before
	 */
	boolean expire() {
		if (this.answer != null) {
			return false;
		}
		byte[][] late = error(ProblemType.DEADLINE_EXCEEDED, eventIfReadable(), null);
		if (!ANSWER.compareAndSet(this, null, late)) {
			return false;
		}
		measure(late);
		if (!stop()) {
			this.connection.refused(ProblemType.DEADLINE_EXCEEDED);
		}
		return true;
	}

	/**
	 * Ends a request that nobody waits for, without an answer; on the loop.
	 * @return whether it had no answer before
	 */
	boolean end() {
		if (!ANSWER.compareAndSet(this, null, NO_ANSWER)) {
			return false;
		}
		stop();
		return true;
	}

	/** Returns whether the handler had begun. */
	private boolean stop() {
		if (PROGRESS.compareAndSet(this, Progress.WAITING, Progress.ENDED)) {
			return false;
		}
		Runnable actions = cancel();
		interrupt();
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
			this.connection.runBeside(() -> {
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

	/** Answers with a problem, whatever the request says; on any thread. */
	void refuse(ProblemType type, @Nullable String detail) {
		this.connection.refused(type);
		answer(error(type, eventIfReadable(), detail));
	}

	private byte[][] error(ProblemType type, @Nullable String event, @Nullable String detail) {
		return MessageCodec
			.encode(new Message(Arrays.copyOf(this.frames, this.delimiter), "", Message.NO_DATA, Map.of())
				.error(type.of(event, detail)));
	}

	/** Gives the one answer; on any thread, and nothing where there is one already. */
	private void answer(byte[][] reply) {
		if (ANSWER.compareAndSet(this, null, reply)) {
			try {
				measure(reply);
			}
			finally {
				if (this.here != Thread.currentThread()) {
					this.connection.execute(this);
				}
			}
		}
	}

	private void measure(byte[][] reply) {
		HandlerRegistry.Registration known = this.registration;
		if (known != null) {
			known.measure(System.nanoTime() - this.arrived, this, reply);
		}
	}

	/** The headers that it came with, none where they can't be read. */
	Map<String, String> headersIfReadable() {
		try {
			return Headers.of(this.frames, this.delimiter);
		}
		catch (MalformedMessageException ex) {
			return Map.of();
		}
	}

	/** The status of the problem that is its answer, 0 for any other answer. */
	int status(byte[][] reply) {
		return MessageCodec.isError(reply, this.delimiter) ? Problem.fromJson(reply[this.delimiter + 2]).status() : 0;
	}

	boolean isWaiting() {
		return this.progress == Progress.WAITING;
	}

	@Nullable String eventIfReadable() {
		return MessageCodec.eventIfReadable(this.frames, this.delimiter);
	}

	/** The time from its arrival until a thread began to handle it. */
	long waitNanos() {
		return this.begun - this.arrived;
	}

	/** Its answer in words, {@code null} where nobody waits for one. */
	@Nullable String outcome() {
		byte[][] reply = this.answer;
		return (reply != null) ? RequestTrace.outcome(reply) : "its client is gone";
	}

	/** The trace of its way, so many nanoseconds after its arrival. */
	RequestTrace trace(String node, long nanos, @Nullable String outcome) {
		HandlerRegistry.Registration known = this.registration;
		boolean handled = this.begun != 0 && known != null;
		long waited = handled ? waitNanos() : nanos;
		return new RequestTrace(node, RequestReference.of(this.frames), null,
				(handled && known != null) ? known.handler().description() : null, null, waited,
				Math.max(0, nanos - waited), outcome);
	}

	byte[][] answerFrames() {
		byte[][] reply = this.answer;
		if (reply == null) {
			throw new IllegalStateException("Not answered yet");
		}
		return reply;
	}

	/** The run of a blocking handler, which stops counting at the deadline. */
	final class Run extends LimitedExecutor.Task {

		private final Runnable work;

		Run(Runnable work) {
			this.work = work;
		}

		@Override
		public void run() {
			this.work.run();
		}

		@Override
		protected void endedAfterRelease() {
			HandlerRegistry.Registration known = InboundRequest.this.registration;
			if (known != null) {
				known.overdue().decrementAndGet();
			}
		}

	}

}
