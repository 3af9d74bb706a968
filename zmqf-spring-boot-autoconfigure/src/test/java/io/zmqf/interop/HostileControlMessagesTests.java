package io.zmqf.interop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.Gathered;
import io.zmqf.client.RequestClient;
import io.zmqf.message.Capabilities;
import io.zmqf.message.TokenTable;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.Streaming;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Authenticated peers that send control messages in every wrong place: items beyond the
 * credit, ends, credits and cancellations of requests that have ended, that belong to
 * others or that do not exist. Other peers are not affected, and no state is left.
 */
@Timeout(120)
class HostileControlMessagesTests {

	private static final int ROUNDS = 20;

	private static final int MESSAGES = 100;

	private static final int GUESSES = 30;

	private static final List<Integer> ITEMS = IntStream.range(0, 500).boxed().toList();

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("good");

	/** The kind of authentication. */
	enum Proof {

		NULL(ServerSecurity.NONE, ClientSecurity.NONE),
		PLAIN(new ServerSecurity.Plain((user, password) -> new Peer(user, Set.of(), null)),
				new ClientSecurity.Plain("shop", "secret")),
		CURVE(CurveKeyPair.generate(), CurveKeyPair.generate());

		private final ServerSecurity server;

		private final ClientSecurity client;

		Proof(ServerSecurity server, ClientSecurity client) {
			this.server = server;
			this.client = client;
		}

		Proof(CurveKeyPair server, CurveKeyPair client) {
			this(new ServerSecurity.Curve(server,
					AuthorisedClients.of(List.of(new Peer("shop", Set.of(), client.publicKey())))),
					new ClientSecurity.Curve(client, server.publicKey()));
		}

	}

	HostileControlMessagesTests() {
		this.handlers.register("count", Streaming.iterator((request) -> ITEMS.iterator(), () -> {
		}));
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void routerServesOtherPeers(Proof proof) {
		Router router = this.nodes.router(Nodes.ROUTER.withSecurity(proof.server, proof.server));
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.backend()).withSecurity(proof.client),
				this.handlers);
		try (HostileWorker bad = new HostileWorker(router.backend(), proof);
				HostileClient client = new HostileClient(router.frontend(), proof)) {
			this.nodes.workers().awaitJoined(2);
			assertOtherPeersAreServed(client(router.frontend(), proof), client);
			assertThat(bad.asked).isGreaterThan(ROUNDS);
			assertThat(client.heard).isGreaterThan(ROUNDS);
		}
		await().until(() -> router.status().inFlight() == 0 && router.status().waiting() == 0);
		await().until(() -> worker.status().inHand() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void serverServesOtherPeers(Proof proof) {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withSecurity(proof.server), this.handlers);
		Endpoint endpoint = server.endpoints().get(0);
		try (HostileClient client = new HostileClient(endpoint, proof)) {
			assertOtherPeersAreServed(client(endpoint, proof), client);
			assertThat(client.heard).isGreaterThan(ROUNDS);
		}
		await().until(() -> server.status().inHand() == 0);
	}

	private RequestClient client(Endpoint endpoint, Proof proof) {
		return this.nodes.client(
				ClientSettings.of("client", endpoint).withTimeout(Duration.ofSeconds(20)).withSecurity(proof.client));
	}

	private static void assertOtherPeersAreServed(RequestClient client, HostileClient hostile) {
		for (int round = 0; round < ROUNDS; round++) {
			hostile.attack();
			try (Stream<Integer> items = client.event("count").window(16).stream(Integer.class)) {
				assertThat(items).isEqualTo(ITEMS);
			}
			Gathered<JsonNode> answers = client.event("echo").data(round).gather(JsonNode.class);
			assertThat(answers.replies().values()).singleElement()
				.satisfies((reply) -> assertThat(reply.path("by").asString()).isEqualTo("good"));
			assertThat(answers.missing()).isEmpty();
		}
		await().until(() -> client.status().inFlight() == 0);
	}

	/** A DEALER that sends arbitrary messages. */
	private abstract class Hostile implements SocketHandler, AutoCloseable {

		final Random random = new Random(7);

		final SocketLoop loop;

		Hostile(String name, Endpoint endpoint, Proof proof) {
			this.loop = HostileControlMessagesTests.this.nodes.transport()
				.create(name,
						SocketSettings.asking(endpoint)
							.withSecurity(proof.client)
							.withProperties(Capabilities.OWN.properties()),
						this);
		}

		void send(byte[] token, String... bodies) {
			byte[][] frames = new byte[2 + bodies.length][];
			frames[0] = token;
			frames[1] = new byte[0];
			for (int i = 0; i < bodies.length; i++) {
				frames[2 + i] = bodies[i].getBytes(StandardCharsets.UTF_8);
			}
			this.loop.send(frames);
		}

		String any(String... choices) {
			return choices[this.random.nextInt(choices.length)];
		}

		@Override
		public void close() {
			this.loop.close();
		}

	}

	/** Answers with all that is no answer. */
	private final class HostileWorker extends Hostile {

		private static final String ERROR = "{\"type\":\"urn:zmqf:misdirected\",\"status\":421,\"detail\":\"away\"}";

		private final String large = '"' + "x".repeat(200_000) + '"';

		private final List<byte[]> tokens = new ArrayList<>();

		private volatile int asked;

		HostileWorker(Endpoint backend, Proof proof) {
			super("hostile worker", backend, proof);
			this.loop.start();
		}

		@Override
		public void onConnected() {
			register();
		}

		private void register() {
			this.loop.send(new byte[][] { {}, "zmqf.ready".getBytes(StandardCharsets.UTF_8),
					"{\"events\":[\"evil\"],\"capacity\":100}".getBytes(StandardCharsets.UTF_8) });
		}

		@Override
		public void onMessage(byte[][] frames) {
			if (frames[0].length != TokenTable.TOKEN_BYTES) {
				return;
			}
			this.asked++;
			this.tokens.add(frames[0]);
			guess(frames[0]);
			for (int i = this.random.nextInt(12); i >= 0; i--) {
				answer(token(frames[0]));
			}
		}

		/** Tokens are counted: those of others are near, in some other slot. */
		private void guess(byte[] present) {
			for (int i = 0; i < GUESSES; i++) {
				byte[] token = present.clone();
				token[3] -= (byte) this.random.nextInt(64);
				token[7] = (byte) this.random.nextInt(64);
				send(token, "zmqf.item", "-1");
			}
		}

		/** Its own, one of before, or none. */
		private byte[] token(byte[] present) {
			byte[] token = this.tokens.get(this.random.nextInt(this.tokens.size())).clone();
			switch (this.random.nextInt(6)) {
				case 0 -> this.random.nextBytes(token);
				case 1 -> {
				}
				default -> {
					return present;
				}
			}
			return token;
		}

		private void answer(byte[] token) {
			switch (this.random.nextInt(12)) {
				case 0 -> send(token, "zmqf.item", this.large);
				case 1 -> send(token, "zmqf.item");
				case 2 -> send(token, "zmqf.item", "1", "{}", "more");
				case 3 -> send(token, "zmqf.item", "no json", "no headers");
				case 4 -> send(token, any("zmqf.credit", "zmqf.cancel"), any("1", "-1", "65536", "NaN", ""));
				case 5 -> {
					send(token, "error", any(ERROR, "[", "{\"status\":99999999999999}"), any("{}",
							"{\"zmqf-stopping\":\"true\"}", "{\"zmqf-node\":\"x\",\"zmqf-status\":\"x\"}", "["));
					register(); // it gets no requests once it has said that it stops
				}
				case 6 -> send(token, "evil", "1", any("{}", "x"), "more");
				case 7 -> send(token, any("evil", "other", "zmqf.ready", "zmqf.bye", "zmqf.welcome"), "1");
				default -> send(token, "zmqf.item", "1");
			}
		}

	}

	/** Sends many requests, and forbidden control messages for them. */
	private final class HostileClient extends Hostile {

		private volatile int heard;

		HostileClient(Endpoint endpoint, Proof proof) {
			super("hostile client", endpoint, proof);
			this.loop.start();
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.heard++;
		}

		void attack() {
			this.loop.execute(() -> {
				for (int i = 0; i < MESSAGES; i++) {
					attack(TokenTable.frame(this.random.nextInt(30)));
				}
			});
		}

		private void attack(byte[] correlation) {
			switch (this.random.nextInt(5)) {
				case 0 -> send(correlation, "zmqf.cancel", any("null", ""));
				case 1 -> send(correlation, "zmqf.credit", any("1", "0", "-1", "65535", "65536", "99999999999999999999",
						"NaN", "1e9", "", "0".repeat(100_000)));
				case 2 -> send(correlation, any("zmqf.credit", "zmqf.cancel", "zmqf.item"));
				default -> send(correlation, any("evil", "evil", "count", "echo", "nobody"), any("1", "{"), headers());
			}
		}

		private String headers() {
			List<String> headers = new ArrayList<>();
			add(headers, "zmqf-stream", any("1", "2", "65535", "65536", "0", "-1", "NaN", "1e9", ""));
			add(headers, "zmqf-timeout", any("50", "200", "-5", "NaN", "99999999999999999999"));
			add(headers, "zmqf-stream-timeout", any("50", "-5", "NaN", "99999999999999999999"));
			add(headers, "zmqf-to", any("all", "ALL", ""));
			add(headers, "zmqf-idempotent", any("true", ""));
			return '{' + String.join(",", headers) + '}';
		}

		private void add(List<String> headers, String name, String value) {
			if (this.random.nextBoolean()) {
				headers.add('"' + name + "\":\"" + value + '"');
			}
		}

	}

}
