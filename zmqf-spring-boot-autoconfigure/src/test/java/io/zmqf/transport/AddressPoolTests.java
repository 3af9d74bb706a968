package io.zmqf.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Sockets for the addresses of a host name, which the test sets. */
class AddressPoolTests {

	private final Host host = new Host();

	private final List<ResolvedHost.@Nullable Share> opened = new ArrayList<>();

	private boolean fails;

	private final AddressPool pool = new AddressPool(Endpoint.parse("tcp://many:5555"), this.host, (share) -> {
		if (this.fails) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		this.opened.add(share);
	});

	@Test
	void hasASocketForEachAddressAndClosesNone() {
		this.pool.add();
		this.pool.watch();
		this.host.found.accept(3);
		this.host.found.accept(2);
		assertThat(this.opened).hasSize(3);
		this.pool.close();
		this.host.found.accept(4);
		assertThat(this.opened).hasSize(3);
	}

	@Test
	void failedSocketIsOpenedAtTheNextCheck() {
		this.pool.add();
		this.pool.watch();
		this.fails = true;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.host.found.accept(2));
		this.fails = false;
		this.host.found.accept(2);
		assertThat(this.opened).hasSize(2);
	}

	/** A transport with one host, whose number of addresses the test sets. */
	private static final class Host implements Transport, ResolvedHost {

		private IntConsumer found = (count) -> {
		};

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
		public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
			throw new UnsupportedOperationException();
		}

		@Override
		public TransportListener listener() {
			return TransportListener.NONE;
		}

		@Override
		public void close() {
			// nothing is open
		}

	}

}
