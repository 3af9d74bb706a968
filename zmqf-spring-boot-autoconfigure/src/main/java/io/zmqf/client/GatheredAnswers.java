package io.zmqf.client;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The source of the answers of all nodes for one subscriber. Answers that the subscriber
 * has not requested yet are queued here. The number of nodes and the limits of the client
 * bound the queue.
 *
 * @param <T> the type of the replies
 */
final class GatheredAnswers<T> implements ItemSource {

	private final Queue<Supplier<NodeReply<T>>> waiting = new ConcurrentLinkedQueue<>();

	/** The nodes that have answered. */
	private final Set<String> answered = new HashSet<>();

	private final CompletableFuture<Gathered<T>> all;

	/** Whether the missing nodes were added to the queue. */
	private boolean complete;

	/**
	 * Sends the request.
	 * @param asking the function that sends the request and passes on each answer
	 * @param changed the callback to run after each answer and at the end
	 */
	GatheredAnswers(Function<Consumer<GatheredItem<T>>, CompletableFuture<Gathered<T>>> asking, Runnable changed) {
		this.all = asking.apply((item) -> {
			this.waiting.add(() -> {
				NodeReply<T> answer = item.take();
				this.answered.add(answer.node());
				return answer;
			});
			changed.run();
		});
		this.all.whenComplete((gathered, failure) -> changed.run());
	}

	@Override
	public State next() {
		boolean last = this.all.isDone(); // before the queue, or an answer is missed
		if (this.waiting.isEmpty() && last && !this.complete) {
			this.complete = true;
			missing().stream()
				.filter((node) -> !this.answered.contains(node))
				.forEach((node) -> this.waiting.add(() -> new NodeReply<>(node, null, null, true)));
		}
		return !this.waiting.isEmpty() ? State.ITEM : last ? State.END : State.PENDING;
	}

	private Set<String> missing() {
		try {
			return this.all.join().missing();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	@Override
	public NodeReply<T> take() {
		return this.waiting.remove().get();
	}

	@Override
	public boolean hasEnded() {
		return this.all.isDone() && this.waiting.isEmpty();
	}

	@Override
	public void cancel(@Nullable Throwable failure) {
		this.all.cancel(true);
	}

	@Override
	public void callBack(Runnable callbacks) {
		callbacks.run();
	}

	@Override
	public RuntimeException nullItem() {
		return new IllegalStateException("A reply is null");
	}

}
