package io.zmqf.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.zmqf.actuate.event.Journal;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.RequestReference;
import io.zmqf.message.TokenTable;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.tools.Ports;
import io.zmqf.transport.BlockedLoopException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The content of the log. */
@ExtendWith(OutputCaptureExtension.class)
class LoggingTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final LoggingListener listener = new LoggingListener(new Journal(), this.now::get);

	@Test
	void logsDropsWithTheirNumberOnceInTenSeconds(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			this.listener.dropped("zmqf-client", DropReason.LATE_REPLY);
		}
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
		this.listener.dropped("zmqf-client", DropReason.LATE_REPLY);
		assertThat(output.getAll().lines().filter((line) -> line.contains("dropped"))).singleElement()
			.asString()
			.endsWith("zmqf-client dropped 1 message: late reply");
		this.now.addAndGet(1);
		this.listener.dropped("zmqf-client", DropReason.LATE_REPLY);
		assertThat(output).contains("zmqf-client dropped 6 messages: late reply");
	}

	@Test
	void countsEachReasonAndSocketByItself(CapturedOutput output) {
		this.listener.dropped("zmqf-client", DropReason.LATE_REPLY);
		this.listener.dropped("zmqf-client", DropReason.MALFORMED);
		this.listener.dropped("zmqf-server", DropReason.MALFORMED);
		assertThat(output).contains("zmqf-client dropped 1 message: late reply")
			.contains("zmqf-client dropped 1 message: malformed")
			.contains("zmqf-server dropped 1 message: malformed");
	}

	@Test
	void saysOnceInTenSecondsThatTheExecutorHasNoThread(CapturedOutput output) {
		for (int i = 1; i <= 3; i++) {
			this.listener.executorRejected(new RejectedExecutionException("reason " + i));
		}
		this.now.addAndGet(Duration.ofSeconds(10).toNanos());
		this.listener.executorRejected(new RejectedExecutionException("reason 4"));
		assertThat(output).contains("no thread").contains("reason 1").doesNotContain("reason 2");
		assertThat(output).contains("busy instead, 3 times").contains("reason 4");
	}

	@Test
	void countsTheAbandonedRequestsOfAnEvent(CapturedOutput output) {
		this.listener.requestAbandoned("a", 1);
		this.listener.requestAbandoned("b", 2);
		assertThat(output).contains("; 1 request is in this state").contains("; 2 requests are in this state");
	}

	@Test
	void limitsTheLinesOfAllSocketsTogether(CapturedOutput output) {
		for (int i = 0; i < 200; i++) {
			this.listener.dropped("zmqf-client[" + i + "]", DropReason.LATE_REPLY);
			this.listener.named("zmqf-client[" + i + "]", "tcp://router:5555", "shop@web-1");
			this.listener.loopFailed("zmqf-client[" + i + "]", new IllegalStateException("on purpose"));
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("late reply"))).hasSize(20);
		assertThat(output.toString().lines().filter((line) -> line.contains("which is shop@web-1"))).hasSize(20);
		assertThat(output.toString().lines().filter((line) -> line.contains("failed and continues"))).hasSize(20);
	}

	@Test
	void countsWhatEachSocketHasDroppedAlsoBeyondTheLimitOfAll(CapturedOutput output) {
		for (int i = 0; i < 30; i++) {
			dropAndFail(i);
		}
		this.now.addAndGet(Duration.ofSeconds(10).toNanos());
		dropAndFail(0);
		dropAndFail(25);
		assertThat(output).contains("zmqf-client[25] dropped 2 messages: late reply")
			.contains("zmqf-client[25] failed and continues, 2 times")
			.doesNotContainPattern("client\\[0] dropped \\d+ messages")
			.doesNotContainPattern("client\\[0] failed and continues, ");
	}

	private void dropAndFail(int client) {
		this.listener.dropped("zmqf-client[" + client + "]", DropReason.LATE_REPLY);
		this.listener.loopFailed("zmqf-client[" + client + "]", new IllegalStateException("on purpose"));
	}

	@Test
	void limitsFailuresOfLoops(CapturedOutput output) {
		this.listener.loopFailed("zmqf-router", new IllegalStateException("first"));
		this.listener.loopFailed("zmqf-router", new IllegalStateException("second"));
		this.listener.ioFailed(new IllegalStateException("third"));
		this.listener.ioFailed(new IllegalStateException("fourth"));
		assertThat(output).contains("first").doesNotContain("second").contains("third").doesNotContain("fourth");
	}

	@Test
	void leavesTheAddressThatCanNotBeUsedToTheStart(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			for (String property : List.of("zmqf.server.address", "zmqf.router.backend", "zmqf.heartbeat.address")) {
				ObservedContexts.runner()
					.withPropertyValues("zmqf.router.frontend=inproc://f", "zmqf.router.backend=inproc://b",
							property + "=tcp://127.0.0.1:" + taken.getLocalPort())
					.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("is in use"));
			}
		}
		assertThat(output).doesNotContain("continues").doesNotContain("ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.server.address=tcp://127.0.0.1:0", "zmqf.server.address=tcp://*:0",
			"zmqf.router.frontend=tcp://127.0.0.1:0 zmqf.router.backend=inproc://b zmqf.worker.router=inproc://b",
			"zmqf.heartbeat.address=", "zmqf.router.frontend=tcp://127.0.0.1:0 zmqf.router.backend=inproc://b "
					+ "zmqf.worker.router=inproc://b zmqf.heartbeat.address=tcp://127.0.0.1:0" })
	void selfContainedApplicationStopsWithoutWarnings(String properties, CapturedOutput output) {
		ObservedContexts.runner()
			.withUserConfiguration(Answering.class, ZmqTestContexts.Caller.class)
			.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(
					context.getBean(ZmqTestContexts.Caller.class).client().request("answer", "x", String.class))
				.isEqualTo("x"));
		assertThat(output.getAll().lines().filter((line) -> !line.contains("is open to the network")))
			.noneMatch((line) -> line.contains("WARN") || line.contains("lost its connection"));
	}

	@Test
	void selfContainedApplicationStartsWithoutWarnings(CapturedOutput output) {
		ObservedContexts.runner()
			.withUserConfiguration(Answering.class, ZmqTestContexts.Caller.class, RefusedFirst.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:" + Ports.free())
			.run((context) -> assertThat(
					context.getBean(ZmqTestContexts.Caller.class).client().request("answer", "x", String.class))
				.isEqualTo("x"));
		assertThat(output).doesNotContain("WARN").doesNotContain("can't reach");
	}

	@Test
	void limitsFailuresOfHandlersByTheirEvents(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.listener.handlerFailed(request("fail"), new IllegalStateException("on purpose"));
		}
		this.listener.handlerFailed(request("other"), null);
		assertThat(output.getAll().lines().filter((line) -> line.contains("The handler of 'fail' failed"))).hasSize(10);
		assertThat(output).contains("The handler of 'other' failed: it returned without a reply");
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.listener.handlerFailed(request("fail"), null);
		assertThat(output).contains("(90 earlier failures were not logged)");
	}

	private static RequestReference request(String event) {
		return new RequestReference(event, null, null);
	}

	@Test
	void namesTheLastMessageThatWasDropped(CapturedOutput output) {
		byte[][] late = { TokenTable.frame(0x1f), new byte[0], MessageCodec.eventBytes("late"), { '1' } };
		this.listener.dropped("zmqf-client", DropReason.LATE_REPLY, late);
		assertThat(output)
			.contains("zmqf-client dropped 1 message: late reply, most recently 'late' (request 000000000000001f)");
	}

	@Test
	void itemsThatComeAfterTheEndOfTheirStreamAreNoWarning(CapturedOutput output) {
		byte[][] item = ControlMessage.ITEM.frames(Message.NO_DATA, TokenTable.frame(31));
		this.listener.dropped("zmqf-client", DropReason.LATE_REPLY, item);
		this.listener.dropped("zmqf-router-backend", DropReason.LATE_REPLY, item);
		assertThat(output).doesNotContain("WARN");
		this.listener.dropped("zmqf-client", DropReason.MALFORMED, item);
		assertThat(output).contains("zmqf-client dropped 1 message: malformed");
	}

	@Test
	void aSocketThatABlockedLoopDoesNotCloseIsAWarning(CapturedOutput output) {
		this.listener.loopFailed("zmqf-worker", new BlockedLoopException("zmqf-worker"));
		assertThat(output)
			.containsPattern(" WARN .*\\bio\\.zmqf\\.worker\\s.*zmqf-worker can't be closed: its event loop is blocked")
			.doesNotContain("ERROR")
			.doesNotContain("Exception");
	}

	@Test
	void namesTheCallThatBlocksALoop(CapturedOutput output) {
		StackTraceElement[] place = { new StackTraceElement("java.lang.Thread", "sleep", "Thread.java", -2),
				new StackTraceElement("org.driver.Connection", "read", "Connection.java", 2),
				new StackTraceElement("shop.Orders", "count", "Orders.java", 3),
				new StackTraceElement("io.zmqf.annotation.AnnotatedHandler", "handle", "AnnotatedHandler.java", 4) };
		for (int i = 0; i < 3; i++) {
			this.listener.loopBlocked("zmqf-io", Duration.ofSeconds(3), place);
			this.listener.loopUnblocked("zmqf-io", Duration.ofSeconds(5));
		}
		assertThat(output)
			.containsOnlyOnce("zmqf-io has been blocked for 3 s by shop.Orders.count(Orders.java:3): it sends")
			.containsOnlyOnce("at org.driver.Connection.read(Connection.java:2)")
			.contains("zmqf-io continues after 5 s");
		this.listener.loopBlocked("zmqf-io", Duration.ofSeconds(3), new StackTraceElement[0]);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.listener.loopBlocked("zmqf-io", Duration.ofSeconds(3), new StackTraceElement[0]);
		assertThat(output).contains("by an unknown call").contains(", 4 times");
	}

	@Test
	void aLoopThatWaitsForNothingMayLackProcessorTime(CapturedOutput output) {
		this.listener.loopBlocked("zmqf-io", Duration.ofSeconds(3),
				new StackTraceElement[] { new StackTraceElement("shop.Orders", "count", "Orders.java", 3) });
		assertThat(output).contains("by shop.Orders.count(Orders.java:3), or lacks processor time: it sends");
	}

	@Test
	void blockedLoopBreaksTheLivenessUntilItContinues(CapturedOutput output) {
		ObservedContexts.runner().run((context) -> {
			ApplicationAvailability availability = context.getBean(ApplicationAvailability.class);
			Consumer<Consumer<TransportListener>> told = (notice) -> context.getBeanProvider(TransportListener.class)
				.forEach(notice);
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			told.accept((each) -> each.loopBlocked("zmqf-io", Duration.ofSeconds(3), new StackTraceElement[0]));
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
			told.accept((each) -> each.loopBlocked("zmqf-io", Duration.ofSeconds(30), new StackTraceElement[0]));
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.BROKEN);
			told.accept((each) -> each.loopUnblocked("zmqf-io", Duration.ofSeconds(40)));
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.CORRECT);
			told.accept((each) -> each.ioBroken(new IllegalStateException("no memory")));
			told.accept((each) -> each.loopBlocked("zmqf-io", Duration.ofSeconds(30), new StackTraceElement[0]));
			told.accept((each) -> each.loopUnblocked("zmqf-io", Duration.ofSeconds(40)));
			assertThat(availability.getLivenessState()).isEqualTo(LivenessState.BROKEN);
		});
		assertThat(output).contains("The liveness state is BROKEN until it continues");
	}

	@Test
	void logsTheRemedyIfALoopCanNotBeReplaced(CapturedOutput output) {
		ApplicationContextRunner runner = ObservedContexts.runner();
		runner.run((context) -> {
			AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
			context.getBeanProvider(TransportListener.class)
				.forEach((each) -> each.ioBroken(new IllegalStateException("no memory")));
			assertThat(context.getBean(ApplicationAvailability.class).getLivenessState())
				.isEqualTo(LivenessState.BROKEN);
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("Restart the application"))).hasSize(1);
	}

	@Test
	void aWorkerWithoutHandlersIsAMistake(CapturedOutput output) {
		ZmqTestContexts.runner().run((context) -> assertThat(output).doesNotContain("has no handler"));
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.worker.router=inproc://b")
			.run((context) -> assertThat(output).contains("WARN")
				.contains("The worker has no handler, and rejects every request")
				.contains("child context")
				.contains("@ZmqHandler")
				.contains("zmqf.worker.router"));
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.server.address=inproc://s")
			.run((context) -> assertThat(output).contains("The server has no handler, and rejects every request")
				.contains("zmqf.server.address"));
	}

	static class Answering {

		@ZmqHandler("silent")
		CompletableFuture<String> silent() {
			return new CompletableFuture<>();
		}

		@ZmqHandler("answer")
		String answer(String text) {
			return text;
		}

	}

	@Test
	void aTimeoutWithoutCorrelationIsNoLostConnection(CapturedOutput output) {
		ObservedContexts.runner()
			.withUserConfiguration(Answering.class, ZmqTestContexts.Caller.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0", "zmqf.client.correlation=none",
					"zmqf.client.connections=1")
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqTestContexts.Caller.class).client();
				assertThatExceptionOfType(ZmqTimeoutException.class)
					.isThrownBy(() -> client.event("silent").timeout(Duration.ofMillis(50)).request(String.class));
				assertThat(client.request("answer", "x", String.class)).isEqualTo("x");
			});
		assertThat(output).doesNotContain("lost its connection");
	}

	@Test
	void namesThePropertyForUncorrelatedRepliesOnce(CapturedOutput output) {
		this.listener.uncorrelated("zmqf-client", "tcp://python:5555");
		this.listener.uncorrelated("zmqf-client", "tcp://python:5555");
		assertThat(output.getAll().lines().filter((line) -> line.contains("zmqf.client.correlation=none"))).hasSize(1);
	}

	@Test
	void logsWhichHandlerFailedAndWhy(CapturedOutput output) {
		ZmqTestContexts.runner().withUserConfiguration(Failing.class).run((context) -> {
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("fail", null, Void.class))
				.withMessageNotContaining("on purpose");
			assertThat(output).contains("ERROR")
				.containsPattern("The handler of 'fail' \\(request \\w{16}\\) failed")
				.contains("IllegalStateException: on purpose")
				.contains("at " + Failing.class.getTypeName());
		});
	}

	@Test
	void warnsOfAnAddressThatOthersCanReach(CapturedOutput output) {
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.router.frontend=tcp://*:0", "zmqf.router.backend=tcp://127.0.0.1:0")
			.run((context) -> assertThat(output).contains("zmqf.router.frontend=tcp://")
				.contains("is open to the network without authentication or encryption")
				.doesNotContain("zmqf.router.backend="));
	}

	@Test
	void logsTheAddressesOfEachRole(CapturedOutput output) {
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.router.frontend=inproc://f", "zmqf.router.backend=inproc://b",
					"zmqf.worker.router=inproc://b", "zmqf.server.address=inproc://s",
					"zmqf.clients.other.address=inproc://s")
			.run((context) -> assertThat(output)
				.contains("Router accepts clients at inproc://f and workers at inproc://b")
				.contains("Worker connects to inproc://b, with handlers for 0 events")
				.contains("Server accepts clients at inproc://s, with handlers for 0 events")
				.doesNotContain("The client connects")
				.contains("Client 'other' connects to inproc://s")
				.doesNotContain("open to the network"));
	}

	static class Failing {

		@ZmqHandler("fail")
		void fail() {
			throw new IllegalStateException("on purpose");
		}

	}

	/** Lets the server start once its client was refused. */
	static final class RefusedFirst implements TransportListener, SmartLifecycle {

		private final CountDownLatch refused = new CountDownLatch(1);

		private volatile boolean running;

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			if (event.type() == SocketEvent.Type.CONNECT_RETRIED) {
				this.refused.countDown();
			}
		}

		@Override
		public int getPhase() {
			return NodeLifecycle.WORKER_PHASE - 1;
		}

		@Override
		public void start() {
			this.running = true;
			try {
				assertThat(this.refused.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
