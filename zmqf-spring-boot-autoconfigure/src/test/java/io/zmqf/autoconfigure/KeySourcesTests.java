package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.security.CurveKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Sources of keys and passwords besides the application's own files. */
class KeySourcesTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(Handlers.class)
		.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0", "zmqf.client.timeout=30s");

	@TempDir
	Path directory;

	@Test
	void theEnvironment() {
		assertServed(withEnvironment(Map.of("ZMQF_SECURITY_SERVER_SECRETKEY", SERVER.secretText(),
				"ZMQF_SECURITY_CLIENT_SECRETKEY", SHOP.secretText(), "ZMQF_SECURITY_CLIENT_SERVERKEY",
				SERVER.publicKey().text(), "ZMQF_SECURITY_SERVER_CLIENTS_SHOP_PUBLICKEY", SHOP.publicKey().text())));
	}

	@Test
	void variablesOfTheEnvironmentThatPropertiesName() {
		assertServed(withEnvironment(Map.of("ROUTER_KEY", SERVER.secretText(), "SHOP_KEY", SHOP.secretText()))
			.withPropertyValues("zmqf.security.server.secret-key=${ROUTER_KEY}",
					"zmqf.security.client.secret-key=${SHOP_KEY}",
					"zmqf.security.server.clients.shop.public-key=" + SHOP.publicKey()));
	}

	@Test
	void aMountedSecretWithTheNamesOfProperties() throws IOException {
		Path server = Files.createDirectories(this.directory.resolve("zmqf/security/server"));
		Path certificates = Files.createDirectory(this.directory.resolve("made"));
		Files.copy(SERVER.write(certificates.resolve("router")).secretFile(), server.resolve("secret-key"));
		Files.writeString(this.directory.resolve("zmqf.security.client.secret-key"), SHOP.secretText() + "\n");
		Files.writeString(this.directory.resolve("zmqf.security.server.clients.shop.public-key"),
				SHOP.publicKey() + "\n");
		assertServed(withMount());
	}

	@Test
	void aMountedSecretThatPropertiesName() throws IOException {
		Files.writeString(this.directory.resolve("router-key"), SERVER.secretText() + "\n");
		Files.writeString(this.directory.resolve("shop-key"), SHOP.secretText());
		assertServed(withMount().withPropertyValues("zmqf.security.server.secret-key=${router-key}",
				"zmqf.security.client.secret-key=${shop-key}",
				"zmqf.security.server.clients.shop.public-key=" + SHOP.publicKey()));
	}

	@Test
	void aPasswordThatIsMounted() throws IOException {
		Files.writeString(this.directory.resolve("shop-password"), "open sesame\n");
		assertServed(withMount().withPropertyValues("zmqf.security.server.users.shop.password=${shop-password}",
				"zmqf.security.client.username=shop", "zmqf.security.client.password=${shop-password}"));
	}

	private static void assertServed(ApplicationContextRunner application) {
		application.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
			.isEqualTo("shop"));
	}

	private ApplicationContextRunner withEnvironment(Map<String, Object> variables) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)));
	}

	private ApplicationContextRunner withMount() {
		return this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.config.import=configtree:" + this.directory + "/");
	}

	static class Handlers {

		@ZmqHandler("who")
		String who(ZmqPrincipal sender) {
			return sender.name();
		}

	}

}
