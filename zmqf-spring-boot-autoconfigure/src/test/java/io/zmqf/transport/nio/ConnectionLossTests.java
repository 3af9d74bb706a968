package io.zmqf.transport.nio;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.mechanism.NullMechanism;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who learns that a connection is gone, whatever one of them throws. */
@Timeout(30)
class ConnectionLossTests {

	private static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

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
	void theRoleAndListenersLearnOfALossWhoseOwnerThrows() throws Exception {
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
					gone.add(socket.gonePeer(notice));
				}
			}, true);
			assertThat(gone).singleElement().isNotNull();
			assertThat(this.left).containsExactly("left");
			assertThat(this.listener.failures()).hasSize(1);
		}
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

	/** Has no memory to take note of a loss. */
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
