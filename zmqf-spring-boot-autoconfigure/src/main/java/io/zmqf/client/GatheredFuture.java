package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqf.message.JsonData;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.LimitedExecutor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answers to a request to all, collected on the loop until their end; then its own
 * task on the executor that reads them.
 *
 * @param <T> the type of the replies
 */
final class GatheredFuture<T> extends CompletableFuture<Gathered<T>> implements PendingRequest.Outcome, Runnable {

	private final JsonData json;

	private final Type type;

	private final RequestObserver.Observed observed;

	private final LimitedExecutor completions;

	/** Is told of each answer as it comes, on the loop. */
	private final Consumer<GatheredItem<T>> each;

	private final List<GatheredItem<T>> items = new ArrayList<>();

	private @Nullable PendingRequest request;

	private byte @Nullable [][] end;

	private @Nullable RuntimeException failure;

	GatheredFuture(JsonData json, Type type, RequestObserver.Observed observed, LimitedExecutor completions,
			Consumer<GatheredItem<T>> each) {
		this.json = json;
		this.type = type;
		this.observed = observed;
		this.completions = completions;
		this.each = each;
	}

	/** Whose outcome this will be, before it is submitted. */
	void of(PendingRequest made) {
		this.request = made;
	}

	@SuppressWarnings("NullAway") // the request is there before it is waited for
	long timeoutNanos() {
		return (this.request != null) ? this.request.timeoutNanos() : 0;
	}

	@SuppressWarnings("NullAway")
	ZmqTimeoutException timedOutHere() {
		return this.request.timedOutHere();
	}

	@Override
	public void item(byte[][] frames) {
		GatheredItem<T> item = new GatheredItem<>(frames, this.json, this.type);
		this.items.add(item);
		this.each.accept(item);
	}

	@Override
	public void ended(byte @Nullable [][] reply, @Nullable RuntimeException reason) {
		this.end = reply;
		this.failure = reason;
		try {
			this.completions.executeAnywhere(this);
		}
		catch (RuntimeException | Error ex) { // the caller still waits
			run();
		}
	}

	@Override
	@SuppressWarnings("NullAway") // the request is there before it ends
	public void run() {
		try {
			if (this.end == null) {
				throw this.request.failure(this.failure);
			}
			Gathered<T> gathered = read((byte[]) this.request.read(this.end, this.json, byte[].class));
			end(null, () -> complete(gathered));
		}
		catch (RuntimeException | Error ex) {
			end(ex, () -> completeExceptionally(ex));
		}
	}

	private Gathered<T> read(byte @Nullable [] data) {
		Map<String, NodeReply<T>> answers = new LinkedHashMap<>();
		Set<String> missing = new LinkedHashSet<>();
		for (String node : asked(data)) {
			missing.add(node);
		}
		for (GatheredItem<T> item : this.items) {
			NodeReply<T> answer = item.read();
			answers.put(answer.node(), answer);
			missing.remove(answer.node());
		}
		Map<String, @Nullable T> replies = new LinkedHashMap<>();
		Map<String, Problem> problems = new LinkedHashMap<>();
		answers.forEach((node, answer) -> {
			if (answer.problem() != null) {
				problems.put(node, answer.problem());
			}
			else {
				replies.put(node, answer.data());
			}
		});
		return new Gathered<>(replies, problems, missing);
	}

	@SuppressWarnings("NullAway") // the request is there before it ends
	private List<String> asked(byte @Nullable [] data) {
		try {
			List<String> asked = new ArrayList<>();
			for (JsonNode node : JsonMapper.shared().readTree(data).path("asked")) {
				asked.add(node.asString());
			}
			return asked;
		}
		catch (JacksonException ex) {
			throw new ZmqMalformedReplyException(this.request.event(), this.request.endpoint(),
					"the end does not say who was asked", ex);
		}
	}

	/** Whatever the observer does, the caller gets the outcome. */
	private void end(@Nullable Throwable ending, Runnable completion) {
		try {
			this.observed.end(ending);
			this.observed.callBack(completion);
		}
		finally {
			completion.run();
		}
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled && this.request != null) {
			this.request.abandon();
		}
		return cancelled;
	}

}
