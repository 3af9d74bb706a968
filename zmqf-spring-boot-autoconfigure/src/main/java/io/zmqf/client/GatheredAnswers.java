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
 * The answers of all, for one subscriber. There are no more of them than nodes that were
 * asked, so those that the subscriber has not requested yet wait here, within the limits
 * of the client.
 *
 * @param <T> the type of the replies
 */
final class GatheredAnswers<T> implements ItemSource {

	private final Queue<Supplier<NodeReply<T>>> waiting = new ConcurrentLinkedQueue<>();

	/** The nodes that have answered. */
	private final Set<String> answered = new HashSet<>();

	private final CompletableFuture<Gathered<T>> all;

	/** Whether the nodes that have not answered wait, too. */
	private boolean complete;

	/**
	 * Asks all.
	 * @param asking the sender of the request, which notifies of each answer as it comes
	 * @param changed a callback for when there is something to take, or the end
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
		boolean last = this.all.isDone(); // asked first, or the last answer may be missed
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
		return new IllegalStateException("An answer is null");
	}

}
