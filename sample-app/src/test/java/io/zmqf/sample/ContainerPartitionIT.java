package io.zmqf.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.partition.RecordingWorker;
import io.zmqf.sample.AuditedLoad.Outcome;
import io.zmqf.tools.Console;
import io.zmqf.tools.Docker;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.MountableFile;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample's jar in three containers: a router and two workers. One of them is cut off
 * and reconnects under a steady load.
 */
@Tag("jdk-independent")
@Timeout(900)
@RequiresTool(Tool.DOCKER)
class ContainerPartitionIT {

	private static final String WORKER_LOST = "urn:zmqf:worker-lost";

	/** The log message of a router for a removed worker. */
	private static final String LEFT = " left: it missed its heartbeats";

	private static final int FRONTEND = 5555;

	private static final String JAR = "/sample-app.jar";

	/** The directory of the additional classes in the container. */
	private static final String CLASSES = "/classes/";

	private static final String PACKAGE = "io/zmqf/partition";

	private static final Duration PATIENCE = AuditedLoad.TIMEOUT.multipliedBy(2);

	private final DockerClient docker = DockerClientFactory.lazyClient();

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	@Test
	void workerThatIsCutOffGetsNothingUntilItIsBack() {
		try (Network traffic = Network.builder().createNetworkCmdModifier((net) -> net.withInternal(true)).build();
				GenericContainer<?> router = router();
				GenericContainer<?> near = worker(traffic);
				GenericContainer<?> far = worker(traffic)) {
			router.start();
			connect(router, traffic, "router");
			Startables.deepStart(near, far).join();
			RequestClient client = client(router);
			await().atMost(PATIENCE)
				.ignoreExceptions()
				.until(() -> client.request("partition.work", 0, Long.class) != null);
			try (AuditedLoad repeatable = AuditedLoad.start(client, true);
					AuditedLoad once = AuditedLoad.start(client, false)) {
				awaitWorkOf(near);
				awaitWorkOf(far);
				long cut = System.nanoTime();
				disconnect(far, traffic);
				await().atMost(PATIENCE).until(() -> router.getLogs().contains(LEFT));
				long known = System.nanoTime();
				awaitAnswersSince(known, 200, once);
				long healed = System.nanoTime();
				connect(far, traffic);
				awaitWorkOf(far);
				awaitWorkOf(near);
				List<Outcome> ofRepeatable = end(repeatable);
				List<Outcome> ofOnce = end(once);
				Map<Long, Integer> begun = begun(near, far);
				assertThat(ofRepeatable).allMatch((outcome) -> outcome.is(AuditedLoad.ANSWERED));
				assertThat(ofOnce).allMatch((outcome) -> outcome.is(AuditedLoad.ANSWERED) || outcome.is(WORKER_LOST));
				assertThat(ofOnce).allMatch((outcome) -> begun.getOrDefault(outcome.id(), 0) <= 1);
				assertThat(Stream.concat(ofRepeatable.stream(), ofOnce.stream())).allMatch(
						(outcome) -> !outcome.is(AuditedLoad.ANSWERED) || begun.getOrDefault(outcome.id(), 0) >= 1);
				// no request was sent to the unreachable worker after its removal
				assertThat(ofOnce).filteredOn((outcome) -> outcome.started() > known && outcome.started() < healed)
					.hasSizeGreaterThanOrEqualTo(200)
					.allMatch((outcome) -> outcome.is(AuditedLoad.ANSWERED));
				Console.OUT.println("Partition of a container: " + ofRepeatable.size() + " idempotent requests, all "
						+ "answered; " + ofOnce.size() + " others, "
						+ ofOnce.stream().filter((outcome) -> outcome.is(WORKER_LOST)).count() + " of them lost, told "
						+ (known - cut) / 1_000_000 + " ms after the cut; the slowest took "
						+ Stream.concat(ofRepeatable.stream(), ofOnce.stream())
							.mapToLong(Outcome::millis)
							.max()
							.orElse(0)
						+ " ms");
			}
			finally {
				client.close();
				this.transport.close();
			}
		}
	}

	private static GenericContainer<?> router() {
		return sample("router", List.of("-jar", JAR), "--zmqf.router.frontend=tcp://*:" + FRONTEND,
				"--zmqf.router.backend=tcp://*:5556", "--zmqf.heartbeat.address=tcp://*:5557")
			.withExposedPorts(FRONTEND);
	}

	private static GenericContainer<?> worker(Network traffic) {
		List<String> java = List.of("-Dloader.main=" + RecordingWorker.class.getName(), "-Dloader.path=" + CLASSES,
				"-cp", JAR, "org.springframework.boot.loader.launch.PropertiesLauncher");
		return sample("worker", java, "--zmqf.worker.router=tcp://router:5556",
				"--zmqf.heartbeat.address=tcp://router:5557")
			.withNetwork(traffic)
			.withCopyFileToContainer(MountableFile.forHostPath(Path.of("target", "test-classes", PACKAGE)),
					CLASSES + PACKAGE);
	}

	private static GenericContainer<?> sample(String profile, List<String> java, String... arguments) {
		List<String> command = new ArrayList<>(List.of("java", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
		command.addAll(java);
		command.add("--spring.profiles.active=" + profile);
		command.addAll(List.of("--zmqf.heartbeat.interval=500ms", "--zmqf.heartbeat.timeout=6s",
				"--zmqf.heartbeat.max-missed=1"));
		command.addAll(List.of(arguments));
		return new GenericContainer<>(Docker.IMAGE)
			.withCopyFileToContainer(MountableFile.forHostPath(Path.of("target", "sample-app.jar")), JAR)
			.withCommand(command.toArray(String[]::new))
			.waitingFor(Wait.forLogMessage(".*Started .*\\n", 1).withStartupTimeout(Duration.ofMinutes(5)));
	}

	private RequestClient client(GenericContainer<?> router) {
		Endpoint frontend = Endpoint.parse("tcp://" + router.getHost() + ":" + router.getMappedPort(FRONTEND));
		return new RequestClient(ClientSettings.of("load", frontend), this.transport, new JsonData(JsonMapper.shared()),
				Runnable::run);
	}

	private void connect(GenericContainer<?> container, Network network, String... aliases) {
		this.docker.connectToNetworkCmd()
			.withContainerId(container.getContainerId())
			.withNetworkId(network.getId())
			.withContainerNetwork(new ContainerNetwork().withAliases(aliases))
			.exec();
	}

	private void disconnect(GenericContainer<?> container, Network network) {
		this.docker.disconnectFromNetworkCmd()
			.withContainerId(container.getContainerId())
			.withNetworkId(network.getId())
			.exec();
	}

	private static void awaitWorkOf(GenericContainer<?> worker) {
		long before = AuditedLoad.latestId();
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(250))
			.until(() -> ids(worker).anyMatch((id) -> id > before));
	}

	private static void awaitAnswersSince(long moment, int count, AuditedLoad load) {
		await().atMost(PATIENCE)
			.until(() -> load.outcomes()
				.stream()
				.filter((outcome) -> outcome.is(AuditedLoad.ANSWERED) && outcome.started() > moment)
				.count() >= count);
	}

	/**
	 * Waits until each request has one outcome, within its timeout and a margin for a
	 * busy machine.
	 */
	private static List<Outcome> end(AuditedLoad load) {
		load.close();
		await().atMost(PATIENCE).until(() -> load.open() == 0);
		List<Outcome> outcomes = load.outcomes();
		assertThat(outcomes).extracting(Outcome::id).doesNotHaveDuplicates();
		assertThat(outcomes).allMatch((outcome) -> outcome.millis() <= AuditedLoad.TIMEOUT.toMillis() + 5000);
		return outcomes;
	}

	private static Map<Long, Integer> begun(GenericContainer<?>... workers) {
		Map<Long, Integer> begun = new HashMap<>();
		Arrays.stream(workers)
			.flatMapToLong(ContainerPartitionIT::ids)
			.forEach((id) -> begun.merge(id, 1, Integer::sum));
		return begun;
	}

	private static LongStream ids(GenericContainer<?> worker) {
		return worker.getLogs(OutputType.STDOUT)
			.lines()
			.filter((line) -> line.startsWith(RecordingWorker.BEGUN))
			.mapToLong((line) -> Long.parseLong(line.substring(RecordingWorker.BEGUN.length())));
	}

}
