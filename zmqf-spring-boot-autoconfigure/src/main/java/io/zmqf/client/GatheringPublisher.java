package io.zmqf.client;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.concurrent.LimitedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Asks all for each subscriber, and gives it the answers as they come, on the client's
 * executor. There are no more of them than nodes that were asked, so those that the
 * subscriber has not requested yet wait here, within the limits of the client.
 *
 * @param <T> the type of the replies
 */
final class GatheringPublisher<T> implements Flow.Publisher<NodeReply<T>> {

	private final Function<Consumer<GatheredItem<T>>, CompletableFuture<Gathered<T>>> asking;

	private final Executor executor;

	private final Consumer<Throwable> failed;

	/**
	 * Creates the publisher.
	 * @param asking the sender of the request, which notifies of each answer as it comes
	 * @param executor the executor that calls subscribers
	 * @param failed a consumer of the exceptions of subscribers
	 */
	GatheringPublisher(Function<Consumer<GatheredItem<T>>, CompletableFuture<Gathered<T>>> asking,
			LimitedExecutor executor, Consumer<Throwable> failed) {
		this.asking = asking;
		this.executor = executor::executeAnywhere;
		this.failed = failed;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super NodeReply<T>> subscriber) {
		Answers answers = new Answers(subscriber);
		subscriber.onSubscribe(answers);
		answers.begin();
	}

	/** The answers for one subscriber. */
	private final class Answers extends DemandedItems {

		private final Flow.Subscriber<? super NodeReply<T>> subscriber;

		private final Queue<Supplier<NodeReply<T>>> waiting = new ConcurrentLinkedQueue<>();

		/** The nodes that have answered; belongs to who delivers. */
		private final Set<String> answered = new HashSet<>();

		/** The nodes that were asked, once all answers are here. */
		private volatile @Nullable Set<String> asked;

		private volatile @Nullable CompletableFuture<Gathered<T>> sent;

		/** Why there are no more answers. */
		private volatile @Nullable Throwable end;

		/** Whether all answers are here. */
		private volatile boolean complete;

		private volatile boolean done;

		Answers(Flow.Subscriber<? super NodeReply<T>> subscriber) {
			super(GatheringPublisher.this.executor);
			this.subscriber = subscriber;
		}

		void begin() {
			if (this.done || this.failure != null) {
				return;
			}
			CompletableFuture<Gathered<T>> future;
			try {
				future = GatheringPublisher.this.asking.apply((item) -> {
					this.waiting.add(() -> {
						NodeReply<T> answer = item.take();
						this.answered.add(answer.node());
						return answer;
					});
					changed();
				});
			}
			catch (Throwable ex) {
				future = CompletableFuture.failedFuture(ex);
			}
			this.sent = future;
			if (this.done) {
				future.cancel(true);
			}
			future.whenComplete((gathered, ex) -> {
				this.asked = (gathered != null) ? gathered.missing() : null;
				this.end = ex;
				this.complete = true;
				changed();
			});
		}

		@Override
		public void cancel() {
			this.done = true;
			CompletableFuture<Gathered<T>> future = this.sent;
			if (future != null) {
				future.cancel(true);
			}
		}

		@Override
		void look() {
			try {
				deliverAll();
			}
			catch (Throwable ex) { // of a subscriber, which may not throw
				cancel();
				GatheringPublisher.this.failed.accept(ex);
			}
		}

		/** Whether an answer waits, or at last a node that has not answered. */
		private boolean hasNext(boolean last) {
			Set<String> all = this.asked;
			if (last && all != null && this.waiting.isEmpty()) {
				this.asked = null;
				all.stream()
					.filter((node) -> !this.answered.contains(node))
					.forEach((node) -> this.waiting.add(() -> new NodeReply<>(node, null, null, true)));
			}
			return !this.waiting.isEmpty();
		}

		private void deliverAll() {
			boolean last = this.complete;
			Throwable wrong = this.failure;
			if (wrong != null && !this.done) {
				cancel();
				this.subscriber.onError(wrong);
			}
			while (!this.done && this.demand.get() > 0 && hasNext(last)) {
				Supplier<NodeReply<T>> next = this.waiting.remove();
				if (this.demand.get() != Long.MAX_VALUE) {
					this.demand.decrementAndGet();
				}
				this.subscriber.onNext(next.get());
			}
			if (last && !this.done && !hasNext(true)) {
				this.done = true;
				Throwable ex = this.end;
				if (ex != null) {
					this.subscriber.onError(ex);
				}
				else {
					this.subscriber.onComplete();
				}
			}
		}

	}

}
