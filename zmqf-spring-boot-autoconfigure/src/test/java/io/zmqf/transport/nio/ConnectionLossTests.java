package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.mechanism.NullMechanism;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The parties that are notified of a lost connection, although one of them throws. */
@Timeout(30)
class ConnectionLossTests {

	private static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

	private static final Endpoint INPROC = Endpoint.parse("inproc://losing");

	private static final SocketSettings BINDING = SocketSettings.binding(SocketSettings.Type.ROUTER, INPROC)
		.withPeerLoss();

	private final RecordingListener listener = new RecordingListener();

	private final BlockingQueue<SocketEvent.Type> told = new LinkedBlockingQueue<>();

	private final ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>();

	private EventLoop loop;

	@BeforeEach
	void begin() throws Exception {
		this.loop = new EventLoop("losing", this.listener, Selector::open, new MemoryBudget(MemoryLimits.ofHeap()));
	}

	@AfterEach
	void end() {
		this.loop.close(10, TimeUnit.SECONDS);
	}

	@Test
	void lossIsReportedAlthoughTheOwnerThrows() throws Exception {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				Socket peer = new Socket("127.0.0.1", server.socket().getLocalPort())) {
			NioSocket socket = serve(server.accept());
			Zmtp.shakeHandsAsDealer(peer);
			await().until(() -> this.told.contains(SocketEvent.Type.HANDSHAKE_SUCCEEDED));
			peer.close();
			await().until(() -> this.told.contains(SocketEvent.Type.DISCONNECTED));
			List<byte[]> gone = new ArrayList<>();
			this.loop.hold(() -> {
				byte[][] notice = socket.receive();
				if (notice != null) {
					gone.add(socket.lostPeer(notice));
				}
			}, true);
			assertThat(gone).singleElement().isNotNull();
			assertThat(this.left).containsExactly("left");
			assertThat(this.listener.failures()).hasSize(1);
		}
	}

	@Test
	void lossIsReportedAlthoughTheSocketThrows() {
		NioSocket bound = new ForgetfulSocket(this.loop);
		NioSocket peer = peer("a", (event) -> {
		});
		this.loop.hold(() -> InprocConnection.connect(peer, bound), true);
		this.loop.hold(() -> bound.loseConnections((connection) -> true), true);
		assertThat(gone(bound)).containsExactly("a");
		assertThat(this.listener.failures()).hasSize(1);
	}

	@Test
	void lossIsReportedToEachEndAlthoughAnotherThrows() {
		NioSocket bound = open(BINDING, (event) -> {
		});
		List<NioSocket> peers = new ArrayList<>();
		for (String name : new String[] { "a", "b", "c" }) {
			peers.add(peer(name, (event) -> {
				if (event == SocketEvent.Type.DISCONNECTED) {
					throw new OutOfMemoryError("on purpose");
				}
			}));
		}
		this.loop.hold(() -> peers.forEach((peer) -> InprocConnection.connect(peer, bound)), true);
		this.loop.hold(() -> bound.loseConnections((connection) -> connection.routingId()[0] != 'c'), true);
		assertThat(gone(bound)).containsExactlyInAnyOrder("a", "b");
		this.loop.hold(() -> peers.get(2).loseConnections((connection) -> true), true);
		assertThat(gone(bound)).containsExactly("c");
		assertThat(this.listener.failures()).hasSize(3);
	}

	@Test
	void attemptIsRetriedAlthoughItsReportFails() throws Exception {
		List<SocketChannel> others = new ArrayList<>();
		try (ServerSocketChannel full = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1)) {
			for (int i = 0; i < 8; i++) {
				SocketChannel other = SocketChannel.open();
				others.add(other);
				other.configureBlocking(false);
				boolean unused = other.connect(full.getLocalAddress());
			}
			connect("tcp://127.0.0.1:" + full.socket().getLocalPort(), null, (event) -> {
				if (event == SocketEvent.Type.CLOSED) {
					throw new OutOfMemoryError("on purpose");
				}
			});
			this.loop.hold(() -> this.loop.timers().expire(System.nanoTime() + TimeUnit.SECONDS.toNanos(11)), true);
			assertThat(this.told).containsExactly(SocketEvent.Type.CONNECT_DELAYED, SocketEvent.Type.CLOSED,
					SocketEvent.Type.CONNECT_RETRIED);
		}
		finally {
			for (SocketChannel other : others) {
				other.close();
			}
		}
	}

	@Test
	void resolvedAddressIsUsedAlthoughTheFutureFails() throws Exception {
		CompletableFuture<InetAddress> found = new UntoldFuture<>();
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
			connect("tcp://shop:" + server.socket().getLocalPort(), () -> found, (event) -> {
			});
			assertThat(this.told).isEmpty();
			found.complete(InetAddress.getLoopbackAddress());
			await().until(() -> this.told.contains(SocketEvent.Type.CONNECTED));
		}
		assertThat(this.told).filteredOn((event) -> event == SocketEvent.Type.CONNECTED).hasSize(1);
	}

	@Test
	void socketIsClosedWithItsAddressAndConnectionsDespiteExceptions() throws Exception {
		NioSocket socket = open(SocketSettings.binding(SocketSettings.Type.ROUTER, ANY), (event) -> {
			this.told.add(event);
			if (event == SocketEvent.Type.CLOSED) {
				throw new OutOfMemoryError("on purpose");
			}
		});
		ServerEndpoint bound = ServerEndpoint.bind(ANY, NioTransport.DEFAULT_PERMISSIONS);
		this.loop.hold(() -> {
			try {
				socket.accept(new Listener(socket, bound, ServerSecurity.NONE), bound);
			}
			catch (java.io.IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, true);
		try (Socket peer = Zmtp.connectAsDealer(bound.endpoint()); Socket silent = Zmtp.connect(bound.endpoint())) {
			await().until(() -> this.told.contains(SocketEvent.Type.HANDSHAKE_SUCCEEDED)
					&& this.told.stream().filter((event) -> event == SocketEvent.Type.ACCEPTED).count() == 2);
			this.loop.hold(socket::close, true);
			assertThat(bound.channel().isOpen()).isFalse();
			assertThat(Zmtp.isClosedByPeer(peer, 20_000)).isTrue();
			assertThat(Zmtp.isClosedByPeer(silent, 20_000)).isTrue();
		}
	}

	private void connect(String address, ResolvedHost.@Nullable Share share, Consumer<SocketEvent.Type> events) {
		Endpoint endpoint = Endpoint.parse(address);
		NioSocket socket = open(SocketSettings.asking(endpoint), (event) -> {
			this.told.add(event);
			events.accept(event);
		});
		this.loop.hold(() -> {
			socket.connectWith(new Connector(socket, new ClientEndpoint(endpoint, share, HostLookup.SYSTEM),
					new ConnectingMechanism(ClientSecurity.NONE)));
			socket.connect();
		}, true);
	}

	private NioSocket peer(String name, Consumer<SocketEvent.Type> events) {
		return open(SocketSettings.serving(INPROC, name.getBytes(StandardCharsets.UTF_8)), events);
	}

	private NioSocket open(SocketSettings settings, Consumer<SocketEvent.Type> events) {
		return NioSocket.open(this.loop, settings, (source, event) -> events.accept(event.type()), () -> {
		});
	}

	/** The peers whose loss was reported to the role. */
	private List<String> gone(NioSocket socket) {
		List<String> gone = new ArrayList<>();
		this.loop.hold(() -> {
			for (byte[][] notice; (notice = socket.receive()) != null;) {
				gone.add(new String(Objects.requireNonNull(socket.lostPeer(notice)), StandardCharsets.UTF_8));
			}
		}, true);
		return gone;
	}

	private NioSocket serve(SocketChannel channel) throws Exception {
		channel.configureBlocking(false);
		NioSocket socket = NioSocket.open(this.loop,
				SocketSettings.binding(SocketSettings.Type.ROUTER, ANY).withPeerLoss(),
				(source, event) -> this.told.add(event.type()), () -> {
				});
		ChannelConnection connection = new ChannelConnection(socket, channel, new FailingOwner(), new NullMechanism());
		this.loop.hold(() -> {
			try {
				connection.begin();
			}
			catch (java.io.IOException ex) {
				throw new IllegalStateException(ex);
			}
		}, true);
		return socket;
	}

	/** Throws an OutOfMemoryError when a callback is added. */
	private static final class UntoldFuture<T> extends CompletableFuture<T> {

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new UntoldFuture<>();
		}

		@Override
		public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
			return this;
		}

	}

	/** Throws an OutOfMemoryError on a loss. */
	private static final class ForgetfulSocket extends NioSocket {

		private final List<Connection> connections = new ArrayList<>();

		ForgetfulSocket(EventLoop loop) {
			super(loop, BINDING, (source, event) -> {
			}, () -> {
			});
		}

		@Override
		byte[] routingId(byte[] announced) {
			return announced;
		}

		@Override
		void add(Connection connection) {
			this.connections.add(connection);
		}

		@Override
		void remove(Connection connection) {
			this.connections.remove(connection);
		}

		@Override
		void leaves(Connection connection) {
			throw new OutOfMemoryError("on purpose");
		}

		@Override
		Collection<Connection> connections() {
			return this.connections;
		}

		@Override
		public SendResult send(byte[][] frames) {
			return SendResult.UNROUTABLE;
		}

		@Override
		public boolean isWritable() {
			return true;
		}

	}

	/** Throws an OutOfMemoryError on a loss. */
	private final class FailingOwner implements ConnectionOwner {

		@Override
		public void established(ChannelConnection connection) {
		}

		@Override
		public void left(ChannelConnection connection, boolean failed) {
			ConnectionLossTests.this.left.add("left");
			throw new OutOfMemoryError("on purpose");
		}

		@Override
		public HandshakeFailure failure(ZmtpException ex) {
			return HandshakeFailure.of(String.valueOf(ex.getMessage()));
		}

		@Override
		public @Nullable HandshakeFailure brokenOff(boolean greeted) {
			return null;
		}

	}

}
