package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.message.JsonData;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
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
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** What is counted up is counted down, wherever something is thrown. */
@Timeout(60)
class CountedRequestsTests {

	private final SocketLoop loop = mock(SocketLoop.class);

	private final AtomicInteger observed = new AtomicInteger();

	private final RequestClient client = client(Runnable::run);

	CountedRequestsTests() {
		when(this.loop.status()).thenReturn(mock(SocketStatus.class));
	}

	private RequestClient client(Executor executor) {
		Transport transport = new Transport() {

			@Override
			public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
				return CountedRequestsTests.this.loop;
			}

			@Override
			public TransportListener listener() {
				return TransportListener.NONE;
			}

		};
		return new RequestClient(ClientSettings.of("shop", Endpoint.parse("tcp://peer:1")), transport,
				new JsonData(JsonMapper.shared()), executor, (name, event, headers) -> {
					this.observed.incrementAndGet();
					return (failure) -> this.observed.decrementAndGet();
				});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRequestThatCanNotBeGivenToItsLoopIsNotInFlight(boolean asynchronous) {
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
	void aRequestWhoseCallerWasToldOfAFailureIsNotBegunLater() {
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
	void aCallerThatWaitsIsToldAtItsTimeoutWhateverHoldsUpTheLoop() {
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> this.client.event("echo").timeout(Duration.ofMillis(20)).request(Integer.class));
		assertClosesAtOnce();
	}

	@Test
	void anOutcomeThatNoThreadCompletesIsCompletedByTheLoop() {
		RequestClient threadless = client((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		doAnswer((call) -> {
			((LoopTask) call.getArgument(0)).reject();
			return null;
		}).when(this.loop).executeHere(any());
		CompletableFuture<Integer> reply = threadless.requestAsync("echo", 1, Integer.class);
		assertThat(reply).isCompletedExceptionally();
		assertThat(threadless.status().inFlight()).isZero();
		assertThat(this.observed).hasValue(0);
	}

	private void assertClosesAtOnce() {
		assertThat(this.observed).hasValue(0);
		assertThat(this.client.status().inFlight()).isZero();
		assertThat(CompletableFuture.runAsync(() -> this.client.close(Duration.ofDays(1))))
			.succeedsWithin(Duration.ofSeconds(20));
	}

}
