package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqf.message.JsonData;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.stubbing.Answer;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** Each increment of a counter has its decrement, wherever an exception is thrown. */
@Timeout(60)
class CountedRequestsTests {

	private static final Endpoint PEER = Endpoint.parse("tcp://peer:1");

	private final SocketLoop loop = mock(SocketLoop.class);

	/** The loop of a second address. */
	private final SocketLoop other = mock(SocketLoop.class);

	private final List<SocketHandler> handlers = new ArrayList<>();

	private final AtomicInteger observed = new AtomicInteger();

	private final RequestClient client = client(Runnable::run);

	CountedRequestsTests() {
		when(this.loop.status()).thenReturn(mock(SocketStatus.class));
		when(this.loop.now()).thenAnswer((call) -> System.nanoTime());
		when(this.other.status()).thenReturn(mock(SocketStatus.class));
	}

	private RequestClient client(Executor executor, String... further) {
		Transport transport = new Transport() {

			@Override
			public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
				CountedRequestsTests.this.handlers.add(handler);
				return settings.endpoint().equals(PEER) ? CountedRequestsTests.this.loop
						: CountedRequestsTests.this.other;
			}

			@Override
			public TransportListener listener() {
				return TransportListener.NONE;
			}

		};
		Endpoint[] addresses = Stream.concat(Stream.of(PEER), Stream.of(further).map(Endpoint::parse))
			.toArray(Endpoint[]::new);
		return new RequestClient(ClientSettings.of("shop", addresses), transport, new JsonData(JsonMapper.shared()),
				executor, (name, event, headers) -> {
					this.observed.incrementAndGet();
					return (failure) -> this.observed.decrementAndGet();
				});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void requestRejectedByItsLoopIsNotInFlight(boolean asynchronous) {
		OutOfMemoryError failure = new OutOfMemoryError("on purpose");
		doThrow(failure).when(this.loop).executeHere(any());
		doThrow(failure).when(this.loop).execute(any());
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> {
			if (asynchronous) {
				this.client.requestAsync("echo", 1, Integer.class).join();
			}
			else {
				this.client.request("echo", 1, Integer.class);
			}
		});
		assertClosesAtOnce();
	}

	/** Such as a wake-up that fails after the task was added. */
	@Test
	void failedRequestIsNotBegunLater() {
		AtomicReference<LoopTask> task = new AtomicReference<>();
		doAnswer((call) -> {
			task.set(call.getArgument(0));
			throw new OutOfMemoryError("on purpose");
		}).when(this.loop).executeHere(any());
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.client.request("echo", 1, Integer.class));
		task.get().run();
		assertClosesAtOnce();
	}

	@Test
	void requestToAllEndsAtTheTimeoutForCallerAndObserver() {
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.client.event("echo").timeout(Duration.ofMillis(20)).gather(Integer.class));
		assertThat(this.observed).hasValue(0);
		assertClosesAtOnce();
	}

	@Test
	void blockingCallTimesOutAlthoughTheLoopIsBlocked() {
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.client.event("echo").timeout(Duration.ofMillis(20)).request(Integer.class));
		assertClosesAtOnce();
	}

	@Test
	void anOutcomeForWhichTheExecutorHasNoThreadHasOneOfItsOwn() {
		RequestClient threadless = client((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		doAnswer((call) -> {
			((LoopTask) call.getArgument(0)).reject();
			return null;
		}).when(this.loop).executeHere(any());
		CompletableFuture<Integer> reply = threadless.requestAsync("echo", 1, Integer.class);
		assertThat(reply).failsWithin(Duration.ofSeconds(20));
		assertThat(threadless.status().inFlight()).isZero();
		assertThat(this.observed).hasValue(0);
	}

	@Test
	void aRequestThatItsLoopCanNotBeginEnds() {
		doThrow(new InternalError("on purpose")).when(this.loop).schedule(any(), anyLong());
		runTasks();
		assertThatItFails(this.client.requestAsync("echo", 1, Integer.class));
		assertClosesAtOnce();
	}

	@Test
	void aRequestThatTheOtherPathCanNotTakeEnds() {
		RequestClient client = client(Runnable::run, "tcp://other:2");
		AtomicReference<LoopTask> task = new AtomicReference<>();
		doAnswer((call) -> {
			task.set(call.getArgument(0));
			return null;
		}).when(this.loop).executeHere(any());
		doThrow(new InternalError("on purpose")).when(this.other).executeHere(any());
		when(this.loop.isConnected()).thenReturn(true);
		CompletableFuture<Integer> reply = client.requestAsync("echo", 1, Integer.class);
		when(this.loop.isConnected()).thenReturn(false);
		when(this.other.isConnected()).thenReturn(true);
		task.get().run();
		assertThatItFails(reply);
		assertClosesAtOnce(client);
	}

	@Test
	void aDeadlineThatFailsComesAgain() {
		AtomicReference<PendingRequest> timed = new AtomicReference<>();
		doAnswer((call) -> {
			timed.set(call.getArgument(0));
			return null;
		}).when(this.loop).schedule(any(), anyLong());
		runTasks();
		CompletableFuture<Integer> reply = this.client.event("echo")
			.timeout(Duration.ofMinutes(1))
			.requestAsync(Integer.class);
		when(this.loop.now()).thenAnswer((call) -> System.nanoTime() + Duration.ofHours(1).toNanos());
		when(this.loop.refusal()).thenThrow(new InternalError("on purpose")).thenReturn(null);
		assertThatExceptionOfType(InternalError.class).isThrownBy(timed.getAndSet(null)::onTime);
		assertThat(reply).isNotDone();
		timed.get().onTime();
		assertThat(reply).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(ZmqTimeoutException.class);
		assertClosesAtOnce();
	}

	@Test
	void aRequestThatCanNotBeSentHoldsUpNoOther() {
		runTasks();
		this.client.requestAsync("echo", 1, Integer.class);
		this.client.requestAsync("echo", 2, Integer.class);
		doThrow(new InternalError("on purpose")).doReturn(SendResult.SENT).when(this.loop).send(any());
		this.handlers.get(0).onConnected();
		verify(this.loop, times(2)).send(any());
		this.handlers.get(0).onClose();
		assertClosesAtOnce();
	}

	/** Their exceptions are handled by the loop. */
	private void runTasks() {
		Answer<?> run = (call) -> catchThrowable(((LoopTask) call.getArgument(0))::run);
		doAnswer(run).when(this.loop).executeHere(any());
		doAnswer(run).when(this.loop).execute(any());
	}

	private static void assertThatItFails(CompletableFuture<?> reply) {
		assertThat(reply).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(ZmqException.class)
			.withRootCauseInstanceOf(InternalError.class);
	}

	private void assertClosesAtOnce() {
		assertClosesAtOnce(this.client);
	}

	private void assertClosesAtOnce(RequestClient client) {
		assertThat(this.observed).hasValue(0);
		assertThat(client.status().inFlight()).isZero();
		assertThat(CompletableFuture.runAsync(() -> client.close(Duration.ofDays(1))))
			.succeedsWithin(Duration.ofSeconds(20));
	}

}
