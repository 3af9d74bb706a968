package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.zmqf.tools.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The applications of the README and of getting started, unchanged except for ports and
 * hosts, with only the starter on the class path.
 */
@SuppressWarnings("try")
@Timeout(180)
class QuickStartIT {

	private static final Guide README = Guide.read("README.md");

	private static final Guide PAGE = Guide.read("docs/getting-started.md");

	private static final String GREETING = "Greeting[text=Hello Ada]";

	@TempDir
	Path directory;

	@Test
	void applicationOfTheReadmePrintsItsReplyAndEnds() throws Exception {
		Path classes = compile(README, "ShopApi", "ShopApplication");
		try (SampleProcess shop = start(classes, "shop.ShopApplication")) {
			assertThat(shop.exit()).as(shop.output()).isZero();
			assertThat(shop.output().lines()).contains(indented(README, "Receipt["));
		}
	}

	@Test
	void oneApplicationPrintsItsGreetingAndEnds() throws Exception {
		Path classes = compile(PAGE, "GreetingApi", "Greetings", "FirstGreeting", "GreetingsApplication");
		try (SampleProcess application = start(classes, "greetings.GreetingsApplication")) {
			assertThat(application.exit()).as(application.output()).isZero();
			assertThat(application.output().lines()).contains(GREETING).contains(indented(PAGE, "Greeting["));
		}
	}

	@Test
	void oneApplicationKeepsRunningIfItIsKeptAlive() throws Exception {
		Path classes = compile(PAGE, "GreetingApi", "Greetings", "FirstGreeting", "GreetingsApplication");
		assertThat(PAGE.text()).contains("`spring.main.keep-alive=true`");
		try (SampleProcess application = start(classes, "greetings.GreetingsApplication",
				"--spring.main.keep-alive=true")) {
			application.await(GREETING);
			assertThat(application.stop()).isEqualTo(143);
		}
	}

	@Test
	void serverKeepsRunningAndClientEnds() throws Exception {
		Map<String, String> ports = Map.of("5555", String.valueOf(Ports.free()));
		try (SampleProcess server = start(
				compile(configuration(0, ports), PAGE, "GreetingApi", "Greetings", "GreetingsApplication"),
				"greetings.GreetingsApplication");
				SampleProcess client = start(
						compile(configuration(1, ports), PAGE, "GreetingApi", "FirstGreeting", "GreetingsApplication"),
						"greetings.GreetingsApplication")) {
			assertThat(client.exit()).as(client.output()).isZero();
			assertThat(client.output().lines()).contains(GREETING);
			assertThat(server.isAlive()).as(server.output()).isTrue();
			assertThat(server.stop()).as(server.output()).isEqualTo(143);
		}
	}

	@Test
	void routerWithOnlyTheStarterConnectsWorkersAndClients() throws Exception {
		Map<String, String> names = Map.of("5555", String.valueOf(Ports.free()), "5556", String.valueOf(Ports.free()),
				"router-host", "127.0.0.1");
		try (SampleProcess router = start(compile(configuration(2, names), PAGE, "GreetingsApplication"),
				"greetings.GreetingsApplication");
				SampleProcess worker = start(
						compile(configuration(3, names), PAGE, "GreetingApi", "Greetings", "GreetingsApplication"),
						"greetings.GreetingsApplication")) {
			router.awaitStart();
			worker.awaitStart();
			try (SampleProcess client = start(
					compile(configuration(4, names), PAGE, "GreetingApi", "FirstGreeting", "GreetingsApplication"),
					"greetings.GreetingsApplication")) {
				assertThat(client.exit()).as(client.output()).isZero();
				assertThat(client.output().lines()).contains(GREETING);
			}
			assertThat(worker.stop()).as(worker.output()).isEqualTo(143);
			assertThat(router.stop()).as(router.output()).isEqualTo(143);
		}
	}

	/** The n-th YAML of the page, with names of this machine. */
	private static String configuration(int number, Map<String, String> names) {
		String text = PAGE.blocks("yaml").get(number);
		for (Map.Entry<String, String> name : names.entrySet()) {
			text = text.replace(name.getKey(), name.getValue());
		}
		return text;
	}

	private static String indented(Guide page, String start) {
		return page.text()
			.lines()
			.filter((line) -> line.startsWith("    " + start))
			.map(String::strip)
			.findFirst()
			.orElseThrow();
	}

	private Path compile(String configuration, Guide page, String... names) throws IOException {
		Path classes = compile(page, names);
		Files.writeString(classes.resolve("application.yml"), configuration);
		return classes;
	}

	private Path compile(Guide page, String... names) throws IOException {
		Path project = Files.createTempDirectory(this.directory, "project");
		Path classes = Files.createDirectory(project.resolve("classes"));
		List<Path> files = new ArrayList<>();
		for (String name : names) {
			files.add(Files.writeString(project.resolve(name + ".java"), page.sources().get(name)));
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			assertThat(compiler
				.getTask(null, manager, null,
						List.of("-parameters", "-proc:none", "-cp", starter(), "-d", classes.toString()), null,
						manager.getJavaFileObjectsFromPaths(files))
				.call()).as(Arrays.toString(names)).isTrue();
		}
		return classes;
	}

	private static SampleProcess start(Path classes, String type, String... arguments) throws IOException {
		return SampleProcess.start(classes + System.getProperty("path.separator") + starter(), type, arguments);
	}

	/** The class path of the starter alone, which its module writes down. */
	private static String starter() throws IOException {
		return Files.readString(Path.of("..", "zmqf-spring-boot-starter", "target", "class-path.txt")).strip();
	}

}
