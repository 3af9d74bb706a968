package io.zmqf.autoconfigure;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.service.ImportZmqClients;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqProblem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without one optional library. It is loaded by its own class loader, so
 * that the starter itself does not see the library either.
 */
@Tag("jdk-independent")
@Timeout(600)
class OptionalDependenciesIT {

	/**
	 * Excluded, because it looks for services with the context class loader of the first
	 * thread that needs a trace, which is a JVM thread after a collection.
	 */
	private static final String TEST_TRACES = "opentelemetry-sdk-testing-";

	private static final String ANSWERS = "placed by Ada, urn:shop:closed, 404";

	/** The missing jars: an optional library, and the jars that need it. */
	enum Missing {

		NOTHING("none"), REACTOR("reactor-.*|spring-webflux|kotlinx-coroutines-reactor|spring-security-.*"),
		CONTEXT_PROPAGATION("context-propagation"), COROUTINES("kotlinx-coroutines-.*"),
		KOTLIN("kotlin.*|jackson-module-kotlin"), KOTLIN_REFLECTION("kotlin-reflect|jackson-module-kotlin"),
		VALIDATION("spring-boot-validation|spring-boot-starter-validation|jakarta.validation-api"
				+ "|hibernate-validator|jsonschema-module-jakarta-validation"),
		SECURITY("spring-security-.*"), WEB("spring-web|spring-webmvc|spring-webflux|jakarta.servlet-api"),
		ACTUATOR("spring-boot-actuator|spring-boot-actuator-autoconfigure"),
		HEALTH("spring-boot-health|spring-boot-actuator.*"),
		METRICS("micrometer-core|micrometer-registry-.*|spring-boot-micrometer-metrics.*|micrometer-test"),
		OBSERVATION("spring-boot-micrometer-observation|spring-boot-micrometer-(tracing|metrics).*"),
		TRACING("micrometer-tracing.*|spring-boot-micrometer-tracing.*|opentelemetry-.*"), SCHEMAS("jsonschema-.*"),
		SCHEMA_MODULES("jsonschema-module-.*"), JEROMQ("jeromq|jnacl"), DOCKER_COMPOSE("spring-boot-docker-compose"),
		TESTS("spring-boot-test.*|spring-test|assertj-core|junit-.*|testcontainers.*|spring-boot-testcontainers");

		private final Pattern jars;

		Missing(String artifacts) {
			this.jars = Pattern.compile("(" + artifacts + ")-\\d.*\\.jar");
		}

		boolean includes(String file) {
			return this.jars.matcher(file).matches();
		}

	}

	@ParameterizedTest
	@EnumSource
	void answersWithout(Missing missing) throws Exception {
		try (URLClassLoader without = new URLClassLoader(classPath(missing), ClassLoader.getPlatformClassLoader())) {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(without);
			try {
				Callable<?> application = (Callable<?>) without.loadClass(Application.class.getName())
					.getDeclaredConstructor()
					.newInstance();
				assertThat(application.call()).isEqualTo(ANSWERS);
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}
	}

	/** A dependency that becomes optional has to be tested here. */
	@Test
	void eachOptionalDependencyIsMissingOnce() throws Exception {
		Set<String> untested = new TreeSet<>();
		Pattern optional = Pattern.compile("<artifactId>([^<]+)</artifactId>\\s+<optional>true</optional>");
		optional.matcher(Files.readString(Path.of("pom.xml")))
			.results()
			.map((match) -> match.group(1))
			.filter((artifact) -> Arrays.stream(Missing.values())
				.noneMatch((missing) -> missing.includes(artifact + "-1.jar")))
			.forEach(untested::add);
		assertThat(untested).isEmpty();
	}

	private static URL[] classPath(Missing missing) throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
			Path path = Path.of(element);
			String file = path.getFileName().toString();
			if (!missing.includes(file) && !file.startsWith(TEST_TRACES)) {
				urls.add(path.toUri().toURL());
			}
		}
		assertThat(urls.stream().map(URL::getPath).collect(Collectors.joining())).contains("jackson");
		return urls.toArray(URL[]::new);
	}

	/** The application, which uses none of the libraries that may be missing. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportZmqClients(types = Shop.class)
	@Import(Clerk.class)
	public static class Application implements Callable<String> {

		@Override
		public String call() {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run("--spring.main.banner-mode=off", "--zmqf.client.timeout=60s",
						"--spring.docker.compose.enabled=false")) {
				Shop shop = context.getBean(Shop.class);
				return shop.place(new Order("Ada")) + ", " + problem(() -> shop.place(new Order(""))) + ", "
						+ problem(() -> context.getBean(ZmqClient.class).request("nowhere", null, String.class));
			}
		}

		private static Object problem(Runnable request) {
			try {
				request.run();
				return "answered";
			}
			catch (ClosedException ex) {
				return (ex.getCause() instanceof ZmqRemoteException remote) ? remote.getProblem().type() : "none";
			}
			catch (ZmqRemoteException ex) {
				return ex.getStatus();
			}
		}

	}

	record Order(String customer) {
	}

	@ZmqProblem(type = "urn:shop:closed", status = 409)
	static class ClosedException extends RuntimeException {

	}

	interface Shop {

		@ZmqExchange(event = "place", problems = ClosedException.class)
		String place(Order order);

	}

	static class Clerk implements Shop {

		@Override
		public String place(Order order) {
			if (order.customer().isEmpty()) {
				throw new ClosedException();
			}
			return "placed by " + order.customer();
		}

		@ZmqHandler("unused")
		void unused() {
		}

	}

}
