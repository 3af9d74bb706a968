package io.zmqf.transport.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

import io.zmqf.support.ListeningPorts;
import io.zmqf.transport.session.AlteredJeroMq;
import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class UnixSocketsTests {

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

	@TempDir
	Path directory;

	@Test
	void supportsThisJeroMq() {
		assertThat(UnixSockets.supported()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "addEndpoint", "attachPipe" })
	void doesNotSupportAJeroMqWithoutOneOfItsMembers(String member) {
		assertThat(new AlteredJeroMq(member).supports(UnixSockets.class)).isFalse();
	}

	@Test
	void doesNotSupportAnEngineWithoutItsChannel() {
		assertThat(new AlteredJeroMq("fd").supports(UnixSockets.class)).isFalse();
	}

	@Test
	void repliesOverDealerAndRouter() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context, path());
			ZMQ.Socket dealer = connected(context, path());
			for (int i = 0; i < 100; i++) {
				SocketContext.assertEcho(dealer, router, "message " + i);
			}
		}
	}

	@Test
	void bothEndsMayBeInDifferentContexts() {
		try (SocketContext servers = new SocketContext(); SocketContext clients = new SocketContext()) {
			SocketContext.assertEcho(connected(clients, path()), bound(servers, path()), "hello");
		}
	}

	@Test
	void carriesMessagesThatAreLargerThanAnyBuffer() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context, path());
			ZMQ.Socket dealer = connected(context, path());
			SocketContext.assertEcho(dealer, router, "x".repeat(10_000_000));
		}
	}

	@Test
	void usesBuffersOfTheSizeAskedFor() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			router.setSendBufferSize(100_000);
			router.setReceiveBufferSize(100_000);
			UnixSockets.bind(router, path(), PRIVATE);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setSendBufferSize(100_000);
			dealer.setReceiveBufferSize(100_000);
			UnixSockets.connect(dealer, path());
			SocketContext.assertEcho(dealer, router, "x".repeat(1_000_000));
		}
	}

	@Test
	void connectsBeforeTheServerIsThere() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			UnixSockets.connect(dealer, path());
			awaitUninterrupted(events, ZMQ.EVENT_CONNECT_RETRIED);
			SocketContext.assertEcho(dealer, bound(context, path()), "hello");
		}
	}

	@Test
	void connectsAgainWhenTheServerIsBack() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			UnixSockets.connect(dealer, path());
			for (int start = 0; start < 3; start++) {
				ZMQ.Socket router = bound(context, path());
				SocketContext.assertEcho(dealer, router, "start " + start);
				router.close();
				awaitUninterrupted(events, ZMQ.EVENT_DISCONNECTED);
				awaitGone(path());
			}
		}
	}

	@Test
	void connectsAgainToAnotherServerThatTookTheFileOver() throws IOException {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			try (ServerSocketChannel silent = listen()) {
				UnixSockets.connect(dealer, path());
				silent.accept().close();
			}
			SocketContext.assertEcho(dealer, bound(context, path()), "hello");
		}
	}

	@Test
	void waitsForAServerThatIsTooBusyToAccept() throws IOException {
		List<SocketChannel> others = new ArrayList<>();
		try (SocketContext context = new SocketContext(); ServerSocketChannel busy = listen()) {
			while (join(others)) {
				assertThat(others).hasSizeLessThan(100);
			}
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			BlockingQueue<Event> events = SocketContext.events(dealer);
			UnixSockets.connect(dealer, path());
			awaitUninterrupted(events, ZMQ.EVENT_CONNECT_RETRIED);
			for (int i = 1; i < others.size(); i++) {
				busy.accept().close();
			}
			awaitUninterrupted(events, ZMQ.EVENT_CONNECTED);
		}
		finally {
			for (SocketChannel other : others) {
				other.close();
			}
		}
	}

	@Test
	void opensNoTcpPort() {
		Set<String> before = ListeningPorts.open();
		try (SocketContext context = new SocketContext()) {
			SocketContext.assertEcho(connected(context, path()), bound(context, path()), "hello");
			assertThat(before).containsAll(ListeningPorts.open());
			ZMQ.Socket tcp = context.open(SocketType.ROUTER);
			tcp.bind("tcp://127.0.0.1:*");
			assertThat(ListeningPorts.open()).isNotEmpty().isNotEqualTo(before);
		}
	}

	@Test
	void refusesAPathThatIsServedAndSaysSo() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context, path());
			ZMQ.Socket second = context.open(SocketType.ROUTER);
			BlockingQueue<Event> events = SocketContext.events(second);
			assertThatExceptionOfType(ZMQException.class).isThrownBy(() -> UnixSockets.bind(second, path(), PRIVATE))
				.withMessageContaining(path().toString())
				.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(ZError.EADDRINUSE));
			assertThat(awaitUninterrupted(events, ZMQ.EVENT_BIND_FAILED).arg).isEqualTo(ZError.EADDRINUSE);
			SocketContext.assertEcho(connected(context, path()), router, "hello");
		}
	}

	@Test
	void saysThatADirectoryIsMissing() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			Path missing = this.directory.resolve("missing/socket");
			assertThatExceptionOfType(ZMQException.class).isThrownBy(() -> UnixSockets.bind(router, missing, PRIVATE))
				.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(ZError.ENOENT));
		}
	}

	@Test
	void refusesAPathThatIsTooLong() {
		Path path = this.directory.resolve("x".repeat(100));
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket socket = context.open(SocketType.DEALER);
			assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.check(path));
			assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.bind(socket, path, PRIVATE));
			assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.connect(socket, path));
		}
	}

	@Test
	void removesTheFileWithTheEndpoint() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			OpenEndpoint endpoint = UnixSockets.bind(router, path(), PRIVATE);
			endpoint.close();
			awaitGone(path());
			assertThat(files()).isEmpty();
		}
	}

	@Test
	void removesTheFileWithTheSocketAndWithTheContext() {
		try (SocketContext context = new SocketContext()) {
			bound(context, path()).close();
			awaitGone(path());
			bound(context, path());
		}
		assertThat(files()).isEmpty();
	}

	@Test
	void leavesTheFileToWhoHasTakenItsPlace() throws IOException {
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			try (SocketContext context = new SocketContext()) {
				bound(context, path());
				Files.delete(path());
				other.bind(UnixDomainSocketAddress.of(path()));
			}
			assertThat(files()).containsExactly(path());
		}
	}

	@Test
	void closesOneEndpointOfSeveral() {
		Path second = this.directory.resolve("second");
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			OpenEndpoint first = UnixSockets.bind(router, path(), PRIVATE);
			UnixSockets.bind(router, second, PRIVATE);
			first.close();
			first.close();
			awaitGone(path());
			SocketContext.assertEcho(connected(context, second), router, "hello");
		}
	}

	@Test
	void jeroMqsUnbindAndDisconnectKnowTheEndpoints() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			OpenEndpoint bound = UnixSockets.bind(router, path(), PRIVATE);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			OpenEndpoint connected = UnixSockets.connect(dealer, path());
			assertThat(bound.name()).isEqualTo("ipc://" + path()).isEqualTo(connected.name());
			assertThat(dealer.disconnect(connected.name())).isTrue();
			assertThat(router.unbind(bound.name())).isTrue();
			awaitGone(path());
		}
	}

	@Test
	void disconnectsFromOneServerOfTwo() {
		Path second = this.directory.resolve("second");
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket one = bound(context, path());
			ZMQ.Socket other = bound(context, second);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			OpenEndpoint toOne = UnixSockets.connect(dealer, path());
			SocketContext.assertEcho(dealer, one, "hello");
			toOne.close();
			UnixSockets.connect(dealer, second);
			for (int i = 0; i < 10; i++) {
				SocketContext.assertEcho(dealer, other, "hello");
			}
		}
	}

	@Test
	void anAnsweringSocketCanBeBound() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket reply = context.open(SocketType.REP);
			UnixSockets.bind(reply, path(), PRIVATE);
			ZMQ.Socket dealer = connected(context, path());
			dealer.send("", ZMQ.SNDMORE);
			dealer.send("hello");
			assertThat(reply.recvStr()).isEqualTo("hello");
		}
	}

	@ParameterizedTest
	@EnumSource(value = SocketType.class, names = { "REQ", "RADIO", "DISH" })
	void refusesToConnectASocketWithASessionOfItsOwn(SocketType type) {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket socket = context.open(type);
			assertThatIllegalArgumentException().isThrownBy(() -> UnixSockets.connect(socket, path()))
				.withMessageContaining(type.name());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void subscribersSubscribeAgainWhenTheirPublisherIsBack(boolean immediate) {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket subscriber = context.open(SocketType.SUB);
			subscriber.setImmediate(immediate);
			subscriber.subscribe("");
			UnixSockets.connect(subscriber, path());
			for (int start = 0; start < 2; start++) {
				ZMQ.Socket publisher = context.open(SocketType.XPUB);
				UnixSockets.bind(publisher, path(), PRIVATE);
				await().until(() -> {
					subscriber.getEvents(); // its thread subscribes, which is this one
					return publisher.recv(ZMQ.DONTWAIT) != null;
				});
				publisher.send("news");
				assertThat(subscriber.recvStr()).isEqualTo("news");
				publisher.close();
				awaitGone(path());
			}
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void manyContextsLeaveNoDescriptorAndNoFile() {
		connectAndCloseAContext(20);
		long before = descriptors();
		connectAndCloseAContext(150);
		await().untilAsserted(() -> assertThat(descriptors()).isLessThan(before + 20));
		assertThat(files()).isEmpty();
	}

	private void connectAndCloseAContext(int times) {
		for (int i = 0; i < times; i++) {
			try (SocketContext context = new SocketContext()) {
				ZMQ.Socket router = bound(context, path());
				ZMQ.Socket dealer = connected(context, path());
				connected(context, this.directory.resolve("nobody"));
				SocketContext.assertEcho(dealer, router, "hello");
			}
		}
	}

	private static long descriptors() {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.count();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private Path path() {
		return this.directory.resolve("orders");
	}

	private List<Path> files() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private ServerSocketChannel listen() throws IOException {
		return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()), 1);
	}

	private boolean join(List<SocketChannel> others) throws IOException {
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		others.add(channel);
		channel.configureBlocking(false);
		try {
			return channel.connect(UnixDomainSocketAddress.of(path()));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static ZMQ.Socket bound(SocketContext context, Path path) {
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		UnixSockets.bind(router, path, PRIVATE);
		return router;
	}

	private static ZMQ.Socket connected(SocketContext context, Path path) {
		ZMQ.Socket dealer = context.open(SocketType.DEALER);
		dealer.setIdentity("client".getBytes(StandardCharsets.UTF_8));
		UnixSockets.connect(dealer, path);
		return dealer;
	}

	private static Event awaitUninterrupted(BlockingQueue<Event> events, int wanted) {
		try {
			return SocketContext.await(events, wanted);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitGone(Path path) {
		await().until(() -> Files.notExists(path));
	}

}
