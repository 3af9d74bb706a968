package io.zmqf.transport.jeromq;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Exceptions while the transport or one of its sockets closes. */
class JeroMqTransportTests {

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final List<Throwable> broken = new CopyOnWriteArrayList<>();

	private final CountDownLatch accepted = new CountDownLatch(1);

	/** Holds JeroMQ's I/O thread, once it has accepted a connection. */
	private final CountDownLatch end = new CountDownLatch(1);

	private final JeroMqTransport transport = new JeroMqTransport(new TransportListener() {

		@Override
		public void loopFailed(String socket, Throwable failure) {
			JeroMqTransportTests.this.failures.add(failure);
		}

		@Override
		public void ioBroken(Throwable failure) {
			JeroMqTransportTests.this.broken.add(failure);
		}

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			if (event.type() == SocketEvent.Type.ACCEPTED) {
				JeroMqTransportTests.this.accepted.countDown();
				await().atMost(Duration.ofMinutes(1)).until(() -> JeroMqTransportTests.this.end.getCount() == 0);
			}
		}

	});

	@Test
	void exceptionOfJeroMqDuringTheCloseIsNoFailure() {
		closeWith(ofJeroMq("terminate"));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void aCommandForASocketThatHasEndedIsNoFailure() {
		this.transport.loopFailed("other", ofJeroMq("sendCommand"));
		assertThat(this.failures).isEmpty();
		NullPointerException other = ofJeroMq("terminate");
		this.transport.loopFailed("other", other);
		assertThat(this.failures).containsExactly(other);
	}

	private static NullPointerException ofJeroMq(String method) {
		NullPointerException ofJeroMq = new NullPointerException("no mailbox");
		ofJeroMq.setStackTrace(new StackTraceElement[] { new StackTraceElement("zmq.Ctx", method, null, 1) });
		return ofJeroMq;
	}

	@Test
	void exceptionOfAHandlerDuringTheCloseIsAFailure() {
		IllegalStateException own = new IllegalStateException("on purpose");
		closeWith(own);
		assertThat(this.failures).containsExactly(own);
	}

	@Test
	void messageOfJeroMqsThreadsForAClosedSocketIsNoFailure() {
		this.transport.ioFailed(new IllegalStateException(new ClosedChannelException()));
		this.transport.ioFailed(ofJeroMq("sendCommand"));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void otherExceptionsOfJeroMqsThreadsAreFailures() {
		IllegalStateException other = new IllegalStateException(new IOException("too many open files"));
		this.transport.ioFailed(other);
		assertThat(this.failures).containsExactly(other);
	}

	@Test
	void threadOfJeroMqThatContinuesAfterAFailureIsKept() {
		IllegalStateException other = new IllegalStateException("on purpose");
		SocketLoop loop = router("tcp://127.0.0.1:0", new CompletableFuture<>());
		loop.start();
		this.transport.ioFailed(other);
		await().during(Duration.ofSeconds(2)).until(() -> this.broken.isEmpty());
		assertThat(this.failures).containsExactly(other);
		assertThat(loop.status().state()).isEqualTo(SocketStatus.State.CONNECTED);
		this.transport.close();
	}

	@Test
	void threadOfJeroMqThatEndsAfterAFailureFailsItsSockets() throws Exception {
		CompletableFuture<String> closed = new CompletableFuture<>();
		SocketLoop loop = router("tcp://127.0.0.1:0", closed);
		Endpoint.Tcp address = (Endpoint.Tcp) loop.start();
		try (Socket peer = new Socket("127.0.0.1", address.port())) {
			assertThat(this.accepted.await(30, TimeUnit.SECONDS)).isTrue();
			IllegalStateException other = new IllegalStateException("on purpose");
			this.transport.ioFailed(other);
			this.transport.ioFailed(new IllegalStateException("once more"));
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(this.broken).containsExactly(other));
			assertThat(closed).succeedsWithin(30, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(loop.status().state()).isEqualTo(SocketStatus.State.CLOSED));
			assertThatExceptionOfType(TransportException.class)
				.isThrownBy(router("tcp://127.0.0.1:0", new CompletableFuture<>())::start)
				.withMessageContaining("I/O thread has failed");
			this.transport.close();
		}
		finally {
			this.end.countDown();
		}
	}

	@Test
	void theThreadOfASocketThatRestsWaits() {
		SocketLoop loop = router("tcp://127.0.0.1:0", new CompletableFuture<>());
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		loop.start();
		loop.execute(() -> {
			loop.rest();
			thread.complete(Thread.currentThread());
		});
		assertThat(thread).succeedsWithin(30, TimeUnit.SECONDS);
		await().during(Duration.ofMillis(200)).until(() -> thread.join().getState() == Thread.State.WAITING);
		assertThat(loop.query(() -> "awake", "none")).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("awake");
		this.transport.close();
	}

	@Test
	void aCheckThatFailsIsMadeAgain() {
		AtomicInteger checks = new AtomicInteger();
		try (ZContext context = new ZContext(1) {

			@Override
			public ZMQ.Socket createSocket(SocketType type) {
				if (checks.incrementAndGet() < 3) {
					throw new InternalError("on purpose");
				}
				return super.createSocket(type);
			}

		}) {
			new IoThreadCheck(context, () -> true, this.broken::add).after(new IllegalStateException("on purpose"));
			await().atMost(Duration.ofSeconds(30)).until(() -> checks.get() == 3);
			assertThat(this.broken).isEmpty();
		}
	}

	@Test
	@Timeout(60)
	void closingDoesNotWaitForAThreadOfJeroMqForEver() throws Exception {
		Endpoint.Tcp address = (Endpoint.Tcp) router("tcp://127.0.0.1:0", new CompletableFuture<>()).start();
		try (Socket peer = new Socket("127.0.0.1", address.port())) {
			assertThat(this.accepted.await(30, TimeUnit.SECONDS)).isTrue();
			this.transport.close();
		}
		finally {
			this.end.countDown();
		}
	}

	private SocketLoop router(String address, CompletableFuture<String> closed) {
		return this.transport.create("router",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse(address)), new SocketHandler() {

					@Override
					public void onMessage(byte[][] frames) {
					}

					@Override
					public void onClose() {
						closed.complete("closed");
					}

				});
	}

	private void closeWith(RuntimeException failure) {
		this.transport
			.create("closing", SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("inproc://closing")),
					new SocketHandler() {

						@Override
						public void onMessage(byte[][] frames) {
						}

						@Override
						public void onClose() {
							throw failure;
						}

					})
			.start();
		this.transport.close();
	}

}
