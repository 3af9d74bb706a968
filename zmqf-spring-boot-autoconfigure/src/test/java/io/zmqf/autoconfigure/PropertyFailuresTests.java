package io.zmqf.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.router.RoutingStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** The messages for invalid properties: name, value and remedy. */
@ExtendWith(OutputCaptureExtension.class)
class PropertyFailuresTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					zmqf.router.frontend=tcp//x zmqf.router.backend=inproc://b | zmqf.router.frontend=tcp//x is not an address | tcp://*:5555
					zmqf.router.frontend=inproc://f zmqf.router.backend=tcp://x:y | zmqf.router.backend=tcp://x:y is not an address | tcp://*:5555
					zmqf.worker.router=udp://x:1 | zmqf.worker.router=udp://x:1 is not an address | such as tcp://router-host:5555
					zmqf.worker.router=tcp://host:0 | zmqf.worker.router=tcp://host:0 has no port to connect to | the peer's port
					zmqf.server.address=inproc://s,tcp://*:70000 | zmqf.server.address=tcp://*:70000 is not an address | such as
					zmqf.client.address=nowhere | zmqf.client.address=nowhere is not an address | such as tcp://router-host:5555
					zmqf.client.address=tcp://a:${local.zmqf.server.port} | zmqf.client.address=tcp://a:${local.zmqf.server.port} is not an address | such as
					zmqf.clients.a.address=nowhere | zmqf.clients.a.address=nowhere is not an address | such as
					zmqf.router.frontend=inproc://f | zmqf.router.frontend=inproc://f is set, but zmqf.router.backend is not | or remove zmqf.router.frontend
					zmqf.router.backend=inproc://b | zmqf.router.backend=inproc://b is set, but zmqf.router.frontend is not | or remove zmqf.router.backend
					zmqf.router.frontend=inproc://f zmqf.router.backend=inproc://f | zmqf.router.backend=inproc://f is also the address of zmqf.router.frontend | another address
					zmqf.worker.router=inproc://b zmqf.clients.a.timeout=1s | zmqf.clients.a.address is not set | Set it to
					zmqf.router.queue-capacity=-1 | zmqf.router.queue-capacity=-1 is too small | at least 0
					zmqf.router.queue-max-size=-1 | zmqf.router.queue-max-size=-1 is too small | at least 0
					zmqf.router.max-attempts=0 | zmqf.router.max-attempts=0 is too small | at least 1
					zmqf.router.queue-wait=-1s | zmqf.router.queue-wait=-1000ms is too small | at least 0ms
					zmqf.router.request-timeout=0 | zmqf.router.request-timeout=0ms is too small | at least 1ms
					zmqf.worker.concurrency=0 | zmqf.worker.concurrency=0 is too small | at least 1
					zmqf.worker.max-collected=0 | zmqf.worker.max-collected=0 is too small | at least 1
					zmqf.client.stream-window=0 | zmqf.client.stream-window=0 is too small | at least 1
					zmqf.client.stream-window=65536 | zmqf.client.stream-window=65536 is too large | at most 65535
					zmqf.worker.prefetch=-1 | zmqf.worker.prefetch=-1 is too small | at least 0
					zmqf.server.concurrency=0 zmqf.server.address=inproc://s | zmqf.server.concurrency=0 is too small | at least 1
					zmqf.server.max-collected=0 zmqf.server.address=inproc://s | zmqf.server.max-collected=0 is too small | at least 1
					zmqf.server.prefetch=-1 zmqf.server.address=inproc://s | zmqf.server.prefetch=-1 is too small | at least 0
					zmqf.client.timeout=0 | zmqf.client.timeout=0ms is too small | at least 1ms
					zmqf.client.timeout=-PT2562047788015215H | zmqf.client.timeout=PT-2562047788015215H is too small | at least 1ms
					zmqf.client.retry.max-retries=-1 | zmqf.client.retry.max-retries=-1 is too small | at least 0
					zmqf.client.retry.delay=-1ms | zmqf.client.retry.delay=-1ms is too small | at least 0ms
					zmqf.client.retry.jitter=-1ms | zmqf.client.retry.jitter=-1ms is too small | at least 0ms
					zmqf.client.retry.multiplier=0.5 | zmqf.client.retry.multiplier=0.5 is too small | at least 1.0
					zmqf.client.retry.max-delay=0 | zmqf.client.retry.max-delay=0ms is too small | at least 1ms
					zmqf.clients.a.retry.max-retries=-1 | zmqf.clients.a.retry.max-retries=-1 is too small | at least 0
					zmqf.client.connections=0 | zmqf.client.connections=0 is too small | at least 1
					zmqf.clients[a.b].timeout=0 | zmqf.clients[a.b].timeout=0ms is too small | at least 1ms
					zmqf.clients.a.timeout=0 | zmqf.clients.a.timeout=0ms is too small | at least 1ms
					zmqf.max-message-size=0 | zmqf.max-message-size=0 is too small | at least 1
					zmqf.max-frames=7 | zmqf.max-frames=7 is too small | at least 8
					zmqf.max-addresses=0 | zmqf.max-addresses=0 is too small | at least 1
					zmqf.max-connections=0 | zmqf.max-connections=0 is too small | at least 1
					zmqf.memory.node=2047B | zmqf.memory.node=2047B is out of range | 2048B or more
					zmqf.memory.peer=0B | zmqf.memory.peer=0B is out of range | 1B or more
					zmqf.high-water-mark=0 | zmqf.high-water-mark=0 is too small | at least 1
					zmqf.client.connections=8 zmqf.client.address=inproc://s | zmqf.client.connections=8 is set, but only clients with zmqf.client.correlation=none | or remove
					zmqf.client.address=tcp://127.0.0.1:1 zmqf.security.client.server-key=x | zmqf.security.client.server-key is set, but zmqf.security.client.secret-key is not | or remove
					zmqf.worker.router=tcp://127.0.0.1:1 zmqf.security.client.server-key=x | zmqf.security.client.server-key is set, but zmqf.security.client.secret-key is not | or remove
					zmqf.worker.router=tcp://127.0.0.1:1 zmqf.security.client.server-key=x zmqf.security.client.username=a zmqf.security.client.password=b | zmqf.security.client.server-key is set, but zmqf.security.client.secret-key is not | or remove
					zmqf.client.address=tcp://127.0.0.1:1 zmqf.client.server-key=x | zmqf.client.server-key is set, but zmqf.security.client.secret-key is not | or remove
					zmqf.clients.a.address=tcp://127.0.0.1:1 zmqf.clients.a.server-key=x | zmqf.clients.a.server-key is set, but zmqf.security.client.secret-key is not | or remove
					zmqf.client.address=tcp://127.0.0.1:1 zmqf.security.client.password=x | zmqf.security.client.password is set, but zmqf.security.client.username is not | or remove
					zmqf.client.address=tcp://127.0.0.1:1 zmqf.security.client.password=x zmqf.security.client.secret-key=y | zmqf.security.client.password is set together with zmqf.security.client.secret-key | Remove one
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.clients.a.public-key=x | zmqf.security.server.clients is set, but zmqf.security.server.secret-key is not | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.client-directory=/tmp | zmqf.security.server.client-directory is set, but zmqf.security.server.secret-key is not | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.any-client=true | zmqf.security.server.any-client is set, but zmqf.security.server.secret-key is not | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.cut-off=true | zmqf.security.server.cut-off is set, but zmqf.security.server.client-directory is not | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.worker-role=x zmqf.router.frontend=inproc://f zmqf.router.backend=tcp://127.0.0.1:0 | zmqf.security.server.worker-role=x can't be checked | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.operator-role=x | zmqf.security.server.operator-role=x can't be checked | or remove
					zmqf.server.address=tcp://127.0.0.1:0 zmqf.security.server.operator-role=x zmqf.security.server.any-operator=true zmqf.security.server.users.a.password=b | zmqf.security.server.operator-role=x is set together with zmqf.security.server.any-operator | Remove one
					zmqf.clients.zmqClient.address=inproc://s | zmqf.clients.zmqClient is the bean name of the client of zmqf.client | another name
					zmqf.clients.port=tcp://10.0.0.1:5555 zmqf.clients.service.host=10.0.0.1 | zmqf.clients.port=tcp://10.0.0.1:5555 is not a property of a client | enableServiceLinks
					zmqf.node.config-file=/proc/none/config.ini | zmqf.node.config-file=/proc/none/config.ini can't be used | another file
					""")
	void refusesAtStart(String properties, String description, String action) {
		this.runner.withPropertyValues(properties.split(" ")).run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription()).startsWith(description);
			assertThat(analysis.getAction()).contains(action);
		});
	}

	@ParameterizedTest
	@CsvSource({ "on, true", "yes, true", "1, true", "TRUE, true", "off, false", "no, false", "0, false" })
	void everyBooleanValueEnablesOrDisablesTheLibrary(String word, boolean enabled) {
		this.runner.withPropertyValues("zmqf.enabled=" + word)
			.run((context) -> assertThat(context.getBeanNamesForType(ZmqClient.class)).hasSize(enabled ? 1 : 0));
	}

	@Test
	void invalidBooleanIsRejected() {
		this.runner.withPropertyValues("zmqf.enabled=maybe")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("'maybe'"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zmqf.server.address   | ''
			zmqf.client.address   | ''
			zmqf.worker.router    | ''
			zmqf.router.backend   | zmqf.router.frontend=inproc://f
			zmqf.heartbeat.address | zmqf.worker.router=inproc://b
			""")
	void describesAPathThatIsTooLong(String property, String other) {
		String address = "ipc:///tmp/" + "x".repeat(120);
		this.runner.withConfiguration(AutoConfigurations.of(ZmqHeartbeatAutoConfiguration.class))
			.withPropertyValues(property + "=" + address, other)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context);
				assertThat(analysis.getDescription()).startsWith(
						property + "=" + address + " can't be used: its path has 125 bytes, and 102 are allowed");
				assertThat(analysis.getAction()).contains("a shorter path");
			});
	}

	@Test
	void takesTheLongestPathThatTheSystemAllows(@TempDir Path directory) {
		String path = directory + "/" + "x".repeat(102 - directory.toString().length() - 1);
		this.runner.withPropertyValues("zmqf.server.address=ipc://" + path)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesAStrategyBeanForAProxy() {
		this.runner.withPropertyValues("zmqf.router.strategy=proxy")
			.withBean(RoutingStrategy.class, RoutingStrategy::roundRobin)
			.run((context) -> assertThat(analyze(context).getDescription())
				.startsWith("zmqf.router.strategy=proxy lets ZeroMQ choose"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zmqf.server.address   | ''
			zmqf.router.frontend  | zmqf.router.backend=inproc://b
			zmqf.router.backend   | zmqf.router.frontend=inproc://f
			""")
	void describesAnAddressInUse(String property, String other) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String address = "tcp://127.0.0.1:" + taken.getLocalPort();
			this.runner.withPropertyValues(property + "=" + address, other).run((context) -> {
				FailureAnalysis analysis = analyze(context);
				assertThat(analysis.getDescription())
					.isEqualTo(property + "=" + address + " can't be bound: the address is in use.");
				assertThat(analysis.getAction()).contains("Stop the process", property, "port 0");
			});
		}
	}

	@Test
	void describesAFileAtThePathOfAUnixDomainSocket(@TempDir Path directory) throws Exception {
		Path file = Files.createFile(directory.resolve("s"));
		this.runner.withPropertyValues("zmqf.server.address=ipc://" + file).run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription()).isEqualTo(
					"zmqf.server.address=ipc://" + file + " can't be bound: the file exists and is not a socket.");
			assertThat(analysis.getAction()).contains("remove", "zmqf.server.address").doesNotContain("port");
		});
	}

	@Test
	void describesAnAddressOfAnotherMachine() {
		this.runner.withPropertyValues("zmqf.server.address=tcp://192.0.2.1:5555").run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription()).startsWith("zmqf.server.address=tcp://192.0.2.1:5555 can't be used")
				.contains("not an address of this machine");
			assertThat(analysis.getAction()).contains("zmqf.server.address");
		});
	}

	@Test
	void leavesNothingBoundWhereTheStartFails() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.runner
				.withPropertyValues("zmqf.router.frontend=tcp://127.0.0.1:" + port, "zmqf.router.backend=inproc://b",
						"zmqf.server.address=tcp://127.0.0.1:" + taken.getLocalPort())
				.run((context) -> assertThat(context).hasFailed());
		}
		try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			assertThat(again.isBound()).isTrue();
		}
	}

	@Test
	void reportsTheOriginOfTheProperty(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run("--zmqf.router.frontend=inproc://f"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("zmqf.router.frontend=inproc://f (from \"zmqf.router.frontend\" from property source "
					+ "\"commandLineArgs\") is set, but zmqf.router.backend is not")
			.contains("Set zmqf.router.backend too");
	}

	@Test
	void reportsTheOriginOfTheElementOfAList(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException()
			.isThrownBy(() -> application.run("--zmqf.worker.router[0]=inproc://b", "--zmqf.worker.router[1]=nowhere"));
		assertThat(output).contains("zmqf.worker.router=nowhere (from \"zmqf.worker.router[1]\" from property source "
				+ "\"commandLineArgs\") is not an address");
	}

	@Test
	void reportsBothHandlersOfAnEvent(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class, First.class, Second.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Event 'same' has two handlers")
			.contains("First.first()")
			.contains("Second.second()")
			.contains("Change the event of one");
	}

	private static FailureAnalysis analyze(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = new PropertyFailureAnalyzer(new MockEnvironment())
			.analyze(context.getStartupFailure());
		assertThat(analysis).as("analysis of " + context.getStartupFailure()).isNotNull();
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	static class Application {

	}

	static class First {

		@ZmqHandler("same")
		void first() {
		}

	}

	static class Second {

		@ZmqHandler("same")
		void second() {
		}

	}

}
