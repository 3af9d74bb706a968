package io.zmqf.autoconfigure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an editor offers for the properties. */
class ConfigurationMetadataTests {

	private static final Map<String, JsonNode> PROPERTIES = new LinkedHashMap<>();

	@BeforeAll
	static void read() throws IOException {
		JsonNode metadata = new JsonMapper()
			.readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json").getContentAsByteArray());
		for (JsonNode property : metadata.get("properties")) {
			assertThat(PROPERTIES.put(property.get("name").asString(), property)).isNull();
		}
	}

	@Test
	void eachPropertyHasADescription() {
		assertThat(PROPERTIES).isNotEmpty()
			.allSatisfy((name, property) -> assertThat(property.path("description").asString("")).endsWith("."));
	}

	@Test
	void eachPropertyIsOfThePrefix() {
		assertThat(PROPERTIES.keySet())
			.allMatch((name) -> name.startsWith("zmqf.") || name.startsWith("management.endpoint.zmqf.")
					|| name.equals("management.health.zmqf.enabled"))
			.contains("management.health.zmqf.enabled");
	}

	@Test
	void descriptionsAreWrittenAsBootsAre() {
		assertThat(PROPERTIES).allSatisfy((name, property) -> {
			String description = property.path("description").asString();
			String type = property.path("type").asString();
			assertThat(description).doesNotStartWith("The ").doesNotStartWith("A ");
			if (type.equals("java.lang.Boolean")) {
				assertThat(description).matches("(Whether|Enable) .*");
			}
			if (type.startsWith("java.util.List")) {
				assertThat(description).startsWith("Comma-separated list of ");
			}
		});
	}

	@Test
	void addressesHaveExamplesAndSecretsAreResources() throws IOException {
		JsonNode metadata = new JsonMapper()
			.readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json").getContentAsByteArray());
		Map<String, JsonNode> hints = new LinkedHashMap<>();
		metadata.get("hints").forEach((hint) -> hints.put(hint.get("name").asString(), hint));
		assertThat(PROPERTIES.keySet()).containsAll(hints.keySet());
		for (String address : List.of("zmqf.router.frontend", "zmqf.router.backend", "zmqf.server.address",
				"zmqf.worker.router", "zmqf.client.address", "zmqf.heartbeat.address")) {
			assertThat(hints.get(address).get("values")).isNotEmpty()
				.allSatisfy((value) -> assertThat(Endpoint.parse(value.get("value").asString())).isNotNull());
		}
		assertThat(hints.get("zmqf.security.server.secret-key").at("/providers/0/name").asString())
			.isEqualTo("handle-as");
	}

	@Test
	void allHaveADefaultButAddressesAndSecurityAndWhatIsMeasured() {
		assertThat(PROPERTIES.values().stream().filter((property) -> !property.has("defaultValue")))
			.extracting((property) -> property.get("name").asString())
			.filteredOn((name) -> !name.startsWith("zmqf.security."))
			.containsExactlyInAnyOrder("zmqf.client.address", "zmqf.client.server-key", "zmqf.clients",
					"zmqf.heartbeat.address", "zmqf.memory.node", "zmqf.memory.peer", "zmqf.node.config-file",
					"zmqf.node.name", "zmqf.router.backend", "zmqf.router.frontend", "zmqf.router.queue-max-size",
					"zmqf.server.address", "zmqf.server.queue-max-size", "zmqf.worker.prefetch", "zmqf.worker.router");
	}

	@Test
	void theDefaultsAreThoseOfTheLibrary() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		PROPERTIES.forEach((name, property) -> {
			if (property.has("defaultValue")) {
				defaults.put(name, property.get("defaultValue").asString());
			}
		});
		assertThat(defaults).isNotEmpty();
		ZmqProperties bound = new Binder(List.of(new MapConfigurationPropertySource(defaults)))
			.bind("zmqf", Bindable.of(ZmqProperties.class))
			.get();
		assertThat(bound).usingRecursiveComparison().isEqualTo(new ZmqProperties());
	}

}
