package io.zmqf.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import io.zmqf.autoconfigure.ZmqProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The guide is correct: its Java compiles, its properties exist, and its links resolve.
 */
@Tag("jdk-independent")
class GuideTests {

	private static final String IMPORTS = """
			import java.time.Duration;
			import java.util.*;
			import java.util.concurrent.*;
			import java.util.stream.Stream;
			import java.math.BigDecimal;
			import io.zmqf.annotation.*;
			import io.zmqf.client.*;
			import io.zmqf.contract.*;
			import io.zmqf.info.*;
			import io.zmqf.message.*;
			import io.zmqf.reactive.*;
			import io.zmqf.router.*;
			import io.zmqf.test.*;
			import io.zmqf.service.*;
			import io.zmqf.worker.*;
			import reactor.core.publisher.Flux;
			import reactor.core.publisher.Mono;
			import jakarta.validation.Valid;
			import jakarta.validation.constraints.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.boot.SpringApplication;
			import org.springframework.boot.autoconfigure.SpringBootApplication;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.context.annotation.*;
			import org.springframework.core.ParameterizedTypeReference;
			import org.springframework.core.annotation.AliasFor;
			import org.springframework.messaging.handler.annotation.*;
			import org.springframework.stereotype.*;
			import org.springframework.test.context.bean.override.mockito.MockitoBean;
			import org.springframework.web.bind.annotation.GetMapping;
			import org.springframework.web.bind.annotation.PathVariable;
			import org.springframework.web.bind.annotation.RestController;
			import java.lang.annotation.*;
			import tools.jackson.databind.JsonNode;
			import static org.assertj.core.api.Assertions.assertThat;
			""";

	/** The declarations that snippets use. */
	private static final String PRELUDE = """

			class Prelude {
				record Order(@NotBlank String customer, int quantity) {}
				record Receipt(long number) {}
				@ZmqExchange("orders")
				interface OrderService {
					@ZmqExchange("place")
					Receipt place(@Valid Order order, @Header("tenant") String tenant);
					@ZmqExchange("find")
					CompletableFuture<Receipt> find(long number);
				}
				ZmqClient zmq;
				ZmqTester zmqTester;
				ReactiveZmqClient reactive;
				Order order;
				record Stock(int left) {}
				class Orders {}
				interface Checkout { Receipt buy(Order order); }
			}
			""";

	private static final Pattern PROPERTY_ROW = Pattern
		.compile("(?m)^\\| `(zmqf\\.[^`]+)` \\| `([^`]+)` \\| (?:`([^`]*)`|none) \\|");

	private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

	/** Shared by all snippets, because it scans the class path only once. */
	private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

	@TempDir
	private static Path classes;

	@BeforeAll
	static void compileTo() throws IOException {
		FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
	}

	@AfterAll
	static void close() throws IOException {
		FILES.close();
	}

	static List<Guide> pages() {
		return Guide.pages();
	}

	@TestFactory
	List<DynamicTest> javaCompiles() {
		List<DynamicTest> tests = new ArrayList<>();
		for (Guide page : Guide.pages()) {
			List<String> blocks = page.blocks("java");
			for (int i = 0; i < blocks.size(); i++) {
				String block = blocks.get(i);
				if (block.startsWith("package ")) {
					continue; // a whole file: QuickStartIT builds them
				}
				tests.add(DynamicTest.dynamicTest(page + " " + (i + 1), () -> assertThat(errors(block)).isEmpty()));
			}
		}
		assertThat(tests).isNotEmpty();
		return tests;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void yamlHasPropertiesThatExist(Guide page) throws IOException {
		Map<String, JsonNode> known = metadata();
		for (String block : page.blocks("yaml")) {
			YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
			yaml.setResources(new ByteArrayResource(block.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
			Properties properties = yaml.getObject();
			assertThat(properties).isNotNull();
			assertThat(properties.stringPropertyNames()).filteredOn((name) -> name.startsWith("zmqf."))
				.map((name) -> name.replaceAll("\\[\\d+]", "")
					.replaceAll("^zmqf\\.clients\\.[^.]+\\.", "zmqf.client.")
					.replaceAll("^(zmqf\\.security\\.server\\.(clients|users))\\..*", "$1"))
				.isSubsetOf(known.keySet());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToFiles(Guide page) {
		Path directory = page.path().getParent();
		assertThat(page.links()).allSatisfy((link) -> assertThat(directory.resolve(link)).exists());
	}

	@Test
	void configurationReferenceIsThatOfTheMetadata() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = PROPERTY_ROW.matcher(Guide.read("docs/configuration.md").text());
		while (rows.find()) {
			documented.put(rows.group(1), rows.group(2) + " = " + rows.group(3));
		}
		Map<String, String> declared = new TreeMap<>();
		metadata().forEach((name, property) -> declared.put(name, type(property) + " = " + defaultValue(property)));
		assertThat(documented).isEqualTo(declared);
	}

	/**
	 * The metadata is for people. This compares the defaults with those of the
	 * application.
	 */
	@Test
	void documentedDefaultsAreThoseOfTheApplication() {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = PROPERTY_ROW.matcher(Guide.read("docs/configuration.md").text());
		while (rows.find()) {
			if (rows.group(3) != null) {
				documented.put(rows.group(1), rows.group(3));
			}
		}
		ZmqProperties written = new Binder(new MapConfigurationPropertySource(documented))
			.bind("zmqf", ZmqProperties.class)
			.get();
		ZmqProperties byDefault = new Binder().bindOrCreate("zmqf", ZmqProperties.class);
		assertThat(written).usingRecursiveComparison().isEqualTo(byDefault);
	}

	@Test
	void pythonClientOfTheReadmeHasTenLines() {
		assertThat(Guide.read("README.md").block("python").strip().lines()).hasSizeLessThanOrEqualTo(10)
			.anySatisfy((line) -> assertThat(line).contains("tcp://127.0.0.1:5555"));
	}

	private static Map<String, JsonNode> metadata() throws IOException {
		Map<String, JsonNode> properties = new TreeMap<>();
		for (URL url : Collections
			.list(GuideTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream json = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
					if (property.path("name").asString().startsWith("zmqf.")) {
						properties.put(property.path("name").asString(), property);
					}
				}
			}
		}
		return properties;
	}

	private static String type(JsonNode property) {
		return property.path("type").asString().replaceAll("[\\w.$]+[.$](\\w+)", "$1").replace(",", ", ");
	}

	private static String defaultValue(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		return value.isMissingNode() ? "null" : value.asString();
	}

	/** Compiles as members of a class or else as statements, and is right as either. */
	private static List<String> errors(String block) {
		String imports = IMPORTS + block.lines().filter(GuideTests::isImport).collect(Collectors.joining("\n"));
		String code = block.lines().filter((line) -> !isImport(line)).collect(Collectors.joining("\n"));
		List<String> asMembers = compile(imports + PRELUDE + "class Snippet extends Prelude {\n" + code + "\n}");
		return asMembers.isEmpty() ? asMembers : compile(
				imports + PRELUDE + "class Snippet extends Prelude { void run() throws Exception {\n" + code + "\n} }");
	}

	private static boolean isImport(String line) {
		return line.startsWith("import ");
	}

	private static List<String> compile(String source) {
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		COMPILER
			.getTask(null, FILES, diagnostics, List.of("-parameters", "-proc:none", "-implicit:none"), null,
					List.of(new Source(source)))
			.call();
		return diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map(String::valueOf)
			.toList();
	}

	/** A source file that is only text. */
	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///Snippet.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
