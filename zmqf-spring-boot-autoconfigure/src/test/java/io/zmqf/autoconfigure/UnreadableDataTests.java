package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Unreadable data is a fault of the sender, whatever the reader throws. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadableDataTests {

	private static final String DEEP = "[".repeat(600) + "]".repeat(600);

	private static final String VERY_DEEP = "[".repeat(500_000) + "]".repeat(500_000);

	private static final String LONG_NUMBER = "{\"n\":" + "1".repeat(2000) + "}";

	private static final String LONG_NAME = "{\"" + "n".repeat(60_000) + "\":1}";

	/**
	 * Exceptions and errors of data classes, including assertions and undeclared
	 * exceptions.
	 */
	private static final List<String> REFUSALS = List.of("java.lang.AssertionError",
			"java.lang.IllegalArgumentException", "java.lang.NullPointerException", "java.io.IOException",
			"java.lang.Error");

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withUserConfiguration(Handlers.class)
		.withPropertyValues("zmqf.client.timeout=30s");

	@Test
	void aRequestOverALimitOfJsonIsMalformed(CapturedOutput output) {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertMalformed(client, "node", DEEP, "nesting depth");
			assertMalformed(client, "map", LONG_NUMBER, "length (2000)");
			assertMalformed(client, "map", LONG_NAME, "Name length");
			assertMalformed(client, "map", "{", "not valid JSON");
			assertMalformed(client, "number", "99999999999", "does not fit");
			assertMalformed(client, "picky", "\"a\"", "does not fit");
			assertMalformed(client, "picky", "[\"a\"]", "does not fit");
		});
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
	}

	/**
	 * A peer can send an escaped half of a surrogate pair, which the JSON parser accepts.
	 */
	@Test
	void requestWithAnUnpairedSurrogateIsMalformed(CapturedOutput output) {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String half : new String[] { "\\ud83d", "\\uDE00", "\\ud83dx", "\\ude00\\ud83d", "\\\\\\ud83d\\n" }) {
				for (String json : new String[] { "\"%s\"", "[1, \"a%s\"]", "{\"a\": \"%sb\"}", "{\"%s\": 1}" }) {
					assertMalformed(client, "node", json.formatted(half), "not valid Unicode");
				}
			}
			assertThat(client.request("node", "\"\\ud83d\\ude00\\\\ud83d\"".getBytes(StandardCharsets.UTF_8),
					String.class))
				.isEqualTo("\ud83d\ude00\\ud83d");
		});
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
	}

	@Test
	void invalidUnicodeIsRejectedByItsSender() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThatExceptionOfType(ZmqException.class)
				.isThrownBy(() -> client.request("node", "a\ud83db", JsonNode.class))
				.withMessageContaining("surrogate");
			assertThatExceptionOfType(ZmqException.class)
				.isThrownBy(() -> client.request("node", "a\ud83d", JsonNode.class))
				.withMessageContaining("surrogate");
			for (String part : new String[] { "data", "header" }) {
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request("half", part, JsonNode.class))
					.satisfies((ex) -> assertThat(ex.is(ProblemType.HANDLER_FAILED)).isTrue());
			}
		});
	}

	@Test
	void aRequestThatEndsTheStackIsMalformed(CapturedOutput output) {
		this.runner.withUserConfiguration(WithoutLimits.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertMalformed(client, "nested", VERY_DEEP, "");
			assertThat(client.request("map", Map.of("a", 1), Map.class)).isEqualTo(Map.of("a", 1));
		});
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
	}

	@Test
	void dataRejectedByAConstructorOrSetterIsMalformed(CapturedOutput output) {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String failure : REFUSALS) {
				assertMalformed(client, "strict", "{\"failure\":\"%s\"}".formatted(failure), "parameter 'strict'");
				assertMalformed(client, "nested-strict", "[{\"strict\":{\"failure\":\"%s\"}}]".formatted(failure),
						"parameter 'nested': [0].strict");
				assertMalformed(client, "set", "{\"failure\":\"%s\"}".formatted(failure), "parameter 'set'");
				assertMalformed(client, "delegating", "\"%s\"".formatted(failure), "parameter 'delegating'");
			}
			assertMalformed(client, "strict", "{\"failure\":\"java.lang.StackOverflowError\"}", "nested too deeply");
		});
		assertThat(output).doesNotContain("ERROR").doesNotContain("WARN").doesNotContain("\tat ");
	}

	/** The caller could not do anything about it. */
	@Test
	void missingResourcesAreNoFaultOfTheData(CapturedOutput output) {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (Class<? extends Error> lack : List.of(OutOfMemoryError.class, NoClassDefFoundError.class)) {
				String json = "{\"failure\":\"%s\"}".formatted(lack.getName());
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request("strict", json.getBytes(StandardCharsets.UTF_8), String.class))
					.satisfies((ex) -> assertThat(ex.is(ProblemType.HANDLER_FAILED)).isTrue());
				assertThatExceptionOfType(lack).isThrownBy(() -> client.request("text", json, Strict.class));
			}
		});
		assertThat(output).contains("The handler of 'strict'").contains("OutOfMemoryError");
	}

	@Test
	void rejectedArgumentsAreLoggedWithTheReason(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel("io.zmqf.worker", LogLevel.DEBUG);
		try {
			this.runner.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				assertMalformed(client, "strict", "{\"failure\":\"java.lang.AssertionError\"}", "does not fit");
				assertMalformed(client, "strict", "null", "required");
			});
		}
		finally {
			logging.setLogLevel("io.zmqf.worker", null);
		}
		assertThat(output).containsPattern("arguments of 'strict'.* rejected: java.lang.AssertionError: too strict\\R")
			.containsPattern("arguments of 'strict'.* rejected: Parameter 'strict' is required")
			.doesNotContain("\tat ");
	}

	@Test
	void aReplyThatCanNotBeReadIsAMalformedReply() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String json : new String[] { DEEP, LONG_NUMBER, LONG_NAME, "{" }) {
				assertThatExceptionOfType(ZmqMalformedReplyException.class)
					.isThrownBy(() -> client.request("text", json, JsonNode.class));
				assertThat(client.requestAsync("text", json, JsonNode.class))
					.failsWithin(java.time.Duration.ofSeconds(30))
					.withThrowableThat()
					.withCauseInstanceOf(ZmqMalformedReplyException.class);
			}
			assertThatExceptionOfType(ZmqMalformedReplyException.class)
				.isThrownBy(() -> client.request("text", "\"a\"", Picky.class))
				.withMessageContaining("picky");
			for (String failure : REFUSALS) {
				String json = "{\"failure\":\"%s\"}".formatted(failure);
				assertThatExceptionOfType(ZmqMalformedReplyException.class)
					.isThrownBy(() -> client.request("text", json, Strict.class))
					.withMessageContaining("too strict");
				assertThat(client.requestAsync("text", json, Strict.class))
					.failsWithin(java.time.Duration.ofSeconds(30))
					.withThrowableThat()
					.withCauseInstanceOf(ZmqMalformedReplyException.class);
				assertThatExceptionOfType(ZmqMalformedReplyException.class).isThrownBy(() -> client.event("text")
					.data(json)
					.stream(ParameterizedTypeReference.forType(Strict.class))
					.toList());
			}
		});
	}

	private static void assertMalformed(ZmqClient client, String event, String json, String detail) {
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.request(event, json.getBytes(StandardCharsets.UTF_8), JsonNode.class))
			.satisfies((ex) -> {
				assertThat(ex.is(ProblemType.MALFORMED)).as(ex.getMessage()).isTrue();
				assertThat(ex.getProblem().detail()).contains(detail);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@ZmqHandler("node")
		JsonNode node(JsonNode node) {
			return node;
		}

		@ZmqHandler("map")
		Map<String, Object> map(Map<String, Object> map) {
			return map;
		}

		@ZmqHandler("number")
		int number(int number) {
			return number;
		}

		@ZmqHandler("half")
		org.springframework.messaging.Message<String> half(String part) {
			String half = "\ud83d";
			return MessageBuilder.withPayload(part.equals("data") ? half : "")
				.setHeader("h", part.equals("header") ? half : "")
				.build();
		}

		@ZmqHandler("picky")
		String picky(Picky picky) {
			return picky.toString();
		}

		@ZmqHandler("nested")
		String nested(Nested nested) {
			return nested.toString();
		}

		@ZmqHandler("strict")
		String strict(Strict strict) {
			return strict.toString();
		}

		@ZmqHandler("nested-strict")
		String nestedStrict(List<NestedStrict> nested) {
			return nested.toString();
		}

		@ZmqHandler("set")
		String set(Setter set) {
			return set.toString();
		}

		@ZmqHandler("delegating")
		String delegating(Delegating delegating) {
			return delegating.toString();
		}

		@ZmqHandler("text")
		byte[] text(String json) {
			return json.getBytes(StandardCharsets.UTF_8);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutLimits {

		@Bean
		JsonMapper jsonMapper() {
			return JsonMapper
				.builder(JsonFactory.builder()
					.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
					.build())
				.build();
		}

	}

	/** A type whose reader fails by an exception that is not Jackson's. */
	@JsonDeserialize(using = Picky.Reader.class)
	static final class Picky {

		static final class Reader extends ValueDeserializer<Picky> {

			@Override
			public Picky deserialize(JsonParser parser, DeserializationContext context) {
				throw new IllegalStateException("picky");
			}

		}

	}

	/** A type that recurses as deeply as its data. */
	@JsonDeserialize(using = Nested.Reader.class)
	static final class Nested {

		static final class Reader extends ValueDeserializer<Nested> {

			@Override
			public Nested deserialize(JsonParser parser, DeserializationContext context) {
				return recurse(parser);
			}

			private static Nested recurse(JsonParser parser) {
				return (parser.nextToken() == JsonToken.START_ARRAY) ? recurse(parser) : new Nested();
			}

		}

	}

	/** A type whose constructor throws the exception that its data names. */
	record Strict(String failure) {

		Strict {
			refuse(failure);
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void refuse(String failure) throws T {
			Throwable thrown;
			try {
				Class<?> type = Class.forName(failure);
				thrown = (Throwable) ((type == AssertionError.class)
						? type.getConstructor(Object.class).newInstance("too strict")
						: type.getConstructor(String.class).newInstance("too strict"));
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
			throw (T) thrown;
		}

	}

	record NestedStrict(Strict strict) {
	}

	static class Setter {

		void setFailure(String failure) {
			Strict.refuse(failure);
		}

	}

	static class Delegating {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Delegating(String failure) {
			Strict.refuse(failure);
		}

	}

}
