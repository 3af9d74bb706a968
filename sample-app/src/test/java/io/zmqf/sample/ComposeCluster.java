package io.zmqf.sample;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import io.zmqf.tools.Docker;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the services of {@code deploy/compose.yaml} without Docker Compose, which is not
 * installed everywhere. The settings of the containers are read from the file. Published
 * ports are mapped to free ones.
 */
final class ComposeCluster implements AutoCloseable {

	private static final Path DEPLOY = Path.of("..", "deploy");

	private static final Path COMMAND_LINE = Path.of("..", "zmqf-spring-boot-autoconfigure", "target", "zmqf.jar");

	private static final int HTTP = 8080;

	/** Six processes start at once, on a machine that may have other work. */
	private static final Duration STARTING = Duration.ofMinutes(10);

	/** Spring Boot ends so that the signal can be seen. */
	private static final int ENDED_BY_SIGTERM = 128 + 15;

	private final DockerClient docker = DockerClientFactory.lazyClient();

	private final Map<String, Map<String, Object>> services;

	private final Path directory;

	private final String image;

	private final Network network = Network.newNetwork();

	private final Map<String, List<GenericContainer<?>>> running = new HashMap<>();

	private ComposeCluster(Map<String, Map<String, Object>> services, Path directory, String image) {
		this.services = services;
		this.directory = directory;
		this.image = image;
	}

	/**
	 * Builds the image and creates the keys as in the guide.
	 * @param directory the directory in which the directory {@code keys} is created
	 * @return the cluster, with no service running
	 */
	@SuppressWarnings("unchecked")
	static ComposeCluster of(Path directory) throws IOException, InterruptedException {
		try (Reader reader = Files.newBufferedReader(DEPLOY.resolve("compose.yaml"))) {
			Map<String, Object> file = (Map<String, Object>) new Yaml().load(reader);
			Map<String, Map<String, Object>> services = (Map<String, Map<String, Object>>) file.get("services");
			String image = "zmqf-sample-compose-test:" + ProcessHandle.current().pid();
			build(directory, substituted(image));
			makeKeys(directory.resolve("keys"));
			return new ComposeCluster(services, directory, image);
		}
	}

	private static void build(Path directory, String image) throws IOException, InterruptedException {
		Path context = Files.createDirectory(directory.resolve("context"));
		Files.copy(Path.of("target", "sample-app.jar"), context.resolve("sample-app.jar"));
		ProcessBuilder build = new ProcessBuilder("docker", "build", "--quiet", "--file",
				DEPLOY.resolve("Dockerfile").toString(), "--build-arg", "BASE=" + substituted(Docker.IMAGE), "--tag",
				image, context.toString());
		build.environment().putIfAbsent("DOCKER_BUILDKIT", "0"); // does without a plugin
		run(build);
	}

	/** As Testcontainers names an image on this machine. */
	private static String substituted(String image) {
		return ImageNameSubstitutor.instance().apply(DockerImageName.parse(image)).asCanonicalNameString();
	}

	private static void makeKeys(Path keys) throws IOException, InterruptedException {
		Files.createDirectory(keys);
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		for (String[] pair : new String[][] { { "router" }, { "worker", "worker" }, { "shop" }, { "partner" } }) {
			List<String> command = new ArrayList<>(List.of(java, "-jar", COMMAND_LINE.toString(), "keys"));
			command.add(keys.resolve(pair[0]).toString());
			command.addAll(List.of(pair).subList(1, pair.length));
			run(new ProcessBuilder(command));
		}
		run(new ProcessBuilder("sh", DEPLOY.resolve("keys.sh").toString(), keys.toString()));
		if (!Files.getOwner(keys.resolve("router")).getName().equals("10001")) {
			// not root
			run(new ProcessBuilder("chmod", "-R", "a+rX", keys.toString()));
		}
	}

	private static void run(ProcessBuilder command) throws IOException, InterruptedException {
		Process process = command.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as("%s: %s", command.command(), output).isZero();
	}

	/** Starts each service with the number of containers in the file. */
	void up() {
		List<GenericContainer<?>> all = new ArrayList<>();
		this.services.keySet().forEach((service) -> all.addAll(created(service, replicas(service))));
		Startables.deepStart(all).join();
	}

	@SuppressWarnings("unchecked")
	private int replicas(String service) {
		Map<String, Object> deploy = (Map<String, Object>) this.services.get(service).getOrDefault("deploy", Map.of());
		return (Integer) deploy.getOrDefault("replicas", 1);
	}

	private List<GenericContainer<?>> created(String service, int count) {
		List<GenericContainer<?>> created = IntStream.range(0, count)
			.<GenericContainer<?>>mapToObj((number) -> create(service))
			.toList();
		this.running.computeIfAbsent(service, (name) -> new ArrayList<>()).addAll(created);
		return created;
	}

	@SuppressWarnings({ "unchecked", "resource" })
	private GenericContainer<?> create(String service) {
		Map<String, Object> definition = this.services.get(service);
		Map<String, Object> health = (Map<String, Object>) definition.get("healthcheck");
		HealthCheck check = new HealthCheck().withTest((List<String>) health.get("test"))
			.withInterval(nanos(health.get("interval")))
			.withStartPeriod(nanos(health.get("start_period")));
		List<Bind> volumes = ((List<String>) definition.get("volumes")).stream().map(this::bind).toList();
		return new GenericContainer<>(this.image).withImagePullPolicy((name) -> false)
			.withNetwork(this.network)
			.withNetworkAliases(service)
			.withEnv((Map<String, String>) definition.get("environment"))
			// a busy machine may be slow, and the revocation is awaited
			.withEnv("ZMQF_CLIENT_TIMEOUT", service.equals("partner") ? "60s" : "100s")
			.withExposedPorts(HTTP)
			.withCreateContainerCmdModifier((command) -> {
				command.withHealthcheck(check);
				Objects.requireNonNull(command.getHostConfig()).withBinds(volumes);
			})
			.waitingFor(new Healthy().withStartupTimeout(STARTING));
	}

	/**
	 * Testcontainers' own way tries whether files can be mounted, by an image of its own.
	 */
	private Bind bind(String volume) {
		String[] parts = volume.split(":");
		return new Bind(this.directory.resolve(parts[0]).normalize().toString(), new Volume(parts[1]),
				AccessMode.valueOf(parts[2]));
	}

	private static Duration duration(Object text) {
		return DurationStyle.detectAndParse(String.valueOf(text));
	}

	private static long nanos(Object text) {
		return duration(text).toNanos();
	}

	/**
	 * Starts or stops containers of a service.
	 * @param service the name of the service
	 * @param count the number of containers that run then; the oldest ones are stopped
	 */
	void scale(String service, int count) {
		List<GenericContainer<?>> there = this.running.get(service);
		if (there.size() < count) {
			Startables.deepStart(created(service, count - there.size())).join();
		}
		else {
			List<GenericContainer<?>> gone = new ArrayList<>(there.subList(0, there.size() - count));
			there.removeAll(gone);
			gone.parallelStream().forEach((container) -> stop(service, container));
		}
	}

	/**
	 * Stops a container as Docker Compose does, which kills it after its grace period.
	 */
	private void stop(String service, GenericContainer<?> container) {
		int grace = (int) duration(this.services.get(service).get("stop_grace_period")).toSeconds();
		this.docker.stopContainerCmd(container.getContainerId()).withTimeout(grace).exec();
		assertThat(container.getCurrentContainerInfo().getState().getExitCodeLong()).as(container::getLogs)
			.isEqualTo(ENDED_BY_SIGTERM);
		container.close();
	}

	/**
	 * Finds the web servers of a service.
	 * @param service the name of the service
	 * @return their addresses, the oldest first
	 */
	List<URI> http(String service) {
		return this.running.get(service)
			.stream()
			.map((container) -> URI.create("http://" + container.getHost() + ":" + container.getMappedPort(HTTP)))
			.toList();
	}

	/**
	 * Removes the certificate of a client from the routers.
	 * @param client the name of the client
	 */
	void revoke(String client) throws IOException {
		Files.delete(this.directory.resolve("keys").resolve("router").resolve("clients").resolve(client + ".key"));
	}

	/** Returns the logs of all containers of a service. */
	String logs(String service) {
		return String.join("\n", this.running.get(service).stream().map(GenericContainer::getLogs).toList());
	}

	@Override
	public void close() {
		Stream<GenericContainer<?>> all = this.running.values().stream().flatMap(List::stream);
		all.parallel().forEach(GenericContainer::close);
		this.network.close();
		this.docker.removeImageCmd(substituted(this.image)).withForce(true).exec();
	}

	/**
	 * Waits until a container is healthy. The strategy of Testcontainers requests the
	 * state without a pause, which takes a processor while several containers start.
	 */
	private static final class Healthy extends AbstractWaitStrategy {

		@Override
		protected void waitUntilReady() {
			await().atMost(this.startupTimeout)
				.pollInterval(Duration.ofMillis(250))
				.ignoreExceptions()
				.until(this.waitStrategyTarget::isHealthy);
		}

	}

}
