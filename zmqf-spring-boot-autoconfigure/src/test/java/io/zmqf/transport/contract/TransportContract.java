package io.zmqf.transport.contract;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of each transport. Provides the sockets of a test, and checks that neither
 * a loop nor a thread fails.
 */
@Timeout(90)
abstract class TransportContract {

	final TransportKind.Route route;

	final RecordingListener listener = new RecordingListener();

	final Transport transport;

	@TempDir
	@SuppressWarnings("NullAway.Init") // set by JUnit
	Path directory;

	private final Deque<SocketLoop> loops = new ArrayDeque<>();

	private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();

	private Thread.@Nullable UncaughtExceptionHandler before;

	private boolean expectsFailures;

	TransportContract(TransportKind.Route route) {
		this.route = route;
		this.transport = route.kind().open(this.listener);
	}

	TransportContract(TransportKind kind) {
		this(new TransportKind.Route(kind, TransportKind.Scheme.TCP));
	}

	@BeforeEach
	void watchThreads() {
		this.before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> this.uncaught.add(ex));
	}

	@AfterEach
	void close() {
		this.loops.forEach(SocketLoop::close);
		closeTransport();
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		assertThat(this.uncaught).isEmpty();
		if (!this.expectsFailures) {
			assertThat(this.listener.failures()).isEmpty();
		}
	}

	void closeTransport() {
		this.transport.close();
	}

	/**
	 * Excludes the failures of loops from the check after the test, which checks them
	 * itself.
	 */
	void expectFailures() {
		this.expectsFailures = true;
	}

	/** Returns a free address. */
	Endpoint free() {
		return this.route.free(this.directory);
	}

	/** A ROUTER at any free address, not started. */
	RecordingSocket router() {
		return router(free(), UnaryOperator.identity());
	}

	RecordingSocket router(Endpoint endpoint, UnaryOperator<SocketSettings> more) {
		return socket("router", more.apply(SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint)));
	}

	/** A DEALER, not started. */
	RecordingSocket dealer(Endpoint peer) {
		return dealer(peer, UnaryOperator.identity());
	}

	RecordingSocket dealer(Endpoint peer, UnaryOperator<SocketSettings> more) {
		return socket("dealer", more.apply(SocketSettings.asking(peer)));
	}

	/** A DEALER with an identity of its own, not started. */
	RecordingSocket dealer(Endpoint peer, String identity) {
		return socket("dealer " + identity, SocketSettings.serving(peer, RecordingSocket.bytes(identity)));
	}

	RecordingSocket socket(String name, SocketSettings settings) {
		RecordingSocket socket = new RecordingSocket(this.transport, name, settings);
		this.loops.push(socket.loop());
		return socket;
	}

	/** Starts a DEALER, and waits until it has its peer. */
	RecordingSocket connected(RecordingSocket dealer) throws InterruptedException {
		dealer.start();
		dealer.awaitNotice("connected");
		return dealer;
	}

	static void assertEcho(RecordingSocket dealer, String text) throws InterruptedException {
		dealer.sent(text);
		assertThat(dealer.text()).containsExactly(text);
	}

}
