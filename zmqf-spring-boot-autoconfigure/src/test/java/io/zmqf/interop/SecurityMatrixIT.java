package io.zmqf.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.peers.PythonPeer;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.AddressRules;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * libzmq's clients with this library's server, this library's clients with libzmq's
 * server, and this library's clients with its own server, with CURVE and PLAIN. Valid
 * credentials are accepted. Invalid ones are rejected and reported.
 */
@RequiresTool(Tool.PYZMQ)
@Tag("jdk-independent")
class SecurityMatrixIT {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair CLIENT = CurveKeyPair.generate();

	private static final CurveKeyPair STRANGER = CurveKeyPair.generate();

	private static final Peer KNOWN = new Peer("shop", Set.of("orders"), CLIENT.publicKey());

	private static final String USER = "shop";

	private static final String PASSWORD = "open sesame";

	private static final String NO_MECHANISM = "it uses the mechanism '";

	private static final String CLOSED = "it broke off the handshake";

	private final Nodes nodes = new Nodes();

	private final AuthorisedClients authorised = AuthorisedClients.of(List.of(KNOWN));

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	/** The credentials of a client, and whether each server accepts them. */
	private enum Attempt {

		RIGHT_KEY(curve(CLIENT, SERVER), null, NO_MECHANISM),
		UNKNOWN_KEY(curve(STRANGER, SERVER), "the key " + STRANGER.publicKey() + " is not authorised", NO_MECHANISM),
		OTHER_SERVER_KEY(curve(CLIENT, STRANGER), "the client has a different public key for the server", NO_MECHANISM),
		RIGHT_PASSWORD(new ClientSecurity.Plain(USER, PASSWORD), NO_MECHANISM, null),
		WRONG_PASSWORD(new ClientSecurity.Plain(USER, "open barley"), NO_MECHANISM,
				"the user 'shop' is unknown, or the password is wrong"),
		NOTHING(ClientSecurity.NONE, NO_MECHANISM, NO_MECHANISM);

		private final ClientSecurity security;

		private final @Nullable String saidOfCurve;

		private final @Nullable String saidOfPlain;

		Attempt(ClientSecurity security, @Nullable String saidOfCurve, @Nullable String saidOfPlain) {
			this.security = security;
			this.saidOfCurve = saidOfCurve;
			this.saidOfPlain = saidOfPlain;
		}

		private static ClientSecurity curve(CurveKeyPair own, CurveKeyPair server) {
			return new ClientSecurity.Curve(own, server.publicKey());
		}

		/** The options of a Python client. */
		String[] options() {
			List<String> options = new ArrayList<>();
			if (this.security instanceof ClientSecurity.Curve curve) {
				options.addAll(List.of("--server-key=" + curve.serverKeys().first(),
						"--public-key=" + curve.keys().first().publicKey(),
						"--secret-key=" + curve.keys().first().secretText()));
			}
			else if (this.security instanceof ClientSecurity.Plain plain) {
				options.addAll(List.of("--user", plain.user(), "--password", plain.password()));
			}
			return options.toArray(String[]::new);
		}

	}

	@ParameterizedTest
	@EnumSource
	void libzmqClientWithOurServerByCurve(Attempt attempt) {
		libzmqClient(attempt, curveServer(), attempt.saidOfCurve);
	}

	@ParameterizedTest
	@EnumSource
	void libzmqClientWithOurServerByPlain(Attempt attempt) {
		libzmqClient(attempt, plainServer(), attempt.saidOfPlain);
	}

	private void libzmqClient(Attempt attempt, Endpoint server, @Nullable String saidByTheServer) {
		try (PythonPeer client = PythonPeer.launch("client.py",
				arguments(server, saidByTheServer == null, attempt.options()))) {
			int exit = client.awaitExit(Duration.ofSeconds(60));
			assertThat(exit == 0).as(client.lines().toString()).isEqualTo(saidByTheServer == null);
		}
		assertReported("zmqf-server", saidByTheServer);
	}

	private static String[] arguments(Endpoint server, boolean served, String... security) {
		List<String> arguments = new ArrayList<>(
				List.of("--endpoint", server.toString(), "--requests", "10", "--timeout", served ? "20" : "1"));
		arguments.addAll(List.of(security));
		return arguments.toArray(String[]::new);
	}

	@ParameterizedTest
	@EnumSource
	void ourClientWithOurServerByCurve(Attempt attempt) {
		ourClient(attempt, curveServer(), attempt.saidOfCurve == null);
		assertReported("zmqf-server", attempt.saidOfCurve);
	}

	@ParameterizedTest
	@EnumSource
	void ourClientWithOurServerByPlain(Attempt attempt) {
		ourClient(attempt, plainServer(), attempt.saidOfPlain == null);
		assertReported("zmqf-server", attempt.saidOfPlain);
	}

	@ParameterizedTest
	@EnumSource
	void ourClientWithLibzmqServerByCurve(Attempt attempt) {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:0",
				"--public-key=" + SERVER.publicKey(), "--secret-key=" + SERVER.secretText(),
				"--client-key=" + CLIENT.publicKey())) {
			ourClient(attempt, Endpoint.parse(server.endpoint()), attempt.saidOfCurve == null);
		}
	}

	@ParameterizedTest
	@EnumSource
	void ourClientWithLibzmqServerByPlain(Attempt attempt) {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:0", "--user", USER,
				"--password", PASSWORD)) {
			ourClient(attempt, Endpoint.parse(server.endpoint()), attempt.saidOfPlain == null);
		}
	}

	/** The exception of a rejected client names the handshake as the reason. */
	private void ourClient(Attempt attempt, Endpoint server, boolean served) {
		RequestClient client = client(attempt.security, server);
		if (served) {
			for (int i = 0; i < 10; i++) {
				assertThat(client.event("echo").data(i).request(JsonNode.class).path("echo").asInt()).isEqualTo(i);
			}
			return;
		}
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("echo").data(1).timeout(Duration.ofSeconds(1)).request(JsonNode.class))
				.withMessageContaining("the last attempt to connect failed: ")
				.satisfies((ex) -> assertThat(ex.getMessage()).containsAnyOf(CLOSED, NO_MECHANISM,
						"it has not authorised the key " + STRANGER.publicKey(),
						"it did not accept the user '" + user(attempt) + "' or the password"))
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(PASSWORD, CLIENT.secretText())));
		assertThat(this.nodes.record().refusals().keySet()).anyMatch((told) -> told.startsWith("zmqf-client: "));
	}

	private static String user(Attempt attempt) {
		return (attempt.security instanceof ClientSecurity.Plain plain) ? plain.user() : "";
	}

	private RequestClient client(ClientSecurity security, Endpoint server) {
		return this.nodes
			.client(ClientSettings.of("client", server).withTimeout(Duration.ofSeconds(20)).withSecurity(security));
	}

	private void assertReported(String socket, @Nullable String reason) {
		if (reason == null) {
			assertThat(this.nodes.record().refusals()).isEmpty();
			return;
		}
		await().until(() -> this.nodes.record().refusals().keySet(),
				(refusals) -> refusals.stream().anyMatch((told) -> told.startsWith(socket + ": " + reason)));
	}

	@Test
	void aRevokedClientIsRefusedTheNextTimeAndServedOnceItIsBack() {
		Endpoint server = curveServer();
		assertThat(sendRequest(server, true)).isZero();
		this.authorised.replace(List.of());
		assertThat(sendRequest(server, false)).isNotZero();
		assertReported("zmqf-server", "the key " + CLIENT.publicKey() + " is not authorised");
		this.authorised.replace(List.of(KNOWN));
		assertThat(sendRequest(server, true)).isZero();
	}

	@Test
	void libzmqsMessagesOfAllSizesComeBackEncrypted() {
		List<String> arguments = new ArrayList<>(List.of("--endpoint", curveServer().toString(), "--requests", "100",
				"--concurrency", "4", "--payload", "mixed", "--timeout", "20"));
		arguments.addAll(List.of(Attempt.RIGHT_KEY.options()));
		try (PythonPeer client = PythonPeer.launch("client.py", arguments.toArray(String[]::new))) {
			assertThat(client.awaitExit(Duration.ofSeconds(60))).as(() -> client.lines().toString()).isZero();
		}
	}

	@Test
	void ourMessagesOfAllSizesComeBackFromLibzmqEncrypted() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:0",
				"--public-key=" + SERVER.publicKey(), "--secret-key=" + SERVER.secretText(),
				"--client-key=" + CLIENT.publicKey())) {
			RequestClient client = client(Attempt.RIGHT_KEY.security, Endpoint.parse(server.endpoint()));
			for (int size = 0; size < 200; size++) {
				assertComesBack(client, "x".repeat(size));
			}
			assertComesBack(client, "x".repeat(1 << 20));
		}
	}

	private static void assertComesBack(RequestClient client, String text) {
		assertThat(client.event("echo").data(text).request(JsonNode.class).path("echo").asString()).isEqualTo(text);
	}

	private static int sendRequest(Endpoint server, boolean served) {
		return sendRequest(server, Attempt.RIGHT_KEY, served);
	}

	private static int sendRequest(Endpoint server, Attempt attempt, boolean served) {
		try (PythonPeer client = PythonPeer.launch("client.py", arguments(server, served, attempt.options()))) {
			return client.awaitExit(Duration.ofSeconds(60));
		}
	}

	@Test
	void revokedClientIsDisconnectedWithCutOff() {
		AuthorisedClients clients = AuthorisedClients.cuttingOff(List.of(KNOWN));
		RequestClient client = client(Attempt.RIGHT_KEY.security, server(new ServerSecurity.Curve(SERVER, clients)));
		assertThat(client.event("echo").data(1).request(JsonNode.class)).isNotNull();
		clients.replace(List.of());
		assertReported("zmqf-server", "the key " + CLIENT.publicKey() + " is not authorised");
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("echo").data(2).timeout(Duration.ofSeconds(1)).request(JsonNode.class))
				.withMessageContaining("it has not authorised the key"));
		clients.replace(List.of(KNOWN));
		assertThat(client.event("echo").data(3).request(JsonNode.class)).isNotNull();
	}

	@Test
	void libzmqAcceptsTheOldAndTheNewKeyOfOurServerDuringRotation() {
		KeyRing<CurveKeyPair> keys = KeyRing.of(SERVER);
		Endpoint server = server(new ServerSecurity.Curve(keys, this.authorised, null, AddressRules.NONE));
		Attempt old = Attempt.RIGHT_KEY;
		Attempt other = Attempt.OTHER_SERVER_KEY;
		assertThat(sendRequest(server, other, false)).isNotZero();
		keys.replace(List.of(STRANGER, SERVER));
		assertThat(sendRequest(server, old, true)).isZero();
		assertThat(sendRequest(server, other, true)).isZero();
		keys.replace(List.of(STRANGER));
		assertThat(sendRequest(server, old, false)).isNotZero();
		assertThat(sendRequest(server, other, true)).isZero();
	}

	@Test
	void ourClientFindsTheKeyThatALibzmqServerHas() {
		KeyRing<CurveKey> known = KeyRing.of(List.of(STRANGER.publicKey(), SERVER.publicKey()));
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:0",
				"--public-key=" + SERVER.publicKey(), "--secret-key=" + SERVER.secretText(),
				"--client-key=" + CLIENT.publicKey())) {
			RequestClient client = client(new ClientSecurity.Curve(KeyRing.of(CLIENT), known),
					Endpoint.parse(server.endpoint()));
			assertComesBack(client, "by the second key");
			known.replace(List.of(STRANGER.publicKey()));
			await().untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("echo").data(1).timeout(Duration.ofSeconds(1)).request(JsonNode.class)));
		}
	}

	private Endpoint curveServer() {
		return server(new ServerSecurity.Curve(SERVER, this.authorised));
	}

	private Endpoint plainServer() {
		return server(new ServerSecurity.Plain((user, password) -> USER.equals(user) && PASSWORD.equals(password)
				? new Peer(user, Set.of(), null) : null));
	}

	private Endpoint server(ServerSecurity security) {
		return this.nodes.worker(WorkerSettings.server(Nodes.ANY).withSecurity(security), Echo.handlers("s"))
			.endpoints()
			.get(0);
	}

}
