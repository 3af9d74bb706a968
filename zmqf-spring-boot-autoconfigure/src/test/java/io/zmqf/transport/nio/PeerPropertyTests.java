package io.zmqf.transport.nio;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketSettings.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that the two ends of a connection exchange. */
@Timeout(60)
class PeerPropertyTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final RecordingListener listener = new RecordingListener();

	private final NioTransport transport = new NioTransport(this.listener);

	@AfterEach
	void close() {
		this.transport.close();
		assertThat(this.listener.failures()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "inproc://properties" })
	void bothEndsReceiveThePropertiesOfTheOther(String address) {
		Told bound = new Told();
		Endpoint endpoint = bound.open((handler) -> this.transport.create("bound",
				SocketSettings.binding(Type.ROUTER, Endpoint.parse(address)).withProperties(Map.of("X-Zmqf", "stream")),
				handler));
		Told connecting = new Told();
		connecting.open((handler) -> this.transport.create("connecting",
				SocketSettings.asking(endpoint).withProperties(Map.of("X-Zmqf", "cancel")), handler));
		assertThat(connecting.connected).succeedsWithin(PATIENCE).isEqualTo("stream");
		connecting.loop().execute(() -> connecting.loop().send(new byte[][] { {}, { 1 } }));
		assertThat(bound.received).succeedsWithin(PATIENCE).isEqualTo("cancel");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "inproc://properties" })
	void peerWithoutPropertiesIsReported(String address) {
		Told bound = new Told();
		Endpoint endpoint = bound.open((handler) -> this.transport.create("bound",
				SocketSettings.binding(Type.ROUTER, Endpoint.parse(address)), handler));
		Told connecting = new Told();
		connecting.open((handler) -> this.transport.create("connecting", SocketSettings.asking(endpoint), handler));
		assertThat(connecting.connected).succeedsWithin(PATIENCE).isNull();
	}

	/** A socket that reads its peer's property. */
	private static final class Told implements SocketHandler {

		private final CompletableFuture<@Nullable String> connected = new CompletableFuture<>();

		private final CompletableFuture<@Nullable String> received = new CompletableFuture<>();

		private @Nullable SocketLoop loop;

		Endpoint open(Function<SocketHandler, SocketLoop> opening) {
			SocketLoop opened = opening.apply(this);
			this.loop = opened;
			return opened.start();
		}

		SocketLoop loop() {
			return Objects.requireNonNull(this.loop);
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.received.complete(loop().peerProperty("X-Zmqf"));
		}

		@Override
		public void onConnected() {
			this.connected.complete(loop().peerProperty("X-Zmqf"));
		}

	}

}
