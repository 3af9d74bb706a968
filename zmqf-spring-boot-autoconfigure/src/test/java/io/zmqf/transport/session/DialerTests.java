package io.zmqf.transport.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Options;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class DialerTests {

	@Test
	void anAddressThatIsLongInComingKeepsNobodyElseWaiting() throws Exception {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			Searched searched = new Searched();
			ZMQ.Socket waiting = context.open(SocketType.DEALER);
			SocketAccess.to(waiting).connect(searched);
			CompletableFuture<SocketAddress> search = searched.next();
			Searched found = new Searched();
			ZMQ.Socket other = context.open(SocketType.DEALER);
			SocketAccess.to(other).connect(found);
			found.next().complete(SocketContext.address(router));
			SocketContext.assertEcho(other, router, "meanwhile");
			search.complete(SocketContext.address(router));
			SocketContext.assertEcho(waiting, router, "at last");
		}
	}

	@Test
	void looksForTheAddressAgainAfterEachFailure() throws Exception {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			Searched searched = new Searched();
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			SocketAccess.to(dealer).connect(searched);
			for (int i = 0; i < 3; i++) {
				searched.next().completeExceptionally(new IOException("There is no such host"));
				SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED);
			}
			searched.next().complete(InetSocketAddress.createUnresolved("no address", 1));
			SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED);
			searched.next().complete(SocketContext.address(router));
			SocketContext.assertEcho(dealer, router, "hello");
		}
	}

	@Test
	void anAddressThatIsFoundTooLateDoesNoHarm() throws Exception {
		Searched searched = new Searched();
		CompletableFuture<SocketAddress> afterDisconnecting;
		CompletableFuture<SocketAddress> afterTheContext;
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			OpenEndpoint endpoint = SocketAccess.to(dealer).connect(searched);
			afterDisconnecting = searched.next();
			endpoint.close();
			ZMQ.Socket router = bound(context);
			Searched found = new Searched();
			SocketAccess.to(dealer).connect(found);
			found.next().complete(SocketContext.address(router));
			SocketContext.assertEcho(dealer, router, "by another way");
			afterDisconnecting.complete(SocketContext.address(router));
			SocketContext.assertEcho(dealer, router, "still");
			SocketAccess.to(context.open(SocketType.DEALER)).connect(searched);
			afterTheContext = searched.next();
		}
		assertThat(afterTheContext.complete(InetSocketAddress.createUnresolved("too late", 1))).isTrue();
	}

	private static ZMQ.Socket bound(SocketContext context) {
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		router.bind("tcp://127.0.0.1:*");
		return router;
	}

	/** A place whose address the test finds. */
	private static final class Searched implements Destination {

		private final BlockingQueue<CompletableFuture<SocketAddress>> searches = new LinkedBlockingQueue<>();

		CompletableFuture<SocketAddress> next() throws InterruptedException {
			CompletableFuture<SocketAddress> search = this.searches.poll(10, TimeUnit.SECONDS);
			assertThat(search).isNotNull();
			return search;
		}

		@Override
		public String endpoint() {
			return "tcp://searched:1";
		}

		@Override
		public CompletableFuture<SocketAddress> locate() {
			CompletableFuture<SocketAddress> search = new CompletableFuture<>();
			this.searches.add(search);
			return search;
		}

		@Override
		public SocketChannel open(Options options) throws IOException {
			return SocketChannel.open();
		}

		@Override
		public GuardedEngine engine(SocketChannel connected, Options options) {
			return new GuardedEngine(connected, options, endpoint());
		}

	}

}
