package io.zmqf.transport.curve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Somebody on the way between a client and a server. */
class CurveMessagesTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair CLIENT = CurveKeyPair.generate();

	private final Nodes nodes = new Nodes();

	private final AtomicInteger handled = new AtomicInteger();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	/** What becomes of the first thing that a client sends after the handshake. */
	private enum Attack {

		LAST_BIT((sent) -> touched(sent, sent.length - 1)), NAME((sent) -> touched(sent, 5)), REPETITION((sent) -> {
			byte[] twice = Arrays.copyOf(sent, 2 * sent.length);
			System.arraycopy(sent, 0, twice, sent.length, sent.length);
			return twice;
		}), NOTHING_IN_IT((sent) -> "\u0000\u0010\u0007MESSAGE\u007f\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
			.getBytes(StandardCharsets.ISO_8859_1));

		private final UnaryOperator<byte[]> change;

		Attack(UnaryOperator<byte[]> change) {
			this.change = change;
		}

		private static byte[] touched(byte[] sent, int index) {
			byte[] touched = sent.clone();
			touched[index] ^= 1;
			return touched;
		}

	}

	@ParameterizedTest
	@EnumSource
	void whatSomebodyOnTheWayHasTouchedEndsTheConnection(Attack attack) throws Exception {
		try (ServerSocket road = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			AtomicBoolean attacks = new AtomicBoolean(true);
			Future<?> relay = relay(road, attack, attacks);
			RequestClient client = client(Endpoint.parse("tcp://127.0.0.1:" + road.getLocalPort()));
			Throwable failure = catchThrowable(() -> echo(client, 1));
			if (attack != Attack.REPETITION) { // whose first half may be answered before
				assertThat(failure).isInstanceOf(ZmqConnectionException.class);
			}
			await().until(() -> this.nodes.record().refusals().keySet(),
					(told) -> told.contains("zmqf-server: it broke the protocol"));
			assertThat(attacks).isFalse();
			assertThat(this.handled.get()).isLessThanOrEqualTo((attack == Attack.REPETITION) ? 1 : 0);
			assertThat(echo(client, 2)).isEqualTo(2);
			road.close();
			relay.cancel(true);
		}
	}

	@Test
	void muchGoesThrough() {
		RequestClient client = client(server());
		for (int size = 0; size < 3000; size += 7) {
			String text = "ü".repeat(size);
			assertThat(client.event("echo").data(text).request(JsonNode.class).path("echo").asString()).isEqualTo(text);
		}
	}

	private static int echo(RequestClient client, int number) {
		return client.event("echo").data(number).request(JsonNode.class).path("echo").asInt();
	}

	private RequestClient client(Endpoint server) {
		return this.nodes.client(ClientSettings.of("client", server)
			.withTimeout(Duration.ofSeconds(20))
			.withSecurity(new ClientSecurity.Curve(CLIENT, SERVER.publicKey())));
	}

	private Endpoint server() {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo", (request) -> {
			this.handled.incrementAndGet();
			return Echo.echo(request, "s");
		});
		AuthorisedClients clients = AuthorisedClients.of(List.of(new Peer("shop", Set.of(), CLIENT.publicKey())));
		return this.nodes
			.worker(WorkerSettings.server(Nodes.ANY).withSecurity(new ServerSecurity.Curve(SERVER, clients)), handlers)
			.endpoints()
			.get(0);
	}

	private Future<?> relay(ServerSocket road, Attack attack, AtomicBoolean attacks) {
		int port = ((Endpoint.Tcp) server()).port();
		return this.nodes.executor().submit((Callable<Void>) () -> {
			while (true) {
				Socket client = road.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				AtomicBoolean ready = new AtomicBoolean();
				pass(server, client, (sent) -> {
					ready.compareAndSet(false, new String(sent, StandardCharsets.ISO_8859_1).contains("\u0005READY"));
					return sent;
				});
				pass(client, server, (sent) -> (ready.get() && attacks.compareAndSet(true, false))
						? attack.change.apply(sent) : sent);
			}
		});
	}

	private void pass(Socket from, Socket to, UnaryOperator<byte[]> change) {
		this.nodes.executor().execute(() -> {
			byte[] buffer = new byte[8192];
			try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
				for (int n; (n = in.read(buffer)) > 0;) {
					out.write(change.apply(Arrays.copyOf(buffer, n)));
				}
			}
			catch (IOException ex) {
				// one of them is gone
			}
		});
	}

}
