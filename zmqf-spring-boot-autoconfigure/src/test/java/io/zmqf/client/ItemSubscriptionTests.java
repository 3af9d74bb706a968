package io.zmqf.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A subscriber receives exactly one terminal signal, whatever its callbacks throw. */
class ItemSubscriptionTests {

	private final Source source = new Source();

	private final Recording subscriber = new Recording();

	private final List<Throwable> failed = new ArrayList<>();

	private final ItemSubscription<String> subscription = new ItemSubscription<>(this.subscriber, Runnable::run,
			this.failed::add);

	@Test
	void anItemThatCannotBeTakenEndsIt() {
		this.source.taking = new NoClassDefFoundError("on purpose");
		this.subscription.begin((changed) -> this.source);
		this.subscription.request(2);
		assertThat(this.subscriber.heard).containsExactly(this.source.taking);
		assertThat(this.source.cancelled).isTrue();
		assertThat(this.failed).isEmpty();
	}

	@Test
	void anObserverThatThrowsKeepsNothingFromIt() {
		this.source.observing = new IllegalStateException("on purpose");
		this.subscription.begin((changed) -> this.source);
		this.subscription.request(2);
		assertThat(this.subscriber.heard).containsExactly("item", "item");
		this.source.left = 0;
		this.subscription.request(1);
		assertThat(this.subscriber.heard).containsExactly("item", "item", "end");
	}

	@Test
	void failedCancellationEndsTheSubscription() {
		this.source.cancelling = new IllegalStateException("on purpose");
		this.subscription.begin((changed) -> this.source);
		this.subscription.request(-1);
		this.subscription.request(1);
		assertThat(this.subscriber.heard).singleElement().isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void signalsAreDeliveredHereIfTheExecutorFails() {
		boolean[] failed = { false };
		ItemSubscription<String> items = new ItemSubscription<>(this.subscriber, (task) -> {
			if (!failed[0]) {
				failed[0] = true;
				throw new InternalError("on purpose");
			}
			task.run();
		}, this.failed::add);
		items.begin((changed) -> this.source);
		assertThat(this.source.looks).isOne();
		items.request(1);
		assertThat(this.source.looks).isEqualTo(2);
		assertThat(this.subscriber.heard).containsExactly("item");
	}

	@Test
	void signalsDuringAFailedDeliveryAreDeliveredToo() {
		List<Throwable> uncaught = new ArrayList<>();
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
		try {
			IllegalStateException thrown = new IllegalStateException("on purpose");
			this.source.onFirstLook = () -> {
				this.subscription.request(1);
				throw thrown;
			};
			this.subscription.begin((changed) -> this.source);
			assertThat(this.source.looks).isEqualTo(2);
			this.subscription.request(1);
			assertThat(this.source.looks).isEqualTo(3);
			assertThat(this.subscriber.heard).containsExactly("item", "item");
			assertThat(uncaught).containsExactly(thrown);
		}
		finally {
			Thread.currentThread().setUncaughtExceptionHandler(null);
		}
	}

	private static final class Source implements ItemSource {

		private int left = 10;

		private @Nullable Error taking;

		private @Nullable RuntimeException observing;

		private @Nullable RuntimeException cancelling;

		private boolean cancelled;

		private int looks;

		private @Nullable Runnable onFirstLook;

		@Override
		public State next() {
			return (this.left > 0) ? State.ITEM : State.END;
		}

		@Override
		public Object take() {
			this.left--;
			if (this.taking != null) {
				throw this.taking;
			}
			return "item";
		}

		@Override
		public boolean hasEnded() {
			return this.left == 0;
		}

		@Override
		public void cancel(@Nullable Throwable failure) {
			this.cancelled = true;
			if (this.cancelling != null) {
				throw this.cancelling;
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			this.looks++;
			if (this.looks == 1 && this.onFirstLook != null) {
				this.onFirstLook.run();
			}
			if (this.observing != null) {
				throw this.observing;
			}
			callbacks.run();
		}

		@Override
		public RuntimeException nullItem() {
			return new IllegalStateException();
		}

	}

	private static final class Recording implements Flow.Subscriber<String> {

		private final List<Object> heard = new ArrayList<>();

		@Override
		public void onSubscribe(Flow.Subscription given) {
			// requested by each test
		}

		@Override
		public void onNext(String item) {
			this.heard.add(item);
		}

		@Override
		public void onError(Throwable ex) {
			this.heard.add(ex);
		}

		@Override
		public void onComplete() {
			this.heard.add("end");
		}

	}

}
