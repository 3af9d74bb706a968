package io.zmqf.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.zmqf.message.Deadline;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * A request from its arrival to its one answer: the executor runs it, the loop of its
 * connection sends what comes of it.
 */
final class InboundRequest implements LoopTask {

	private static final VarHandle ANSWER;

	static {
		try {
			ANSWER = MethodHandles.lookup().findVarHandle(InboundRequest.class, "answer", byte[][].class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final WorkerConnection connection;

	private final HandlerRegistry.@Nullable Registration registration;

	private final byte[][] frames;

	private final int delimiter;

	private final long arrived;

	private final @Nullable UnaryOperator<Map<String, String>> vouching;

	private volatile byte @Nullable [][] answer;

	/** Its neighbours among those in hand; owned by {@link InboundRequests}. */
	@Nullable InboundRequest older;

	@Nullable InboundRequest newer;

	boolean listed;

	/**
	 * Creates a request that has just arrived.
	 * @param connection where it came from
	 * @param registration what answers it, {@code null} for nothing
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param arrived when
	 * @param vouching what is known of the sender, {@code null} where the request is
	 * right about it
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

	long arrived() {
		return this.arrived;
	}

	/** Sends the answer; on the loop. */
	@Override
	public void run() {
		this.connection.send(this);
	}

	/** Handles the request; on the executor. */
	void handle() {
		if (this.answer != null) {
			return;
		}
		HandlerRegistry.Registration known = this.registration;
		try {
			Message request = vouched(
					MessageCodec.decode(this.frames, this.delimiter, (known != null) ? known.event() : null));
			if (known == null) {
				answer(request.error(ProblemType.NO_HANDLER.of(request.event(), null)));
			}
			else {
				handle(request, known.handler(), deadline(request.headers()));
			}
		}
		catch (MalformedMessageException ex) {
			answer(new Message(envelope(), "", Message.NO_DATA, Map.of())
				.error(ProblemType.MALFORMED.of(null, ex.getMessage())));
		}
	}

	private Message vouched(Message request) {
		Map<String, String> headers = (this.vouching != null) ? this.vouching.apply(request.headers())
				: request.headers();
		return (headers == request.headers()) ? request
				: new Message(request.envelope(), request.event(), request.data(), headers);
	}

	private void handle(Message request, RequestHandler handler, @Nullable Deadline deadline) {
		if (deadline != null && deadline.nanoTime() - System.nanoTime() <= 0) {
			answer(request.error(ProblemType.DEADLINE_EXCEEDED.of(request.event(), null)));
			return;
		}
		try (Deadline.Scope scope = Deadline.open(deadline)) {
			CompletionStage<Message> result = handler.handle(request);
			if (result instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
				answerOrFail(request, now.join());
				return;
			}
			result.whenComplete((reply, failure) -> {
				if (reply != null && failure == null) {
					answerOrFail(request, reply);
				}
				else {
					fail(request, failure);
				}
			});
		}
		catch (Throwable ex) { // an Error of a handler is its own, and its caller still
								// waits
			fail(request, ex);
		}
	}

	/** A handler can make a reply that can't be written; its caller still waits. */
	private void answerOrFail(Message request, Message reply) {
		byte[][] replyFrames;
		try {
			Objects.requireNonNull(reply.data(), "The reply's data");
			replyFrames = MessageCodec.reply(this.frames, this.delimiter, request.event(), reply);
		}
		catch (RuntimeException ex) {
			fail(request, ex);
			return;
		}
		answer(replyFrames);
	}

	private void fail(Message request, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ProblemException chosen) {
			answer(request.error(chosen.getProblem().withEvent(request.event())));
		}
		else {
			this.connection.handlerFailed(request.event(), cause);
			answer(request.error(ProblemType.HANDLER_FAILED.of(request.event(), null)));
		}
	}

	private @Nullable Deadline deadline(Map<String, String> headers) {
		long timeout = Headers.timeoutMillis(headers);
		return (timeout >= 0) ? new Deadline(this.arrived + TimeUnit.MILLISECONDS.toNanos(timeout)) : null;
	}

	/** Gives the one answer; on any thread, and nothing where there is one already. */
	void answer(Message reply) {
		answer(MessageCodec.encode(reply));
	}

	/** Answers with a problem, whatever the request says. */
	void refuse(ProblemType type, String detail) {
		this.connection.refused(type);
		answer(MessageCodec
			.encode(new Message(envelope(), "", Message.NO_DATA, Map.of()).error(type.of(eventIfReadable(), detail))));
	}

	private void answer(byte[][] reply) {
		if (ANSWER.compareAndSet(this, null, reply)) {
			this.connection.execute(this);
		}
	}

	private byte[][] envelope() {
		return Arrays.copyOf(this.frames, this.delimiter);
	}

	private @Nullable String eventIfReadable() {
		try {
			return (this.frames.length > this.delimiter + 1) ? MessageCodec.event(this.frames[this.delimiter + 1])
					: null;
		}
		catch (MalformedMessageException ex) {
			return null;
		}
	}

	byte[][] answerFrames() {
		byte[][] reply = this.answer;
		if (reply == null) {
			throw new IllegalStateException("Not answered yet");
		}
		return reply;
	}

}
