package io.zmqf.transport.jeromq;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is thrown while the transport or one of its sockets closes. */
class JeroMqTransportTests {

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final JeroMqTransport transport = new JeroMqTransport(new TransportListener() {

		@Override
		public void loopFailed(String socket, Throwable failure) {
			JeroMqTransportTests.this.failures.add(failure);
		}

		@Override
		public void ioFailed(Throwable failure) {
			JeroMqTransportTests.this.failures.add(failure);
		}

	});

	@Test
	void whatJeroMqThrowsWhileItClosesIsNoFailure() {
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
	void whatAHandlerThrowsWhileItClosesIsOne() {
		IllegalStateException own = new IllegalStateException("on purpose");
		closeWith(own);
		assertThat(this.failures).containsExactly(own);
	}

	@Test
	void whatJeroMqsThreadsHaveForASocketThatHasEndedIsNoFailure() {
		this.transport.ioFailed(new IllegalStateException(new ClosedChannelException()));
		this.transport.ioFailed(ofJeroMq("sendCommand"));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whatElseJeroMqsThreadsThrowIsOne() {
		IllegalStateException other = new IllegalStateException(new IOException("too many open files"));
		this.transport.ioFailed(other);
		assertThat(this.failures).containsExactly(other);
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
