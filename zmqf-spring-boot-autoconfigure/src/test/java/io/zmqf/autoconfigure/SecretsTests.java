package io.zmqf.autoconfigure;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqTimeoutException;
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

/** No secret is in the log, whatever its level, nor in what the endpoints show. */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private static final String PASSWORD = "open sesame 4711";

	private static final String[] SECRETS = { SERVER.secretText(), SHOP.secretText(), PASSWORD };

	private final ApplicationContextRunner runner = ObservedContexts.runner()
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
				"zmqf.security.client.username=thief", "zmqf.security.client.password=${WORD}", "WORD=" + PASSWORD);
	}

	private void assertHidden(CapturedOutput output, String... properties) {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level before = root.getLevel();
		root.setLevel(Level.DEBUG);
		try {
			this.runner.withPropertyValues(properties).run((context) -> {
				ZmqTimeoutException refusal = catchThrowableOfType(ZmqTimeoutException.class,
						() -> context.getBean(ZmqClient.class)
							.event("echo")
							.timeout(java.time.Duration.ofSeconds(2))
							.request(String.class));
				assertThat(refusal).hasMessageContaining("the last handshake with it failed");
				String configprops = json(
						context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties());
				String env = json(context.getBean(EnvironmentEndpoint.class).environment(null));
				assertThat(configprops).contains("zmqf.security").contains("******");
				assertThat(env).contains("zmqf.security").contains("******");
				assertThat(List.of(configprops, env, json(context.getBean(ZmqEndpoint.class).nodes()),
						String.valueOf(refusal), String.valueOf(context.getBean(Transport.class)),
						String.valueOf(context.getBean(PropertiesSettings.class).server())))
					.allSatisfy((text) -> assertThat(text).doesNotContain(SECRETS));
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
