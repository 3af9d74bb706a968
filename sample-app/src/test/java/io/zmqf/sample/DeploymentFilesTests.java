package io.zmqf.sample;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zmqf.actuate.metrics.TransportMetrics;
import io.zmqf.client.ZmqClient;
import io.zmqf.transport.DropReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The files in {@code deploy} are consistent with each other and with the sample. */
@Tag("jdk-independent")
class DeploymentFilesTests {

	private static final Path DEPLOY = Path.of("..", "deploy");

	private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");

	private static final Pattern METRIC = Pattern.compile("(zmqf_[a-z_]+)(?:\\{([^}]*)})?");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(zmqf_[a-z_]+)(?:\\{([^}]*)})? ");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!=|!~|=)\"");

	@Test
	@SuppressWarnings("unchecked")
	void environmentVariablesOfTheComposeFileAreProperties() throws IOException {
		Map<String, Object> compose = (Map<String, Object>) load(DEPLOY.resolve("compose.yaml")).get(0);
		Map<String, Map<String, Object>> services = (Map<String, Map<String, Object>>) compose.get("services");
		assertThat(services).containsOnlyKeys("router", "worker", "shop", "partner");
		Set<String> known = environmentNames();
		services.forEach((name, service) -> {
			Map<String, String> environment = (Map<String, String>) service.get("environment");
			assertThat(environment.keySet()).as(name)
				.filteredOn((variable) -> variable.startsWith("ZMQF_"))
				.isNotEmpty()
				.isSubsetOf(known);
			Duration stop = DurationStyle.detectAndParse(String.valueOf(service.get("stop_grace_period")));
			assertThat(stop).isGreaterThan(DurationStyle
				.detectAndParse(String.valueOf(environment.get("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE")))
				.plusSeconds(5));
			assertThat((List<String>) service.get("volumes")).singleElement().isEqualTo("./keys/" + name + ":/keys:ro");
		});
	}

	/** Every property as Boot reads it from the environment. */
	private static Set<String> environmentNames() throws IOException {
		Set<String> names = new HashSet<>();
		var resources = DeploymentFilesTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json");
		while (resources.hasMoreElements()) {
			JsonNode metadata = JsonMapper.shared().readTree(resources.nextElement().openStream());
			metadata.path("properties")
				.forEach((property) -> names
					.add(property.get("name").asString().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)));
		}
		return names;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> load(Path file) throws IOException {
		List<Map<String, Object>> documents = new ArrayList<>();
		try (Reader reader = Files.newBufferedReader(file)) {
			new Yaml().loadAll(reader).forEach((document) -> documents.add((Map<String, Object>) document));
		}
		return documents;
	}

	private static List<JsonNode> manifests() throws IOException {
		List<JsonNode> manifests = new ArrayList<>();
		for (Path file : files()) {
			load(file).forEach((document) -> manifests.add(JsonMapper.shared().valueToTree(document)));
		}
		return manifests;
	}

	private static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(KUBERNETES)) {
			return files.filter((file) -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
				.sorted()
				.toList();
		}
	}

	private static List<JsonNode> manifests(String kind) throws IOException {
		return manifests().stream().filter((manifest) -> manifest.path("kind").asString("").equals(kind)).toList();
	}

	private static String name(JsonNode manifest) {
		return manifest.at("/metadata/name").asString();
	}

	@Test
	void kustomizationHasAllManifestsAndTheKeysThatTheyMount() throws IOException {
		JsonNode kustomization = JsonMapper.shared().valueToTree(load(KUBERNETES.resolve("kustomization.yaml")).get(0));
		assertThat(kustomization.path("resources").valueStream().map(JsonNode::asString))
			.containsExactlyInAnyOrderElementsOf(
					files().stream().map((file) -> file.getFileName().toString()).toList());
		Set<String> generated = new HashSet<>();
		for (String generator : List.of("secretGenerator", "configMapGenerator")) {
			kustomization.path(generator).forEach((each) -> generated.add(each.path("name").asString()));
		}
		Set<String> mounted = new HashSet<>();
		for (JsonNode deployment : manifests("Deployment")) {
			deployment.at("/spec/template/spec/volumes").forEach((volume) -> {
				mounted.add(volume.at("/secret/secretName").asString(""));
				mounted.add(volume.at("/configMap/name").asString(""));
			});
		}
		mounted.remove("");
		assertThat(mounted).isEqualTo(generated);
	}

	@Test
	void manifestsHaveTheirLabels() throws IOException {
		assertThat(manifests()).isNotEmpty().allSatisfy((manifest) -> {
			assertThat(manifest.path("apiVersion").asString()).isNotEmpty();
			assertThat(manifest.path("kind").asString()).isNotEmpty();
			assertThat(name(manifest)).startsWith("zmqf-");
		});
		JsonNode service = manifests("Service").stream()
			.filter((each) -> name(each).equals("zmqf-router"))
			.findFirst()
			.orElseThrow();
		assertThat(service.at("/spec/clusterIP").asString()).isEqualTo("None");
		assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
	}

	@Test
	void deploymentsStopAsGracefullyAsTheLibraryDoes() throws IOException {
		Set<String> known = environmentNames();
		assertThat(manifests("Deployment")).hasSize(3).allSatisfy((deployment) -> {
			JsonNode pod = deployment.at("/spec/template/spec");
			JsonNode container = pod.at("/containers/0");
			Map<String, String> environment = new HashMap<>();
			container.path("env")
				.forEach((each) -> environment.put(each.get("name").asString(), each.get("value").asString()));
			assertThat(environment.keySet()).filteredOn((variable) -> variable.startsWith("ZMQF_")).isSubsetOf(known);
			long preStop = container.at("/lifecycle/preStop/sleep/seconds").asLong(0);
			long stop = DurationStyle.detectAndParse(environment.get("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE"))
				.toSeconds();
			assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThanOrEqualTo(preStop + stop + 10);
			assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/liveness");
			assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/readiness");
			assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
			assertThat(deployment.at("/spec/selector/matchLabels"))
				.isEqualTo(deployment.at("/spec/template/metadata/labels"));
		});
	}

	@Test
	void policiesAndTheAutoscalerAreForDeploymentsThatExist() throws IOException {
		Set<String> names = new HashSet<>();
		manifests("Deployment").forEach((deployment) -> names.add(name(deployment)));
		Set<String> mentioned = new HashSet<>();
		manifests("NetworkPolicy").forEach((policy) -> policy.findValues("app.kubernetes.io/name")
			.forEach((label) -> mentioned.add(label.asString())));
		assertThat(mentioned).isEqualTo(names);
		JsonNode scaler = manifests("HorizontalPodAutoscaler").get(0);
		assertThat(names).contains(scaler.at("/spec/scaleTargetRef/name").asString());
		assertThat(scaler.at("/spec/metrics/0/external/metric/name").asString())
			.isEqualTo("zmqf.router.requests.queued".replace('.', '_'));
		assertThat(samples()).containsKey("zmqf_router_requests_queued");
	}

	@ParameterizedTest
	@ValueSource(strings = { "alerts.yaml", "dashboard.json" })
	void rulesAndPanelsUseExistingMetersAndTags(String file) throws IOException {
		JsonNode content = JsonMapper.shared().valueToTree(load(DEPLOY.resolve("monitoring").resolve(file)).get(0));
		List<String> expressions = content.findValues("expr").stream().map(JsonNode::asString).toList();
		assertThat(expressions).hasSizeGreaterThanOrEqualTo(10);
		Map<String, Set<String>> samples = samples();
		for (String expression : expressions) {
			Matcher metrics = METRIC.matcher(expression);
			Set<String> tags = new HashSet<>(Set.of("instance", "le"));
			while (metrics.find()) {
				assertThat(samples).as(expression).containsKey(metrics.group(1));
				Set<String> own = samples.get(metrics.group(1));
				tags.addAll(own);
				Matcher labels = LABEL.matcher((metrics.group(2) != null) ? metrics.group(2) : "");
				while (labels.find()) {
					assertThat(labels.group(1)).as(expression)
						.matches((label) -> own.contains(label) || label.equals("instance"));
				}
			}
			Matcher groups = Pattern.compile("by \\(([^)]*)\\)").matcher(expression);
			while (groups.find()) {
				assertThat(tags).as(expression).contains(groups.group(1).split(", "));
			}
		}
	}

	/**
	 * Returns the metrics that Prometheus scrapes from the sample, each with its tags.
	 */
	private static Map<String, Set<String>> samples() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.web(WebApplicationType.NONE)
			.properties("management.metrics.distribution.percentiles-histogram.zmqf.client.requests=true",
					"management.prometheus.metrics.export.enabled=true")
			.run()) {
			context.getBean(ZmqClient.class).request("quotes.price", new Line("oak-table", 1), Quote.class);
			TransportMetrics metrics = context.getBean(TransportMetrics.class);
			metrics.dropped("zmqf-client", DropReason.LATE_REPLY);
			metrics.loopFailed("zmqf-client", new IllegalStateException("on purpose"));
			String scraped = context.getBean(PrometheusMeterRegistry.class).scrape();
			Map<String, Set<String>> samples = new HashMap<>();
			Matcher lines = SAMPLE.matcher(scraped);
			while (lines.find()) {
				Set<String> labels = samples.computeIfAbsent(lines.group(1), (name) -> new HashSet<>());
				Matcher each = LABEL.matcher((lines.group(2) != null) ? lines.group(2) : "");
				while (each.find()) {
					labels.add(each.group(1));
				}
			}
			return samples;
		}
	}

}
