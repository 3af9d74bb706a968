package io.zmqf.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.security.CurveKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** No secret is logged at any level or exposed by the endpoints. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private static final String PASSWORD = "open sesame 4711";

	private static final String WRONG_PASSWORD = "open barley 4712";

	private static final String[] SECRETS = { SERVER.secretText(), SHOP.secretText(), PASSWORD, WRONG_PASSWORD };

	private static final Endpoint SOMEWHERE = Endpoint.parse("tcp://127.0.0.1:5555");

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(SimpleMeterRegistry.class)
		.withConfiguration(AutoConfigurations.of(ConfigurationPropertiesReportEndpointAutoConfiguration.class,
				EnvironmentEndpointAutoConfiguration.class))
		.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0", "zmqf.heartbeat.address=tcp://127.0.0.1:0",
				"management.endpoint.configprops.show-values=always", "management.endpoint.env.show-values=always",
				"management.endpoints.web.exposure.include=*");

	@Test
	void keysAreNowhere(CapturedOutput output) {
		assertHidden(output, "zmqf.security.server.secret-key=" + SERVER.secretText(),
				"zmqf.security.client.secret-key=${SHOP_KEY}", "SHOP_KEY=" + SHOP.secretText(),
				"zmqf.security.server.clients.other.public-key=" + CurveKeyPair.generate().publicKey(),
				"some.command.line=--zmqf.security.server.secret-key=" + SERVER.secretText());
	}

	@Test
	void passwordsAreNowhere(CapturedOutput output) {
		assertHidden(output, "zmqf.security.server.users.shop.password=" + PASSWORD,
				"zmqf.security.client.username=shop", "zmqf.security.client.password=${WORD}", "WORD=" + WRONG_PASSWORD,
				"some.command.line=--zmqf.security.client.password=" + WRONG_PASSWORD);
	}

	private void assertHidden(CapturedOutput output, String... properties) {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level before = root.getLevel();
		root.setLevel(Level.DEBUG);
		try {
			this.runner.withPropertyValues(properties).run((context) -> {
				ZmqTimeoutException refusal = await().atMost(Duration.ofSeconds(60))
					.until(() -> catchThrowableOfType(ZmqTimeoutException.class,
							() -> context.getBean(ZmqClient.class)
								.event("echo")
								.timeout(Duration.ofSeconds(1))
								.request(String.class)),
							(ex) -> ex.getMessage().contains("the last attempt to connect failed"));
				String configprops = json(
						context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties());
				String env = json(context.getBean(EnvironmentEndpoint.class).environment(null));
				assertThat(configprops).contains("zmqf.security").contains("******");
				assertThat(env).contains("zmqf.security").contains("******");
				ZmqSettingsFactory settings = context.getBean(ZmqSettingsFactory.class);
				StringWriter trace = new StringWriter();
				refusal.printStackTrace(new PrintWriter(trace));
				assertThat(Stream.of(configprops, env, json(context.getBean(ZmqEndpoint.class).nodes()), trace,
						context.getBean(SimpleMeterRegistry.class).getMetersAsString(),
						context.getBean(Transport.class), settings.server(), settings.clients().client(null, SOMEWHERE),
						settings.heartbeats().ownSender(), context.getBean(ZmqProperties.class).security())
					.map(String::valueOf)).allSatisfy((text) -> assertThat(text).doesNotContain(SECRETS));
			});
		}
		finally {
			root.setLevel(before);
		}
		assertThat(output.getAll()).contains("DEBUG").contains("HANDSHAKE_FAILED_AUTH").doesNotContain(SECRETS);
	}

	private static String json(Object value) {
		return JsonMapper.shared().writeValueAsString(value);
	}

}
