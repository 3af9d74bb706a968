package io.zmqf.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.tools.Ports;
import io.zmqf.transport.security.CurveKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Applications whose client could not connect to their own server or router. */
@ExtendWith(OutputCaptureExtension.class)
class LoopbackSecurityTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private static final String SERVER_KEY = "zmqf.security.server.secret-key=" + SERVER.secretText();

	private static final String ANYBODY = "zmqf.security.server.any-client=true";

	private static final String SHOP_KEY = "zmqf.security.client.secret-key=" + SHOP.secretText();

	private final ApplicationContextRunner runner = ObservedContexts.runner().withBean(Handlers.class);

	@TempDir
	Path directory;

	@Test
	void clientOfASecuredServerNamesItsMissingPropertiesOnUse(CapturedOutput output) {
		this.runner.withUserConfiguration(ZmqTestContexts.Caller.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0", SERVER_KEY, ANYBODY)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("The client can't be used: zmqf.security.client.secret-key is not set");
				assertThatThrownBy(() -> context.getBean(ZmqClient.class).request("echo", 1, Integer.class))
					.hasMessageContaining("zmqf.security.client.secret-key is not set")
					.hasMessageContaining("zmqf.security.server.secret-key secures")
					.hasMessageContaining("zmqf.security.server.clients");
				assertThat(context.getBean(HealthEndpoint.class).healthForPath("zmqf", "client").getStatus())
					.isEqualTo(Status.UNKNOWN);
				assertThat(output).doesNotContain("handshake of");
			});
		assertThat(output).doesNotContain("handshake of");
	}

	@Test
	void applicationWithMatchingSecurityStarts() {
		this.runner
			.withPropertyValues(values("ROUTER WORKER zmqf.heartbeat.address=tcp://127.0.0.1:0 SERVER_KEY CLIENT_KEY "
					+ "zmqf.client.address=ipc://DIR/f zmqf.clients.other.timeout=30s zmqf.router.queue-wait=30s"))
			.run((context) -> assertThat(context.getBean("other", ZmqClient.class).request("echo", 1, Integer.class))
				.isOne());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ROUTER WORKER SERVER_KEY | zmqf.security.client.secret-key is not set, but zmqf.worker.router connects to the application itself, at ipc: | zmqf.security.server.clients
					ROUTER SERVER_KEY zmqf.client.address=ipc://DIR/f | zmqf.security.client.secret-key is not set, but zmqf.client.address connects | zmqf.security.server.clients
					ROUTER SERVER_KEY zmqf.clients.a.timeout=1s | zmqf.security.client.secret-key is not set, but zmqf.clients.a connects | zmqf.security.server.clients
					zmqf.server.address=tcp://*:PORT SERVER_KEY zmqf.client.address=tcp://localhost:PORT | zmqf.security.client.secret-key is not set, but zmqf.client.address connects | zmqf.security.server.clients
					ROUTER SERVER_KEY zmqf.heartbeat.address=tcp://127.0.0.1:0 zmqf.client.address=ipc:///elsewhere | zmqf.security.client.secret-key is not set, but zmqf.heartbeat.address connects | zmqf.security.server.clients
					ROUTER WORKER SERVER_KEY CLIENT_KEY zmqf.security.client.server-key=OTHER | zmqf.security.client.server-key=OTHER is not SERVER, but zmqf.worker.router connects | Set it to the public key
					ROUTER SERVER_KEY CLIENT_KEY zmqf.clients.a.server-key=OTHER | zmqf.clients.a.server-key=OTHER is not SERVER, but zmqf.clients.a connects | Set it to the public key
					ROUTER WORKER CLIENT_KEY zmqf.security.client.server-key=OTHER | zmqf.security.client.secret-key is set, but zmqf.worker.router connects | Set zmqf.security.server.secret-key too
					ROUTER WORKER zmqf.security.server.users.a.password=b | zmqf.security.client.username is not set, but zmqf.worker.router connects | Set it and zmqf.security.client.password
					ROUTER WORKER zmqf.security.client.username=a zmqf.security.client.password=b | zmqf.security.client.username is set, but zmqf.worker.router connects | Set zmqf.security.server.users too
					""")
	void aContradictionIsRefusedAtStart(String properties, String description, String action) {
		this.runner.withPropertyValues(values(properties)).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new PropertyFailureAnalyzer(new MockEnvironment())
				.analyze(context.getStartupFailure());
			assertThat(analysis).as("analysis of " + context.getStartupFailure()).isNotNull();
			assertThat(analysis.getDescription())
				.startsWith(description.replace("OTHER", SHOP.publicKey().text())
					.replace("SERVER", SERVER.publicKey().text()))
				.doesNotContain(SERVER.secretText(), SHOP.secretText());
			assertThat(analysis.getAction()).contains(action);
		});
	}

	private String[] values(String properties) {
		List<String> values = new ArrayList<>(
				List.of((properties.contains("SERVER_KEY") ? properties + " " + ANYBODY : properties)
					.replace("ROUTER", "zmqf.router.frontend=ipc://DIR/f zmqf.router.backend=ipc://DIR/b")
					.replace("WORKER", "zmqf.worker.router=ipc://DIR/b")
					.replace("DIR", this.directory.toString())
					.replace("PORT", String.valueOf(Ports.free()))
					.split(" ")));
		values.replaceAll((value) -> switch (value) { // a key may contain any text
			case "SERVER_KEY" -> SERVER_KEY;
			case "CLIENT_KEY" -> SHOP_KEY;
			default -> value.replace("OTHER", SHOP.publicKey().text());
		});
		return values.toArray(String[]::new);
	}

	static class Handlers {

		@ZmqHandler("echo")
		int echo(int number) {
			return number;
		}

	}

}
