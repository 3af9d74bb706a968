package io.zmqf.autoconfigure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.client.ZmqClient;
import io.zmqf.service.ImportZmqClients;
import io.zmqf.service.ZmqExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** The report of ignored properties at startup. */
@ExtendWith(OutputCaptureExtension.class)
class PropertyReportTests {

	private static final Roles NONE = new Roles(Set.of(), false, Set.of(), Set.of(), "nothing");

	@ParameterizedTest
	@CsvSource(textBlock = """
			zmqf.client.adress,                             zmqf.client.address
			zmqf.client.addresses[0],                       zmqf.client.address
			zmqf.cleint.address,                            zmqf.client.address
			zmqf.worker.routers,                            zmqf.worker.router
			zmqf.router.front-end-address,                  zmqf.router.frontend
			zmqf.clients.billing.adress,                    zmqf.clients.billing.address
			zmqf.clients.billing.retry.delays,              zmqf.clients.billing.retry.delay
			zmqf.security.server.clients.shop.publickeys,   zmqf.security.server.clients.shop.public-key
			zmqf.security.server.secretkeys,                zmqf.security.server.secret-key
			zmqf.maxMessageSizes,                           zmqf.max-message-size
			zmqf.enable,                                    zmqf.enabled
			""")
	void namesThePropertyThatWasMeant(String wrong, String meant) {
		assertThat(unknown(properties(wrong))).containsOnlyKeys(wrong);
		assertThat(unknown(properties(wrong)).get(wrong)).startsWith("The property " + wrong + " (")
			.endsWith("is unknown and has no effect. Did you mean " + meant + "?");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			ZMQF_CLIENT_ADRESS,            zmqf.client.address
			ZMQF_CLIENT_ADDRESS0,          zmqf.client.address
			ZMQF_CLIENTS_BILLING_ADRES,    zmqf.clients.billing.address
			zmqf_worker_rooter,            zmqf.worker.router
			""")
	void namesThePropertyThatAVariableWasMeantFor(String wrong, String meant) {
		assertThat(unknown(variables(wrong)).get(wrong)).endsWith("Did you mean " + meant + "?");
	}

	@Test
	void namesNoPropertyWhereNoneIsNear() {
		assertThat(unknown(properties("zmqf.something.completely.different")).values()).singleElement()
			.asString()
			.endsWith("is unknown and has no effect.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.address", "zmqf.client.address[0]", "zmqf.client.retry.maxRetries",
			"zmqf.client.retry.max_retries", "zmqf.CLIENT.retry.MAX-retries", "zmqf.clients.billing.address[1]",
			"zmqf.clients[Billing.EU].timeout", "zmqf.clients[1].timeout", "zmqf.clients.a.retry.enabled",
			"zmqf.security.server.users.bob.password", "zmqf.security.server.users[bob@x].roles[0]",
			"zmqf.security.server.clients.shop.public-key", "zmqf.in-memory", "zmqf.inMemory", "spring.zmqf.x",
			"management.health.zmqf.enabled", "management.endpoint.zmqf.access", "logging.level.io.zmqf", "zmqfx.y" })
	void doesNotReportKnownProperties(String name) {
		assertThat(unknown(properties(name))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ZMQF_CLIENT_ADDRESS", "ZMQF_CLIENT_ADDRESS_0", "ZMQF_CLIENT_ADDRESS_0_",
			"ZMQF_CLIENT__ADDRESS", "ZMQF_CLIENTS_BILLING__ADDRESS_0_", "ZMQF_CLIENT_RETRY_MAXRETRIES",
			"ZMQF_CLIENT_RETRY_MAX_RETRIES", "ZMQF_CLIENTS_BILLING_ADDRESS", "ZMQF_CLIENTS_BILLING_ADDRESS_1",
			"ZMQF_CLIENTS_BILLING_RETRY_MAX_RETRIES", "ZMQF_CLIENTS_BILLING_SERVER_KEY",
			"ZMQF_SECURITY_SERVER_USERS_BOB_PASSWORD", "ZMQF_SECURITY_SERVER_CLIENTS_SHOP_ROLES_0",
			"ZMQF_ROUTER_SERVICE_HOST", "ZMQF_ROUTER_SERVICE_PORT", "ZMQF_ROUTER_SERVICE_PORT_FRONTEND",
			"ZMQF_ROUTER_PORT", "ZMQF_ROUTER_PORT_5555_TCP", "ZMQF_ROUTER_PORT_5555_TCP_ADDR", "ZMQF_HOME", "ZMQFRAMES",
			"zmqf_client_address" })
	void isSilentAboutVariablesThatAreKnownOrOfOthers(String name) {
		assertThat(unknown(variables(name))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			ZMQF_CLIENTS_A_B_ADDRESS,                           zmqf.clients.a-b,                   address
			ZMQF_CLIENTS_A_B_ADDRESS_1,                         zmqf.clients.a-b,                   address
			ZMQF_CLIENTS_STOCK_OF_EU_RETRY_MAX_RETRIES,         zmqf.clients.stock-of-eu,           retry.max-retries
			ZMQF_CLIENTS_A_B_SERVERKEY,                         zmqf.clients.a-b,                   server-key
			ZMQF_SECURITY_SERVER_CLIENTS_WEB_SHOP_PUBLIC_KEY,   zmqf.security.server.clients.web-shop, public-key
			ZMQF_SECURITY_SERVER_USERS_WEB_SHOP_PASSWORD,       zmqf.security.server.users.web-shop, password
			""")
	void reportsAVariableWhoseNameHasSeveralWords(String variable, String map, String property) {
		String word = map.substring(map.lastIndexOf('.') + 1).replace("-", "");
		assertThat(unknown(variables(variable)).get(variable)).startsWith("The property " + variable + " (")
			.contains("has no effect, because no other property of " + map + " is set")
			.contains(word.toUpperCase(java.util.Locale.ROOT) + " for the name " + word)
			.contains("or set " + map + "." + property + " in a file");
		assertThat(unknown(variables(variable), properties(map + "." + property))).isEmpty();
	}

	@Test
	void bootBindsANameOfSeveralWordsOnlyWithAnotherSource() {
		PropertySource<?> variables = variables("ZMQF_CLIENTS_A_B_ADDRESS");
		assertThat(clients(variables)).isEmpty();
		assertThat(clients(variables("ZMQF_CLIENTS_AB_ADDRESS"))).containsOnlyKeys("ab");
		assertThat(
				clients(variables, new MapPropertySource("file", Map.of("zmqf.clients.a-b.timeout", "1s"))).get("a-b")
					.address())
			.containsExactly("x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Stock-EU", "stock-eu", "STOCK-eu", "[Stock-EU]", "[stock_eu]" })
	void aVariableHasTheNameOfAnotherSourceInAnyCase(String name) {
		PropertySource<?> variables = variables("ZMQF_CLIENTS_STOCK_EU_ADDRESS");
		PropertySource<?> file = new MapPropertySource("file", Map.of("zmqf.clients." + name + ".timeout", "1s"));
		boolean bound = clients(variables, file).values().stream().anyMatch((client) -> client.address().contains("x"));
		assertThat(bound).isTrue();
		assertThat(unknown(variables, file)).isEmpty();
	}

	@Test
	void aVariableOfAnApplicationsOwnPropertiesIsNoClients() {
		KnownProperties known = known();
		known.add("zmqf.clients-extra", Object.class);
		assertThat(unknown(known, variables("ZMQF_CLIENTS_EXTRA_ADDRESS"))).isEmpty();
		assertThat(unknown(known, variables("ZMQF_CLIENTS_EXTRA_HOURS_ADDRESS"))).isEmpty();
		assertThat(unknown(known, variables("ZMQF_CLIENTSEXTRA_HOURS_ADDRESS"))).isEmpty();
		assertThat(unknown(known, variables("ZMQF_CLIENTS_A_B_ADDRESS"))).hasSize(1);
	}

	private static Map<String, ClientProperties> clients(PropertySource<?>... sources) {
		return Binder.get(environment(sources))
			.bind("zmqf.clients", Bindable.mapOf(String.class, ClientProperties.class))
			.orElse(Map.of());
	}

	@ParameterizedTest
	@ValueSource(classes = { InjectedClient.class, DeclaredClient.class })
	void failedStartWithoutAClientReportsThem(Class<?> wanting, CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, wanting);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					variables("ZMQF_CLIENTS_A_B_ADDRESS")));
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The property ZMQF_CLIENTS_A_B_ADDRESS")
			.contains("or set zmqf.clients.a-b.address in a file");
	}

	@Test
	void isSilentAboutSystemPropertiesOfOtherPrograms() {
		assertThat(unknown(new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
				Map.of("zmqf.peers", "x"))))
			.isEmpty();
		assertThat(unknown(new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
				Map.of("zmqf.client.adress", "x"))))
			.hasSize(1);
	}

	@Test
	void acceptsEachPropertyOfTheMetadata() throws IOException {
		JsonNode metadata = new JsonMapper()
			.readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json").getContentAsByteArray());
		Map<String, Object> all = new LinkedHashMap<>();
		Map<String, Object> variables = new LinkedHashMap<>();
		for (JsonNode property : metadata.get("properties")) {
			String name = property.get("name").asString();
			if (name.startsWith("zmqf.") && !property.path("type").asString("").startsWith("java.util.Map")) {
				all.put(name, "x");
				variables.put(name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace("-", ""), "x");
			}
		}
		assertThat(all).hasSizeGreaterThan(40);
		assertThat(unknown(new MapPropertySource("all", all))).isEmpty();
		assertThat(unknown(new SystemEnvironmentPropertySource(
				StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)))
			.isEmpty();
	}

	@Test
	void anApplicationReportsEachOnceWithItsOrigin(CapturedOutput output) {
		run("--zmqf.client.adress=tcp://127.0.0.1:1", "--zmqf.router.queue-wait=1s");
		assertThat(output.getAll().lines().filter((line) -> line.contains("is unknown"))).singleElement()
			.asString()
			.contains("WARN")
			.contains("zmqf.client.adress")
			.contains("commandLineArgs")
			.contains("Did you mean zmqf.client.address?");
	}

	@Test
	void anApplicationsOwnPropertiesAreItsOwn(CapturedOutput output) {
		run("--zmqf.shop-one.name=x", "--zmqf.shop-one.hours.open=9", "--zmqf.shop.name=x");
		assertThat(output.getAll().lines().filter((line) -> line.contains("is unknown"))).singleElement()
			.asString()
			.contains("zmqf.shop.name");
	}

	@Test
	void rolesInMemoryAreAnnouncedWithTheWayOut(CapturedOutput output) {
		run();
		assertThat(output.getAll().lines().filter((line) -> line.contains("run in memory"))).singleElement()
			.asString()
			.contains("INFO")
			.contains("because no address is set")
			.contains("zmqf.client.address", "zmqf.worker.router", "zmqf.server.address", "zmqf.in-memory=never",
					"zmqf.enabled=false");
	}

	@Test
	void anAddressIsNoReasonToAnnounceAnything(CapturedOutput output) {
		run("--zmqf.client.address=tcp://127.0.0.1:1");
		assertThat(output).doesNotContain("in memory");
	}

	@Test
	void nothingRunsWhereNothingMayRunInMemory(CapturedOutput output) {
		run("--zmqf.in-memory=never");
		assertThat(output).contains("No role is active, because no address is set, and zmqf.in-memory=never")
			.doesNotContain("accepts clients");
	}

	private static void run(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments).close();
	}

	private static PropertySource<?> properties(String name) {
		return new MapPropertySource("test", Map.of(name, "x"));
	}

	private static PropertySource<?> variables(String name) {
		return new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				Map.of(name, "x"));
	}

	private static StandardEnvironment environment(PropertySource<?>... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		List.copyOf(environment.getPropertySources().stream().toList())
			.forEach((other) -> environment.getPropertySources().remove(other.getName()));
		List.of(sources).forEach(environment.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	private static Map<String, String> unknown(PropertySource<?>... sources) {
		return unknown(known(), sources);
	}

	private static KnownProperties known() {
		KnownProperties known = new KnownProperties();
		known.add("zmqf", ZmqProperties.class);
		return known;
	}

	private static Map<String, String> unknown(KnownProperties known, PropertySource<?>... sources) {
		StandardEnvironment environment = environment(sources);
		return new PropertyReport(environment, () -> known, NONE).unknown();
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	@EnableConfigurationProperties(ShopProperties.class)
	static class Application {

	}

	static class InjectedClient {

		InjectedClient(@Qualifier("a-b") ZmqClient client) {
		}

	}

	interface Shop {

		@ZmqExchange("place")
		String place(String order);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = Shop.class, client = "a-b")
	static class DeclaredClient {

		@Bean
		Object shopUser(Shop shop) {
			return shop;
		}

	}

	@ConfigurationProperties("zmqf.shop-one")
	record ShopProperties(@Nullable String name, Map<String, String> hours) {

	}

}
