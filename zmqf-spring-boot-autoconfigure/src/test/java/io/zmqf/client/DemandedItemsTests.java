package io.zmqf.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No news is forgotten, whatever is thrown on the way to the subscriber. */
class DemandedItemsTests {

	private final List<Throwable> uncaught = new ArrayList<>();

	private int looks;

	DemandedItemsTests() {
		Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> this.uncaught.add(failure));
	}

	@AfterEach
	void leaveTheThreadAsItWas() {
		Thread.currentThread().setUncaughtExceptionHandler(null);
	}

	@Test
	void newsAreLookedAtHereWhereTheExecutorFails() {
		boolean[] failed = { false };
		Looking items = new Looking((task) -> {
			if (!failed[0]) {
				failed[0] = true;
				throw new InternalError("on purpose");
			}
			task.run();
		});
		items.changed();
		assertThat(this.looks).isOne();
		items.changed();
		assertThat(this.looks).isEqualTo(2);
	}

	@Test
	void newsThatComeDuringALookThatFailsAreLookedAtToo() {
		IllegalStateException thrown = new IllegalStateException("on purpose");
		Looking items = new Looking(Runnable::run) {

			@Override
			void look() {
				super.look();
				if (DemandedItemsTests.this.looks == 1) {
					changed();
					throw thrown;
				}
			}

		};
		items.changed();
		assertThat(this.looks).isEqualTo(2);
		items.changed();
		assertThat(this.looks).isEqualTo(3);
		assertThat(this.uncaught).containsExactly(thrown);
	}

	/** Counts looks. */
	private class Looking extends DemandedItems {

		Looking(Executor executor) {
			super(executor);
		}

		@Override
		void look() {
			DemandedItemsTests.this.looks++;
		}

		@Override
		public void cancel() {
			// nothing is on its way
		}

	}

}
