package io.zmqf.client;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/**
 * Connections that are added to an open client, for a host name whose addresses the test
 * sets.
 */
@Timeout(60)
class ClientPathsTests {

	private static final Endpoint PEER = Endpoint.parse("tcp://many:5555");

	private final List<SocketLoop> loops = List.of(mock(SocketLoop.class), mock(SocketLoop.class),
			mock(SocketLoop.class));

	private final List<String> names = new ArrayList<>();

	private final Host host = new Host();

	private final ClientPaths paths = new ClientPaths(ClientSettings.of("shop", PEER), this.host);

	@Test
	void aConnectionThatCanNotBeOpenedIsNoPath() {
		when(this.loops.get(1).start())
			.thenThrow(new TransportException(PEER, TransportException.Reason.FAILED, "on purpose", null));
		this.paths.open();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> this.host.found.accept(2));
		assertThat(this.paths.all()).hasSize(1);
		this.host.found.accept(2);
		assertThat(this.paths.all()).hasSize(2);
		assertThat(this.names).containsExactly("zmqf-shop", "zmqf-shop-2", "zmqf-shop-2");
	}

	@Test
	void closingDoesNotWaitForAConnectionThatOpens() {
		CountDownLatch opening = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		when(this.loops.get(1).start()).thenAnswer((call) -> {
			opening.countDown();
			closed.await();
			return PEER;
		});
		this.paths.open();
		Executor threads = (task) -> new Thread(task).start(); // as both wait
		CompletableFuture<Void> joined = CompletableFuture.runAsync(() -> this.host.found.accept(2), threads);
		assertThat(CompletableFuture.runAsync(() -> {
			awaited(opening);
			this.paths.close();
			closed.countDown();
		}, threads)).succeedsWithin(Duration.ofSeconds(30));
		assertThat(joined).succeedsWithin(Duration.ofSeconds(30));
		assertThat(this.paths.all()).hasSize(1);
		verify(this.loops.get(1)).close();
	}

	private static void awaited(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** A transport with one host. */
	private final class Host implements Transport, ResolvedHost {

		private IntConsumer found = (addresses) -> {
		};

		@Override
		public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
			ClientPathsTests.this.names.add(name);
			return ClientPathsTests.this.loops.get(ClientPathsTests.this.names.size() - 1);
		}

		@Override
		public TransportListener listener() {
			return TransportListener.NONE;
		}

		@Override
		public ResolvedHost share(Endpoint endpoint, IntConsumer listener) {
			this.found = listener;
			return this;
		}

		@Override
		public Share share() {
			return () -> CompletableFuture.completedFuture(InetAddress.getLoopbackAddress());
		}

		@Override
		public void watch() {
			// the test notifies
		}

		@Override
		public void close() {
			// nothing is looked up
		}

	}

}
