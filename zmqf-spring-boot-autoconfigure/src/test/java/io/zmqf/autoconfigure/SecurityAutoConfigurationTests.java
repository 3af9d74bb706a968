package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.event.ZmqEvent;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.info.NodeInfo;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CertificateFiles;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Security by properties: authorised peers, credentials, and invalid settings at startup.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecurityAutoConfigurationTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private static final String SERVER_KEY = "zmqf.security.server.secret-key=" + SERVER.secretText();

	private static final String SHOP_KEY = "zmqf.security.client.secret-key=" + SHOP.secretText();

	private static final String SHOP_IS_KNOWN = "zmqf.security.server.clients.shop.public-key=" + SHOP.publicKey();

	private static final String SHOP_ORDERS = "zmqf.security.server.clients.shop.roles=orders";

	private static final String ADDRESS = "zmqf.server.address=tcp://127.0.0.1:0";

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(Handlers.class)
		.withPropertyValues("zmqf.client.timeout=30s");

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "tcp", "ipc" })
	void handlerReceivesThePrincipalAndItsRoles(String transport) {
		String[] addresses = transport.equals("tcp")
				? new String[] { ADDRESS, "zmqf.heartbeat.address=tcp://127.0.0.1:0" }
				: new String[] { "zmqf.router.frontend=" + ipc("f"), "zmqf.router.backend=" + ipc("b"),
						"zmqf.worker.router=" + ipc("b"), "zmqf.heartbeat.address=" + ipc("h"),
						"zmqf.router.queue-wait=30s" };
		this.runner.withPropertyValues(addresses)
			.withPropertyValues(SERVER_KEY, SHOP_KEY, SHOP_IS_KNOWN, SHOP_ORDERS)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				assertThat(client.request("who", null, String.class)).isEqualTo("shop [orders]");
				assertThat(client.request("perhaps", null, String.class)).isEqualTo("shop");
				assertThat(client.request("orders", null, String.class)).isEqualTo("done");
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request("audit", null, String.class))
					.satisfies((ex) -> assertThat(ex.getProblem().status()).isEqualTo(403));
				HeartbeatReceiver receiver = context.getBean(HeartbeatReceiver.class);
				await().until(() -> receiver.status().workers() == (transport.equals("ipc") ? 1 : 0));
			});
	}

	@Test
	void withoutSecurityPeersHaveNoRoleOrName() {
		this.runner.withPropertyValues(ADDRESS).run((context) -> {
			try (Nodes nodes = new Nodes();
					RawPeer peer = nodes.dealer(context.getBean(Worker.class).endpoints().get(0), null)) {
				for (String event : new String[] { "who", "orders", "principal" }) {
					peer.send("", event, "null", "{\"zmqf-user\":\"root\",\"zmqf-roles\":\"orders\"}");
					assertThat(peer.receiveText()).containsSequence("", "error")
						.last()
						.asString()
						.contains("urn:zmqf:forbidden");
				}
			}
			assertThat(context.getBean(ZmqClient.class).request("perhaps", null, String.class)).isEqualTo("nobody");
		});
	}

	@Test
	void usersHavePasswords() {
		this.runner
			.withPropertyValues(ADDRESS, "zmqf.security.server.users.shop.password=open sesame",
					"zmqf.security.server.users.shop.roles=orders", "zmqf.security.client.username=shop",
					"zmqf.security.client.password=open sesame")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
				.isEqualTo("shop [orders]"));
	}

	@Test
	void rejectedPeerIsReportedInLogMetricEventAndException(CapturedOutput output) {
		Queue<ZmqEvent> events = new ConcurrentLinkedQueue<>();
		this.runner.withBean(SimpleMeterRegistry.class)
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				if (event instanceof PayloadApplicationEvent<?> told && told.getPayload() instanceof ZmqEvent ours) {
					events.add(ours);
				}
			}))
			.withPropertyValues(ADDRESS, SERVER_KEY, SHOP_KEY,
					"zmqf.security.server.clients.other.public-key=" + CurveKeyPair.generate().publicKey())
			.run((context) -> {
				assertRefused(context, "it has not authorised the key " + SHOP.publicKey());
				assertThat(output).contains("The handshake of zmqf-server at tcp://127.0.0.1:")
					.contains("failed: the key " + SHOP.publicKey() + " is not authorised")
					.contains("The handshake of zmqf-client at tcp://127.0.0.1:");
				assertThat(output.getAll().lines().filter((line) -> line.contains("is not authorised"))).hasSize(1);
				for (String socket : new String[] { "zmqf-server", "zmqf-client" }) {
					assertThat(context.getBean(SimpleMeterRegistry.class)
						.get("zmqf.socket.events")
						.tags("socket", socket, "type", "handshake-failed-auth")
						.counter()
						.count()).isPositive();
					await().until(() -> events.stream()
						.anyMatch((event) -> event instanceof ZmqEvent.SocketEventOccurred told
								&& told.socket().equals(socket)
								&& told.event().type() == SocketEvent.Type.HANDSHAKE_FAILED_AUTH));
				}
			});
	}

	@Test
	void addressesAreDenied() {
		this.runner.withPropertyValues(ADDRESS, "zmqf.security.server.deny=127.0.0.0/8")
			.run((context) -> assertRefused(context, "does not allow this address"));
		this.runner.withPropertyValues(ADDRESS, "zmqf.security.server.allow=10.0.0.0/8")
			.run((context) -> assertRefused(context, "does not allow this address"));
		this.runner.withPropertyValues(ADDRESS, "zmqf.security.server.allow=127.0.0.0/8,::1")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("perhaps", null, String.class))
				.isEqualTo("nobody"));
	}

	@Test
	void keysAreFilesAndClientsComeAndGoAtRunTime() throws IOException {
		Path clients = Files.createDirectory(this.directory.resolve("clients"));
		CertificateFiles server = SERVER.write(this.directory.resolve("router"));
		CertificateFiles shop = SHOP.write(this.directory.resolve("shop"), "orders");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shop.secretFile())))
			.isEqualTo("rw-------");
		Path key = Files.writeString(this.directory.resolve("key"), SHOP.secretText() + "\n");
		this.runner.withPropertyValues(ADDRESS, "zmqf.security.server.secret-key=file:" + server.secretFile(),
				"zmqf.security.server.client-directory=" + clients, "zmqf.security.server.cut-off=true",
				"zmqf.security.server.client-directory-interval=20ms", "zmqf.security.client.secret-key=file:" + key,
				"zmqf.security.client.server-key=file:" + server.publicFile())
			.run((context) -> {
				assertRefused(context, "it has not authorised the key");
				Path authorised = Files.copy(shop.publicFile(), clients.resolve("shop.key"));
				assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
					.isEqualTo("shop [orders]");
				Files.delete(authorised);
				assertRefused(context, "it has not authorised the key");
			});
	}

	@Test
	void clientsBeanAuthorisesTheClients() {
		this.runner.withPropertyValues(ADDRESS, SERVER_KEY, SHOP_KEY)
			.withBean(AuthorisedClients.class,
					() -> AuthorisedClients.of(Set.of(new Peer("bean", Set.of(), SHOP.publicKey()))))
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
				.isEqualTo("bean []"));
	}

	@Test
	void workersNeedTheirRole() {
		this.runner
			.withPropertyValues("zmqf.router.frontend=" + ipc("f"), "zmqf.router.backend=" + ipc("b"),
					"zmqf.worker.router=" + ipc("b"), SERVER_KEY, SHOP_KEY, SHOP_IS_KNOWN, SHOP_ORDERS,
					"zmqf.security.server.worker-role=worker")
			.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("who", null, String.class))
				.satisfies((ex) -> assertThat(ex.getProblem().type()).isEqualTo("urn:zmqf:no-worker")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "operator", "another" })
	void operatorsNeedTheirRole(String role) {
		this.runner
			.withPropertyValues("spring.application.name=shop", "zmqf.server.address=" + ipc("s"), SERVER_KEY, SHOP_KEY,
					SHOP_IS_KNOWN, "zmqf.security.server.clients.shop.roles=operator",
					"zmqf.security.server.operator-role=" + role)
			.run((context) -> {
				CompletableFuture<byte[]> answer = context.getBean(ZmqClient.class)
					.requestAsync("zmqf.info", null, byte[].class);
				if (role.equals("operator")) {
					NodeInfo info = NodeInfo.fromJson(answer.join());
					assertThat(info.application()).isEqualTo("shop");
					assertThat(info.roles()).containsExactly("server", "client");
					assertThat(info.events())
						.contains(new NodeInfo.EventInfo("who", null, "java.lang.String", List.of(), true, false));
				}
				else {
					assertThat(answer).failsWithin(Duration.ofSeconds(60))
						.withThrowableThat()
						.withMessageContaining("operator-role");
				}
			});
	}

	@Test
	void unauthorisedPeersAreAcceptedOnlyWithAnyClient() {
		this.runner.withPropertyValues(ADDRESS)
			.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("zmqf.stats", null, byte[].class)));
		this.runner.withPropertyValues(ADDRESS, "zmqf.security.server.any-operator=true")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("zmqf.stats", null, byte[].class))
				.isNotEmpty());
	}

	@Test
	void filesOfSocketsHaveThePermissionsThatAreSet() {
		Path file = this.directory.resolve("s");
		this.runner.withPropertyValues("zmqf.server.address=ipc://" + file)
			.run((context) -> assertThat(permissions(file)).isEqualTo("rw-------"));
		this.runner.withPropertyValues("zmqf.server.address=ipc://" + file, "zmqf.ipc.permissions=rw-rw----")
			.run((context) -> assertThat(permissions(file)).isEqualTo("rw-rw----"));
	}

	@Test
	void warnsOfUnsecuredAddresses(CapturedOutput output) {
		this.runner.withPropertyValues("zmqf.server.address=tcp://*:0", "zmqf.clients.far.address=tcp://192.0.2.1:5555")
			.run((context) -> assertThat(output)
				.contains("zmqf.server.address=tcp://*:0 is open to the network without authentication or encryption")
				.contains("Set zmqf.security.server.secret-key")
				.contains("zmqf.clients.far.address=tcp://192.0.2.1:5555 connects over the network")
				.contains("Set zmqf.security.client.secret-key"));
	}

	@Test
	void warnsOfNothingThatIsSecured(CapturedOutput output) {
		this.runner
			.withPropertyValues("zmqf.server.address=tcp://*:0", "zmqf.clients.far.address=tcp://192.0.2.1:5555",
					"zmqf.security.required=true", SERVER_KEY, SHOP_KEY, SHOP_IS_KNOWN)
			.run((context) -> assertThat(output).doesNotContain("the network"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					zmqf.server.address=tcp://*:0 zmqf.security.required=true | zmqf.server.address=tcp://*:0 is open to the network | secret-key
					zmqf.client.address=tcp://h:1 zmqf.security.required=true | zmqf.client.address=tcp://h:1 connects over the network | secret-key
					zmqf.server.address=tcp://*:0 zmqf.security.server.users.a.password=b | zmqf.server.address=tcp://*:0 uses the network with PLAIN security | plain-over-network
					zmqf.client.address=tcp://h:1 zmqf.security.client.username=a zmqf.security.client.password=b | zmqf.client.address=tcp://h:1 uses the network with PLAIN security | plain-over-network
					zmqf.server.address=ipc:///tmp/zmqf-s zmqf.security.server.users.a.password= | zmqf.security.server.users.a.password is not set | remove
					zmqf.server.address=ipc:///tmp/zmqf-s SERVER | zmqf.security.server.client-directory is not set, and no client is authorised | any-client
					zmqf.server.address=ipc:///tmp/zmqf-s zmqf.security.server.secret-key=hidden zmqf.security.server.any-client=true | zmqf.security.server.secret-key can't be used | 40 characters
					zmqf.server.address=ipc:///tmp/zmqf-s zmqf.security.server.secret-key=file:/none zmqf.security.server.any-client=true | zmqf.security.server.secret-key=file:/none can't be used | 40 characters
					zmqf.server.address=ipc:///tmp/zmqf-s SERVER zmqf.security.server.client-directory=/none | zmqf.security.server.client-directory=/none can't be read | directory
					zmqf.server.address=ipc:///tmp/zmqf-s SERVER zmqf.security.server.clients.a.public-key=hidden | zmqf.security.server.clients.a.public-key can't be used | 40 characters
					zmqf.server.address=ipc:///tmp/zmqf-s SERVER zmqf.security.server.any-client=true zmqf.security.server.users.a.password=b | zmqf.security.server.secret-key is set together with users | Remove
					zmqf.server.address=ipc:///tmp/zmqf-s zmqf.security.server.allow=nowhere | zmqf.security.server.allow=nowhere can't be used | 10.0.0.0/8
					zmqf.router.frontend=ipc:///tmp/zmqf-s zmqf.router.backend=ipc:///tmp/zmqf-b zmqf.security.server.worker-role=w | zmqf.security.server.worker-role=w can't be checked | secret-key
					zmqf.client.address=ipc:///tmp/zmqf-s CLIENT | zmqf.security.client.server-key is not set | public key
					zmqf.client.address=ipc:///tmp/zmqf-s CLIENT zmqf.security.client.username=a | zmqf.security.client.username=a is set together with | Remove
					zmqf.client.address=ipc:///tmp/zmqf-s CLIENT zmqf.client.server-key=hidden | zmqf.client.server-key can't be used | 40 characters
					zmqf.client.address=ipc:///tmp/zmqf-s zmqf.security.client.username=a | zmqf.security.client.password is not set | Set it
					zmqf.ipc.permissions=600 | zmqf.ipc.permissions=600 are not valid permissions | rw-rw----
					""")
	void refusesAtStart(String properties, String description, String action) {
		String[] values = properties.replace("SERVER", SERVER_KEY).replace("CLIENT", SHOP_KEY).split(" ");
		this.runner.withPropertyValues(values).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new PropertyFailureAnalyzer(new MockEnvironment())
				.analyze(context.getStartupFailure());
			assertThat(analysis).as("analysis of " + context.getStartupFailure()).isNotNull();
			assertThat(analysis.getDescription()).startsWith(description)
				.doesNotContain("hidden", SERVER.secretText(), SHOP.secretText());
			assertThat(analysis.getAction()).contains(action);
		});
	}

	private static void assertRefused(AssertableApplicationContext context, String reason) {
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class)
					.event("who")
					.timeout(Duration.ofMillis(300))
					.request(String.class))
				.withMessageContaining(reason));
	}

	private static String permissions(Path file) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
	}

	private String ipc(String name) {
		return "ipc://" + this.directory.resolve(name);
	}

	static class Handlers {

		@ZmqHandler("who")
		String who(ZmqPrincipal sender) {
			return sender.name() + " " + sender.roles();
		}

		@ZmqHandler("principal")
		String principal(Principal sender) {
			return sender.getName();
		}

		@ZmqHandler("perhaps")
		String perhaps(Optional<ZmqPrincipal> sender) {
			return sender.map(ZmqPrincipal::name).orElse("nobody");
		}

		@ZmqHandler(event = "orders", roles = { "support", "orders" })
		String orders() {
			return "done";
		}

		@ZmqHandler(event = "audit", roles = "audit")
		String audit() {
			return "done";
		}

	}

}
