package io.zmqf.autoconfigure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.client.ClientSettings;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.router.RouterSettings;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The metadata of the properties, which editors use. */
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
	void allHaveADefaultExceptAddressesSecurityAndObservations() {
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
		ZmqProperties properties = ZmqProperties.byDefault();
		assertThat(new SocketLimits((int) properties.maxMessageSize().toBytes(), properties.maxFrames(),
				properties.maxAddresses(), properties.maxConnections(), properties.highWaterMark(),
				(int) properties.maxHeadersSize().toBytes(), properties.maxSilence()))
			.isEqualTo(SocketLimits.DEFAULT);
		ClientProperties client = properties.client();
		assertThat(List.of(client.timeout(), client.connections(), client.streamWindow())).containsExactly(
				ClientSettings.DEFAULT_TIMEOUT, ClientSettings.DEFAULT_CONNECTIONS,
				ClientSettings.DEFAULT_STREAM_WINDOW);
		HeartbeatProperties heartbeat = properties.heartbeat();
		assertThat(List.of(heartbeat.interval(), heartbeat.timeout(), heartbeat.maxMissed(), heartbeat.maxNodes()))
			.containsExactly(HeartbeatSettings.DEFAULT_INTERVAL, HeartbeatSettings.DEFAULT_TIMEOUT,
					HeartbeatSettings.DEFAULT_MAX_MISSED, HeartbeatSettings.DEFAULT_MAX_NODES);
		RouterProperties router = properties.router();
		assertThat(List.of(router.queueCapacity(), router.maxQueueBytes(), router.queueWait(), router.maxAttempts(),
				router.requestTimeout(), router.maxTimeout(), router.maxHeartbeatWorkers()))
			.containsExactly(RouterSettings.DEFAULT_QUEUE_CAPACITY, RouterSettings.DEFAULT_QUEUE_MAX_SIZE,
					RouterSettings.DEFAULT_QUEUE_WAIT, RouterSettings.DEFAULT_MAX_ATTEMPTS,
					RouterSettings.DEFAULT_REQUEST_TIMEOUT, RouterSettings.DEFAULT_MAX_TIMEOUT,
					RouterSettings.DEFAULT_MAX_HEARTBEAT_WORKERS);
		ServerProperties server = properties.server();
		assertThat(new WorkerSettings.Queue(server.queueCapacity(), server.maxQueueBytes()))
			.isEqualTo(WorkerSettings.Queue.DEFAULT);
		assertThat(server.prefetch()).isEqualTo(WorkerSettings.Prefetch.DEFAULT);
		WorkerProperties worker = properties.worker();
		assertThat(List.of(server.concurrency(), server.maxTimeout(), server.maxCollected()))
			.containsExactly(WorkerSettings.DEFAULT_CONCURRENCY, WorkerSettings.DEFAULT_MAX_TIMEOUT,
					WorkerSettings.DEFAULT_MAX_COLLECTED)
			.containsExactly(worker.concurrency(), worker.maxTimeout(), worker.maxCollected());
	}

	@Test
	void anEditorOffersTheDefaults() {
		Map<String, Object> defaults = new LinkedHashMap<>();
		PROPERTIES.forEach((name, property) -> {
			if (property.path("defaultValue").isValueNode()) {
				defaults.put(name, property.get("defaultValue").asString());
			}
		});
		assertThat(defaults).isNotEmpty();
		ZmqProperties bound = new Binder(List.of(new MapConfigurationPropertySource(defaults)))
			.bind("zmqf", Bindable.of(ZmqProperties.class))
			.get();
		assertThat(bound).usingRecursiveComparison().isEqualTo(ZmqProperties.byDefault());
	}

}
