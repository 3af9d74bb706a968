package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.Node;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.PlainUsers;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Applications that authenticate each other, and changes of their keys at runtime. */
@ExtendWith(OutputCaptureExtension.class)
class SecuredApplicationsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private static final String SERVER_KEY = "zmqf.security.server.secret-key=" + SERVER.secretText();

	private static final String SHOP_KEY = "zmqf.security.client.secret-key=" + SHOP.secretText();

	private static final String ADDRESS = "zmqf.server.address=tcp://127.0.0.1:0";

	private static final String USERNAME = "zmqf.security.client.username=shop";

	private static final String PASSWORD = "zmqf.security.client.password=open sesame";

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withPropertyValues("zmqf.client.timeout=30s", "zmqf.heartbeat.interval=100ms", "zmqf.heartbeat.timeout=30s");

	private final ApplicationContextRunner handling = this.runner.withBean(Handlers.class);

	@TempDir
	Path directory;

	@Test
	void routerAcceptsAuthorisedWorkersAndClientsAndTheirHeartbeats(CapturedOutput output) {
		CurveKeyPair known = CurveKeyPair.generate();
		CurveKeyPair stranger = CurveKeyPair.generate();
		this.runner
			.withPropertyValues("zmqf.router.frontend=" + Nodes.ANY, "zmqf.router.backend=" + Nodes.ANY,
					"zmqf.heartbeat.address=" + Nodes.ANY, "zmqf.router.queue-wait=30s", SERVER_KEY,
					"zmqf.security.server.worker-role=worker",
					"zmqf.security.server.clients.billing.public-key=" + known.publicKey(),
					"zmqf.security.server.clients.billing.roles=worker",
					"zmqf.security.server.clients.shop.public-key=" + SHOP.publicKey())
			.run((routing) -> {
				Router router = routing.getBean(Router.class);
				HeartbeatReceiver receiver = routing.getBean(HeartbeatReceiver.class);
				String[] addresses = { "zmqf.worker.router=" + router.backend(),
						"zmqf.heartbeat.address=" + receiver.endpoint() };
				connecting(this.handling, stranger).withPropertyValues(addresses).run((refused) -> {
					for (String socket : new String[] { "zmqf-router-backend at " + router.backend(),
							"zmqf-router-heartbeat at " + receiver.endpoint() }) {
						await().atMost(PATIENCE)
							.until(() -> output.toString()
								.lines()
								.anyMatch((line) -> line.contains("The handshake of " + socket)
										&& line.contains("the key " + stranger.publicKey() + " is not authorised")));
					}
					connecting(this.handling, known).withPropertyValues(addresses)
						.run((working) -> connecting(this.runner, SHOP)
							.withPropertyValues("zmqf.client.address=" + router.frontend(), addresses[1])
							.run((asking) -> {
								assertThat(asking.getBean(ZmqClient.class).request("who", null, String.class))
									.isEqualTo("shop");
								await().atMost(PATIENCE)
									.until(() -> receiver.status().workers() == 1 && receiver.status().clients() == 1);
								String worker = working.getBean(Worker.class).identity().toString();
								assertThat(router.status().workers()).extracting(RouterStatus.WorkerStatus::id)
									.containsExactly(worker);
								assertThat(receiver.nodes().join()).extracting(Node::id).contains(worker).hasSize(2);
							}));
				});
			});
	}

	private static ApplicationContextRunner connecting(ApplicationContextRunner runner, CurveKeyPair keys) {
		return runner.withPropertyValues("zmqf.security.client.secret-key=" + keys.secretText(),
				"zmqf.security.client.server-key=" + SERVER.publicKey());
	}

	@Test
	void usersBeanReplacesTheUsersOfTheProperties() {
		PlainUsers users = (user, password) -> {
			if (password.equals("broken")) {
				throw new IllegalStateException("No answer from the directory of users");
			}
			return password.equals("open sesame") ? new Peer("bean's " + user, Set.of(), null) : null;
		};
		ApplicationContextRunner asking = this.handling.withBean(PlainUsers.class, () -> users)
			.withPropertyValues(ADDRESS, USERNAME, "zmqf.security.server.users.shop.password=open barley");
		asking.withPropertyValues(PASSWORD)
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
				.isEqualTo("bean's shop"));
		for (String wrong : new String[] { "open barley", "broken" }) {
			asking.withPropertyValues("zmqf.security.client.password=" + wrong)
				.run(SecuredApplicationsTests::assertRefused);
		}
	}

	private static void assertRefused(AssertableApplicationContext context) {
		ZmqClient client = context.getBean(ZmqClient.class);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("who").timeout(Duration.ofSeconds(1)).request(String.class))
				.withMessageContaining("the last attempt to connect failed"));
	}

	@Test
	void passwordsCrossATrustedNetworkIfBothSidesAllowIt(CapturedOutput output) {
		this.handling
			.withPropertyValues("zmqf.server.address=tcp://*:0", "zmqf.clients.far.address=tcp://192.0.2.1:5555",
					"zmqf.security.plain-over-network=true", "zmqf.security.server.users.shop.password=open sesame",
					USERNAME, PASSWORD)
			.run((context) -> {
				assertThat(context.getBean(ZmqClient.class).request("who", null, String.class)).isEqualTo("shop");
				assertThat(output).doesNotContain("the network");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whileTheDirectoryOfClientsCannotBeReadThoseStayAuthorisedThatWere(boolean vanishes, CapturedOutput output)
			throws IOException {
		Path clients = Files.createDirectory(this.directory.resolve("clients"));
		Path elsewhere = this.directory.resolve("elsewhere");
		SHOP.write(clients.resolve("shop"));
		CurveKeyPair later = CurveKeyPair.generate();
		this.handling
			.withPropertyValues(ADDRESS, SERVER_KEY, SHOP_KEY, "zmqf.security.server.client-directory=" + clients,
					"zmqf.security.server.client-directory-interval=20ms", "zmqf.security.server.cut-off=true")
			.run((context) -> {
				ZmqClient connected = context.getBean(ZmqClient.class);
				assertThat(connected.request("who", null, String.class)).isEqualTo("shop");
				Files.move(clients, elsewhere);
				if (!vanishes) {
					Files.createFile(clients); // which not even root can list
				}
				String warning = clients + " can't be read, and the authorised clients are unchanged";
				await().atMost(PATIENCE).until(() -> output.toString().contains(warning));
				assertThat(connected.request("who", null, String.class)).isEqualTo("shop");
				Endpoint server = context.getBean(Worker.class).endpoints().get(0);
				assertThat(who(server, SHOP)).isEqualTo("shop");
				Files.deleteIfExists(clients);
				later.write(elsewhere.resolve("later"));
				Files.move(elsewhere, clients);
				await().atMost(PATIENCE).until(() -> output.toString().contains("2 keys are authorised"));
				assertThat(who(server, later)).isEqualTo("later");
				assertThat(output.toString().split(warning, -1)).as("reported once").hasSize(2);
			});
	}

	/** Sends a request on a new connection. */
	private static String who(Endpoint server, CurveKeyPair keys) {
		try (Nodes nodes = new Nodes()) {
			RequestClient client = nodes.client(ClientSettings.of("client", server)
				.withTimeout(PATIENCE)
				.withSecurity(new ClientSecurity.Curve(keys, SERVER.publicKey())));
			return client.event("who").request(String.class);
		}
	}

	static class Handlers {

		@ZmqHandler("who")
		String who(ZmqPrincipal sender) {
			return sender.name();
		}

	}

}
