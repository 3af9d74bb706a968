package io.zmqf.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that is stopped and started again, as a checkpoint does it: nothing of
 * the network is open in between.
 */
@RequiresTool(Tool.PROC)
class CheckpointTests {

	/** Those of other tests' contexts, which Spring keeps. */
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	private final List<String> descriptorsBefore = descriptorsBefore();

	@ParameterizedTest
	@ValueSource(strings = { "", "--zmqf.server.address=tcp://127.0.0.1:0",
			"--zmqf.router.frontend=tcp://127.0.0.1:0 --zmqf.router.backend=tcp://127.0.0.1:0 "
					+ "--zmqf.heartbeat.address=tcp://127.0.0.1:0" })
	void nothingIsOpenBetweenStopAndStart(String arguments) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.application();
		try (ConfigurableApplicationContext context = application.run(arguments.split(" "))) {
			answered(context, arguments);
			for (int i = 0; i < 2; i++) {
				context.stop();
				await().untilAsserted(() -> assertThat(threads()).isEmpty());
				await().untilAsserted(() -> assertThat(descriptors()).isEmpty());
				context.start();
				answered(context, arguments);
			}
		}
	}

	/** A router without workers has no answer, but it has a connection. */
	private void answered(ConfigurableApplicationContext context, String arguments) {
		ZmqClient client = context.getBean(ZmqClient.class);
		if (arguments.contains("router")) {
			assertThat(client.requestAsync("echo", 1, Integer.class)).isNotNull();
			await().until(() -> !descriptors().isEmpty());
		}
		else {
			assertThat(client.request("echo", 1, Integer.class)).isEqualTo(1);
		}
	}

	private List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.threadsBefore.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("zmqf-io"))
			.toList();
	}

	/** Returns the descriptors of sockets and selectors: events and pipes. */
	private List<String> descriptors() {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.map(CheckpointTests::target)
				.filter((target) -> target.startsWith("socket:") || target.contains("eventpoll")
						|| target.contains("eventfd"))
				.filter((target) -> !this.descriptorsBefore.contains(target))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return ""; // closed meanwhile
		}
	}

	private static List<String> descriptorsBefore() {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.map(CheckpointTests::target).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@EnableAutoConfiguration
	@Import(Echo.class)
	static class Application {

	}

	static class Echo {

		@ZmqHandler("echo")
		int echo(int number) {
			return number;
		}

	}

}
