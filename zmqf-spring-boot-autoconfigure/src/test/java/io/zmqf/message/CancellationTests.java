package io.zmqf.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The cancellation of a request as its code sees it. */
class CancellationTests {

	private final Cancellable cancellation = new Cancellable();

	private final List<String> done = new ArrayList<>();

	@Test
	void actionsAreDoneOnceInTheirOrder() {
		this.cancellation.onCancel(() -> this.done.add("first"));
		this.cancellation.onCancel(() -> this.done.add("second"));
		assertThat(this.cancellation.isCancelled()).isFalse();
		this.cancellation.throwIfCancelled();
		Objects.requireNonNull(this.cancellation.end()).run();
		assertThat(this.cancellation.isCancelled()).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.cancellation::throwIfCancelled);
		assertThat(this.cancellation.end()).isNull();
		assertThat(this.done).containsExactly("first", "second");
	}

	@Test
	void aClosedActionIsNotDone() {
		Cancellation.Registration registration = this.cancellation.onCancel(() -> this.done.add("closed"));
		registration.close();
		registration.close();
		assertThat(this.cancellation.end()).isNull();
		registration.close();
	}

	@Test
	void anActionIsDoneAtOnceWhereTheRequestIsCancelledAlready() {
		assertThat(this.cancellation.end()).isNull();
		this.cancellation.onCancel(() -> this.done.add("now")).close();
		assertThat(this.done).containsExactly("now");
	}

	@Test
	void anActionThatThrowsKeepsNoOtherFromBeingDone() {
		this.cancellation.onCancel(() -> {
			throw new AssertionError("first");
		});
		this.cancellation.onCancel(() -> this.done.add("second"));
		IllegalStateException third = new IllegalStateException("third");
		this.cancellation.onCancel(() -> {
			throw third;
		});
		Runnable actions = Objects.requireNonNull(this.cancellation.end());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(actions::run)
			.withMessage("first")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(third));
		assertThat(this.done).containsExactly("second");
	}

	@Test
	void theCurrentOneIsThatOfTheInnermostScope() {
		assertThat(Cancellation.current()).isSameAs(Cancellation.NONE);
		try (Cancellation.Scope outer = Cancellation.open(this.cancellation)) {
			try (Cancellation.Scope inner = Cancellation.open(null)) {
				assertThat(Cancellation.current()).isSameAs(Cancellation.NONE);
			}
			assertThat(Cancellation.current()).isSameAs(this.cancellation);
		}
		assertThat(Cancellation.current()).isSameAs(Cancellation.NONE);
	}

	@Test
	void workThatNoRequestWaitsForIsNeverCancelled() {
		Cancellation.NONE.onCancel(() -> this.done.add("never")).close();
		assertThat(Cancellation.NONE.isCancelled()).isFalse();
		assertThat(this.done).isEmpty();
	}

	private static final class Cancellable extends Cancellation {

		@Nullable Runnable end() {
			return cancel();
		}

	}

}
