package io.zmqf.contract;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract of an application without the libraries that generate schemas. */
class MissingGeneratorTests {

	@Test
	void hasNoSchemasAndNamesTheMissingLibraries() throws Exception {
		HandlerRegistry registry = new HandlerRegistry();
		registry.register("place", CompletableFuture::completedFuture);
		URL[] urls = { ZmqContract.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader without = new URLClassLoader(urls,
				new FilteredClassLoader("com.github.victools", ZmqContract.class.getPackageName()))) {
			Class<?> type = without.loadClass(ZmqContract.class.getName());
			Supplier<List<Object>> none = List::of;
			Object contract = type
				.getConstructor(String.class, String.class, HandlerRegistry.class, Supplier.class, JsonMapper.class)
				.newInstance("shop", "1", registry, none, JsonMapper.shared());
			JsonNode document = (JsonNode) type.getMethod("asyncApi").invoke(contract);
			assertThat(AsyncApiTests.errors(document)).isEmpty();
			assertThat(document.at("/channels/place/messages/request/payload").isEmpty()).isTrue();
			assertThat(document.at("/info/description").asString())
				.contains("com.github.victools:jsonschema-generator");
			assertThat(type.getMethod("missingLibraries").invoke(null)).asString()
				.contains("com.github.victools:jsonschema-generator");
		}
		assertThat(ZmqContract.missingLibraries()).isEmpty();
	}

}
