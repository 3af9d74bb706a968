package io.zmqf.retry;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.RequestSender;
import io.zmqf.client.WrittenOnce;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.client.ZmqClientRequest;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import io.zmqf.message.JsonData;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** The retried failures, the number of retries, and their time. */
@Timeout(60)
class RetryingSenderTests {

	private static final String PEER = "tcp://peer:1";

	private final Deque<Object> outcomes = new ArrayDeque<>();

	private final List<Attempt> attempts = new ArrayList<>();

	private Runnable onAttempt = () -> {
	};

	@ParameterizedTest
	@EnumSource(ProblemType.class)
	void transientFailureIsRetried(ProblemType type) {
		boolean passing = List.of(ProblemType.BUSY, ProblemType.WORKER_LOST, ProblemType.NO_WORKER).contains(type);
		this.outcomes.addAll(List.of(problem(type), problem(type), "reply"));
		assertThat(outcome(false)).isEqualTo(passing ? "reply" : type.uri());
		assertThat(this.attempts).hasSize(passing ? 3 : 1);
	}

	@ParameterizedTest
	@EnumSource(ProblemType.class)
	void transientFailureOfAnAsynchronousRequestIsRetried(ProblemType type) {
		boolean passing = List.of(ProblemType.BUSY, ProblemType.WORKER_LOST, ProblemType.NO_WORKER).contains(type);
		this.outcomes.addAll(List.of(problem(type), problem(type), "reply"));
		assertThat(outcome(true)).isEqualTo(passing ? "reply" : type.uri());
		assertThat(this.attempts).hasSize(passing ? 3 : 1);
	}

	@Test
	void lostConnectionMayPassButNeitherATimeoutNorTheEndOfTheClient() {
		assertThat(TransientFailures.include(new ZmqConnectionException("event", PEER, "lost", null))).isTrue();
		assertThat(TransientFailures.include(new ZmqTimeoutException("event", PEER, Duration.ofSeconds(1), true)))
			.isFalse();
		assertThat(TransientFailures.include(new ZmqClosedException("event", PEER))).isFalse();
		assertThat(TransientFailures.include(new IllegalStateException())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void requestThatIsNotIdempotentIsSentOnce(boolean async) {
		this.outcomes.add(problem(ProblemType.BUSY));
		RequestSpec request = request(policy(3)).data("data");
		assertThat(outcome(request, async)).isEqualTo(ProblemType.BUSY.uri());
		assertThat(this.attempts).hasSize(1);
		assertThat(this.attempts.get(0).idempotent).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void lastFailureIsThrownAfterTheLastAttempt(boolean async) {
		this.outcomes
			.addAll(List.of(problem(ProblemType.BUSY), problem(ProblemType.BUSY), problem(ProblemType.WORKER_LOST)));
		assertThat(outcome(request(policy(2)).idempotent(), async)).isEqualTo(ProblemType.WORKER_LOST.uri());
		assertThat(this.attempts).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void eachAttemptIsTheSameRequestWithinTheOneTimeout(boolean async) {
		this.outcomes.addAll(List.of(problem(ProblemType.BUSY), problem(ProblemType.BUSY), "reply"));
		List<String> data = new ArrayList<>(List.of("data"));
		RequestSpec request = request(policy(2)).data(data)
			.header("name", "value")
			.timeout(Duration.ofSeconds(9))
			.idempotent();
		this.onAttempt = () -> data.add("changed after it was sent");
		assertThat(outcome(request, async)).isEqualTo("reply");
		assertThat(this.attempts).allSatisfy((attempt) -> {
			assertThat(attempt.sent).isEqualTo("[\"data\"]");
			assertThat(attempt.headers).containsExactly("name=value");
			assertThat(attempt.idempotent).isTrue();
		});
		assertThat(this.attempts.get(0).timeout).isEqualTo(Duration.ofSeconds(9));
		assertThat(this.attempts.get(1).timeout).isLessThanOrEqualTo(Duration.ofMillis(8990));
		assertThat(this.attempts.get(2).timeout).isLessThanOrEqualTo(Duration.ofMillis(8980)).isPositive();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pauseThatIsLongerThanTheTimeThatIsLeftIsNotBegun(boolean async) {
		this.outcomes.addAll(List.of(problem(ProblemType.BUSY), "too late"));
		RetryPolicy slow = RetryPolicy.builder()
			.delay(Duration.ofHours(1))
			.maxDelay(Duration.ofHours(1))
			.predicate(TransientFailures::include)
			.build();
		assertThat(outcome(request(slow).idempotent(), async)).isEqualTo(ProblemType.BUSY.uri());
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void requestOfAHandlerIsTriedForNoLongerThanTheHandlersCallerWaits() {
		this.outcomes.addAll(List.of(problem(ProblemType.BUSY), "reply"));
		try (Deadline.Scope scope = Deadline.open(new Deadline(System.nanoTime() + 8_000_000_000L))) {
			assertThat(outcome(true)).isEqualTo("reply");
		}
		assertThat(this.attempts.get(1).timeout).isLessThan(Duration.ofSeconds(8));
	}

	@Test
	void cancelledRequestIsNotTriedAgain() {
		CompletableFuture<String> open = new CompletableFuture<>();
		this.outcomes.add(open);
		CompletableFuture<@Nullable String> reply = request(policy(3)).idempotent().requestAsync(String.class);
		reply.cancel(false);
		assertThat(open).isCancelled();
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void requestThatIsCancelledInThePauseIsNotTriedAgain() {
		this.outcomes.addAll(List.of(problem(ProblemType.BUSY), "reply"));
		AtomicReference<@Nullable Runnable> later = new AtomicReference<>();
		CompletableFuture<@Nullable String> reply = new RetryingSender(Attempt::new, Duration.ofSeconds(10), policy(1),
				later::set, Cancellation.NONE)
			.begin(null, "event")
			.idempotent()
			.requestAsync(String.class);
		Runnable attempt = await().until(later::get, Objects::nonNull);
		reply.cancel(false);
		attempt.run();
		assertThat(this.attempts).hasSize(1);
	}

	@Test
	void requestOfAHandlerIsCancelledWithTheHandlersOwn() {
		CompletableFuture<String> open = new CompletableFuture<>();
		this.outcomes.addAll(List.of(problem(ProblemType.BUSY), open));
		HandlersRequest handled = new HandlersRequest();
		CompletableFuture<@Nullable String> reply;
		try (Cancellation.Scope scope = Cancellation.open(handled)) {
			reply = request(policy(3)).idempotent().requestAsync(String.class);
		}
		await().until(() -> this.attempts.size() == 2);
		handled.end();
		assertThat(reply).isCancelled();
		assertThat(open).isCancelled();
	}

	@Test
	void interruptEndsAPause() {
		this.outcomes.add(problem(ProblemType.BUSY));
		RetryPolicy slow = RetryPolicy.builder()
			.delay(Duration.ofSeconds(9))
			.maxDelay(Duration.ofSeconds(9))
			.predicate(TransientFailures::include)
			.build();
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Object> outcome = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			begun.countDown();
			outcome.complete(outcome(request(slow).idempotent(), false) + " " + Thread.currentThread().isInterrupted());
		});
		caller.start();
		await().until(() -> begun.getCount() == 0 && caller.getState() == Thread.State.TIMED_WAITING);
		caller.interrupt();
		assertThat(outcome).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(ProblemType.BUSY.uri() + " true");
	}

	@Test
	void errorIsThrownAsItIs() {
		this.outcomes.addAll(List.of(new OutOfMemoryError("on purpose"), new OutOfMemoryError("on purpose")));
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> request(policy(1)).idempotent().request(String.class));
		assertThat(request(policy(1)).idempotent().requestAsync(String.class)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(OutOfMemoryError.class);
	}

	@Test
	void invalidSettingsAreRejected() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> request(policy(1)).header("zmqf-x", "value"));
	}

	private static RetryPolicy policy(int retries) {
		return RetryPolicy.builder()
			.maxRetries(retries)
			.delay(Duration.ofMillis(10))
			.predicate(TransientFailures::include)
			.build();
	}

	private RequestSpec request(RetryPolicy policy) {
		return new RetryingSender(Attempt::new, Duration.ofSeconds(10), policy, Runnable::run, Cancellation.NONE)
			.begin(null, "event");
	}

	private Object outcome(boolean async) {
		return outcome(request(policy(3)).idempotent(), async);
	}

	/** The reply, or the type of the problem. */
	private static Object outcome(RequestSpec request, boolean async) {
		String[] reply = new String[1];
		Throwable failure = catchThrowable(() -> reply[0] = async ? request.requestAsync(String.class).join()
				: request.request(new ParameterizedTypeReference<String>() {
				}));
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		return (cause instanceof ZmqRemoteException remote) ? remote.getProblem().type() : String.valueOf(reply[0]);
	}

	private static ZmqException problem(ProblemType type) {
		return new ZmqRemoteException("event", PEER, type.of("event", null));
	}

	private static final class HandlersRequest extends Cancellation {

		void end() {
			Runnable due = cancel();
			if (due != null) {
				due.run();
			}
		}

	}

	/** The sender of an attempt whose outcome the test has chosen. */
	private final class Attempt implements RequestSender {

		private @Nullable String sent;

		private @Nullable Duration timeout;

		private List<String> headers = List.of();

		private boolean idempotent;

		@Override
		public <T> @Nullable T request(ZmqClientRequest request, Type type) {
			try {
				return this.<T>requestAsync(request, type).join();
			}
			catch (CompletionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw (ZmqException) ex.getCause();
			}
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type) {
			if (request.getData() instanceof WrittenOnce written) {
				this.sent = new String(written.write(new JsonData(JsonMapper.shared())), StandardCharsets.UTF_8);
			}
			this.timeout = request.getTimeout();
			this.headers = request.getHeaders().entrySet().stream().map(Object::toString).toList();
			this.idempotent = request.isIdempotent();
			RetryingSenderTests.this.attempts.add(this);
			RetryingSenderTests.this.onAttempt.run();
			Object outcome = RetryingSenderTests.this.outcomes.remove();
			if (outcome instanceof Throwable failure) {
				return CompletableFuture.failedFuture(failure);
			}
			return (outcome instanceof CompletableFuture<?> open) ? (CompletableFuture<T>) open
					: CompletableFuture.completedFuture((T) outcome);
		}

		@Override
		public <T> Gathered<T> gather(ZmqClientRequest request, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Stream<T> stream(ZmqClientRequest request, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type) {
			throw new UnsupportedOperationException();
		}

	}

}
