package io.zmqf.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.info.Disclosure;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;

/**
 * The main class of a {@link NodeProcess}. Options are {@code name=value}: {@code role},
 * {@code frontend}, {@code backend}, {@code heartbeat}, {@code strategy}, {@code queue}
 * and {@code disclosed} of a router, which operators may then query; {@code id}, {@code
 * routers}, {@code records}, {@code concurrency}, {@code prefetch} and {@code threads} of
 * a worker.
 */
final class NodeMain {

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

	private final Map<String, String> options;

	private NodeMain(Map<String, String> options) {
		this.options = options;
	}

	public static void main(String[] arguments) throws IOException {
		NodeMain node = new NodeMain(Arrays.stream(arguments)
			.map((argument) -> argument.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1])));
		try (Transport transport = Nodes.open(TransportListener.NONE)) {
			Runnable stop = node.option("role", "").equals("router") ? node.router(transport) : node.worker(transport);
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String word = input.readLine(); word != null; word = input.readLine()) {
				if (word.equals("stop")) {
					stop.run();
					break;
				}
				System.out.println(vitals());
			}
		}
		Runtime.getRuntime().halt(0); // handlers may be at work for ever
	}

	private String option(String name, String otherwise) {
		return this.options.getOrDefault(name, otherwise);
	}

	private int option(String name, int otherwise) {
		return Integer.parseInt(option(name, Integer.toString(otherwise)));
	}

	private Runnable router(Transport transport) {
		RouterSettings settings = RouterSettings
			.of(Endpoint.parse(option("frontend", "")), Endpoint.parse(option("backend", "")))
			.withQueue(option("queue", RouterSettings.DEFAULT_QUEUE_CAPACITY),
					Duration.ofMillis(option("queue-wait", (int) RouterSettings.DEFAULT_QUEUE_WAIT.toMillis())))
			.withDisclosure(
					new Disclosure("nodes", null, List.of(), null, Boolean.parseBoolean(option("disclosed", ""))));
		Router router = new Router(switch (option("strategy", "least-in-flight")) {
			case "proxy" -> settings.asProxy();
			case "round-robin" -> settings.withStrategy(RoutingStrategy.roundRobin());
			default -> settings;
		}, transport, RouterListener.NONE);
		router.start();
		HeartbeatReceiver heartbeats = new HeartbeatReceiver(heartbeat(), NodeType.ROUTER, transport, router);
		heartbeats.start();
		System.out.println(router.frontend() + " " + router.backend() + " " + heartbeats.endpoint());
		return () -> router.stop(STOP_TIMEOUT);
	}

	/** A node that misses its heartbeats is disconnected after about a second. */
	private HeartbeatSettings heartbeat() {
		return HeartbeatSettings.of(Endpoint.parse(option("heartbeat", "tcp://127.0.0.1:0")))
			.withPace(Duration.ofMillis(250), Duration.ofMillis(750), 1);
	}

	private Runnable worker(Transport transport) {
		Endpoint[] routers = Arrays.stream(option("routers", "").split(","))
			.map(Endpoint::parse)
			.toArray(Endpoint[]::new);
		HandlerRegistry handlers = Echo.handlers(option("id", ""));
		if (this.options.containsKey("records")) {
			Handled.register(handlers, Path.of(option("records", "")), option("id", ""));
		}
		WorkerSettings settings = WorkerSettings.worker(routers);
		Worker worker = new Worker(
				this.options.containsKey("concurrency")
						? settings.withConcurrency(option("concurrency", 0), option("prefetch", 0)) : settings,
				handlers, executor(), transport, WorkerListener.NONE);
		worker.start();
		if (this.options.containsKey("heartbeat")) {
			new HeartbeatSender(heartbeat(), worker.identity(), NodeType.WORKER, transport, new NodeListener() {
			}).start();
		}
		System.out.println(worker.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(" ")));
		return () -> worker.stop(STOP_TIMEOUT);
	}

	/**
	 * Creates an executor with a number of threads, which accepts no more tasks than
	 * these.
	 */
	private Executor executor() {
		return this.options.containsKey("threads")
				? new ThreadPoolExecutor(0, option("threads", 0), 1, TimeUnit.MINUTES, new SynchronousQueue<>())
				: Executors.newCachedThreadPool();
	}

	private static NodeProcess.Vitals vitals() throws IOException {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		long resident = 0;
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			resident = line.startsWith("VmRSS:") ? 1024 * Long.parseLong(line.replaceAll("\\D", "")) : resident;
		}
		List<String> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("zmqf-") || name.startsWith("iothread") || name.startsWith("reaper"))
			.sorted()
			.toList();
		return new NodeProcess.Vitals(runtime.totalMemory() - runtime.freeMemory(), resident, threads);
	}

}
