package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The log messages for single requests. */
@ExtendWith(OutputCaptureExtension.class)
class RequestLogTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String TRACE_PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

	private final AtomicLong now = new AtomicLong(-3);

	private final RequestLog log = new RequestLog(RoleLog.ROUTER, Duration.ofMillis(10), this.now::get);

	@AfterEach
	void resetLevels() {
		level(null);
	}

	private static void level(@Nullable LogLevel level) {
		LoggingSystem system = LoggingSystem.get(RequestLogTests.class.getClassLoader());
		system.setLogLevel("io.zmqf", level);
	}

	private static RequestTrace trace(long waited, long served, @Nullable String outcome) {
		return new RequestTrace("zmqf-router", new RequestReference("quote", "01", TRACE), "shop", "worker-1", "02",
				TimeUnit.MILLISECONDS.toNanos(waited), TimeUnit.MILLISECONDS.toNanos(served), outcome);
	}

	@Test
	void slowRequestIsAWarningWithItsTimes(CapturedOutput output) {
		assertThat(this.log.tracesEnd(TimeUnit.MILLISECONDS.toNanos(10), null)).isTrue();
		this.log.ended(trace(3, 7, "replied"), null);
		assertThat(output).contains("WARN")
			.contains("Slow request: 'quote' (request 01, trace " + TRACE
					+ ") of shop took 10 ms at zmqf-router: 3 ms until it was sent to worker-1 as 02, 7 "
					+ "ms from then until its end. Outcome: replied");
	}

	@Test
	void slowRequestsAreWrittenAtALimitedRate(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			this.log.ended(trace(3, 7, "replied"), null);
		}
		assertThat(output.getAll().lines()).hasSize(1);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.log.ended(trace(3, 7, "replied"), null);
		assertThat(output).contains("(999 more were not logged)");
	}

	@Test
	void nothingIsTracedUnlessEnabled() {
		RequestLog off = new RequestLog(RoleLog.ROUTER, Duration.ZERO, this.now::get);
		assertThat(off.isOn()).isFalse();
		assertThat(off.tracesDispatched()).isFalse();
		assertThat(off.tracesEnd(Long.MAX_VALUE - 1, null)).isFalse();
		assertThat(this.log.isOn()).isTrue();
		assertThat(this.log.tracesEnd(TimeUnit.MILLISECONDS.toNanos(10) - 1, null)).isFalse();
	}

	@Test
	void aLostRequestIsAWarning(CapturedOutput output) {
		assertThat(this.log.tracesEnd(0, ProblemType.WORKER_LOST)).isTrue();
		this.log.ended(trace(1, 1, "502 The worker was lost"), ProblemType.WORKER_LOST);
		assertThat(output).contains("Lost request: 'quote'").contains("Outcome: 502");
	}

	@Test
	void oneRequestCanBeFollowedByItsIds(CapturedOutput output) {
		level(LogLevel.DEBUG);
		ZmqTestContexts.runner().withBean(Handlers.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			ZmqException failure = catchThrowableOfType(ZmqRemoteException.class,
					() -> client.event("refused").header("traceparent", TRACE_PARENT).request(String.class));
			assertThat(failure.getTraceId()).isEqualTo(TRACE);
			assertThat(failure.getRequestId()).isNotNull();
			assertThat(failure).hasMessageEndingWith("(request " + failure.getRequestId() + ", trace " + TRACE + ")");
			Awaitility.await()
				.until(() -> lines(output, "'refused' (request " + failure.getRequestId(), " at zmqf-client: ") == 1);
			Matcher given = Pattern
				.compile("zmqf-router sent 'refused' \\(request " + failure.getRequestId() + ", trace " + TRACE
						+ "\\) of \\S+ to \\S+ as (\\w{16})")
				.matcher(output);
			assertThat(given.find()).isTrue();
			String atWorker = "(request " + given.group(1) + ", trace " + TRACE + ")";
			Awaitility.await().until(() -> lines(output, "'refused' " + atWorker, " at zmqf-worker: ") == 1);
			assertThat(lines(output, "zmqf-worker sent 'refused' " + atWorker)).isOne();
			assertThat(lines(output, "The handler of 'refused' " + atWorker + " failed")).isOne();
			assertThat(output).contains("DEBUG").contains("io.zmqf.client").contains("io.zmqf.router");
		});
	}

	private static long lines(CapturedOutput output, String... parts) {
		return output.getAll().lines().filter((line) -> Stream.of(parts).allMatch(line::contains)).count();
	}

	@Test
	void eachNodeLogsItsPartOfASlowRequest(CapturedOutput output) {
		ZmqTestContexts.runner()
			.withBean(Handlers.class)
			.withPropertyValues("zmqf.log.slow-requests=50ms", "zmqf.worker.concurrency=1")
			.run((context) -> {
				CountDownLatch release = context.getBean(Handlers.class).release;
				ZmqException failure = catchThrowableOfType(ZmqTimeoutException.class,
						() -> context.getBean(ZmqClient.class)
							.event("slow")
							.timeout(Duration.ofSeconds(2))
							.request(String.class));
				release.countDown();
				Awaitility.await().until(() -> lines(output, "Slow request: ") == 3);
				assertThat(output).contains("Slow request: 'slow' (request " + failure.getRequestId())
					.contains("at zmqf-router: ")
					.contains("at zmqf-worker: ")
					.contains("until it was sent to " + Handlers.class.getName());
			});
	}

	@Test
	void rejectedRequestIsLoggedWithItsReason(CapturedOutput output) {
		level(LogLevel.DEBUG);
		ZmqTestContexts.runner().withBean(Handlers.class).run((context) -> {
			ZmqException failure = catchThrowableOfType(ZmqRemoteException.class,
					() -> context.getBean(ZmqClient.class).request("nobody", null, String.class));
			Awaitility.await()
				.untilAsserted(() -> assertThat(output).containsPattern("DEBUG.*'nobody' \\(request "
						+ failure.getRequestId() + "\\) of \\S+ took .* at zmqf-router.*Outcome: 404"));
		});
	}

	@Test
	void aNegativeThresholdIsRefused() {
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.log.slow-requests=-1ms")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.log.slow-requests")
				.hasStackTraceContaining("0ms"));
	}

	static class Handlers {

		private final CountDownLatch release = new CountDownLatch(1);

		@ZmqHandler("refused")
		String refused() {
			throw new IllegalStateException("on purpose");
		}

		@ZmqHandler("slow")
		String slow() throws InterruptedException {
			this.release.await();
			return "late";
		}

	}

}
