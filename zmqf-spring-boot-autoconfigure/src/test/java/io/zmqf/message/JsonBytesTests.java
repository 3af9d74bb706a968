package io.zmqf.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonView;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.io.InputDecorator;
import tools.jackson.core.io.OutputDecorator;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

class JsonBytesTests {

	private static final JsonMapper PLAIN = new JsonMapper();

	private static final List<JsonMapper> MAPPERS = List.of(PLAIN,
			JsonMapper.builder()
				.enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.WRAP_ROOT_VALUE)
				.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
				.build(),
			JsonMapper.builder(JsonFactory.builder().quoteChar('\'').rootValueSeparator("|").build()).build());

	static List<Object> values() {
		Node node = new Node(1, null);
		return List.of(1, "ü\ud83d\ude00", new Cat("a", 1.5), List.of(new Cat("b", -0.0)), Map.of("k", new Cat("c", 3)),
				Optional.empty(), new Raw("[1]"), List.of(node, new Node(2, node)), new Seen("a", "b"), new byte[3],
				"x".repeat(7_999), "ü".repeat(30_000), Collections.nCopies(40_000, "text"), Map.of());
	}

	@ParameterizedTest
	@MethodSource("values")
	void theBytesAreTheMappers(Object value) {
		for (JsonMapper mapper : MAPPERS) {
			byte[] expected = mapper.writeValueAsBytes(value);
			assertThat(JsonBytes.of(mapper, value)).isEqualTo(expected);
			assertThat(JsonBytes.of(QuickMapper.of(mapper), value)).isEqualTo(expected);
			ObjectWriter writer = mapper.writerFor(Object.class).withView(String.class);
			assertThat(JsonBytes.of(writer, value)).isEqualTo(writer.writeValueAsBytes(value));
		}
	}

	@Test
	void whatCannotBeWrittenIsRefusedAlike() {
		for (Object value : List.of(new Failing(), List.of(new Failing()), Map.of("k", new Failing()))) {
			Throwable expected = thrownBy(() -> PLAIN.writeValueAsBytes(value));
			assertThat(thrownBy(() -> JsonBytes.of(QuickMapper.of(PLAIN), value))).hasSameClassAs(expected)
				.hasMessage(expected.getMessage());
		}
	}

	private static Throwable thrownBy(Runnable work) {
		return assertThatRuntimeException().isThrownBy(work::run).actual();
	}

	@Test
	void aMapperOfAClassOfItsOwnHasItsOwnWay() {
		byte[] own = { 1 };
		JsonMapper mapper = new JsonMapper() {

			@Override
			public byte[] writeValueAsBytes(Object value) {
				return own;
			}

		};
		assertThat(JsonBytes.of(mapper, 1)).isSameAs(own);
		assertThat(new JsonData(mapper).write(1)).isSameAs(own);
	}

	@Test
	void singleBytesAreTaken() {
		JsonMapper decorated = JsonMapper.builder(JsonFactory.builder().outputDecorator(new ByteByByte()).build())
			.build();
		assertThat(JsonBytes.of(decorated, List.of("abc", 1))).asString().isEqualTo("[\"abc\",1]");
	}

	@Test
	void factoriesThatAreNotJacksonsOwnStay() {
		List<JsonFactory> factories = List.of(new JsonFactory() {
		}, JsonFactory.builder().recyclerPool(JsonRecyclerPools.threadLocalPool()).build(),
				JsonFactory.builder().inputDecorator(new NoInput()).build(),
				JsonFactory.builder().outputDecorator(new ByteByByte()).build(),
				JsonFactory.builder().enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build());
		for (JsonFactory factory : factories) {
			JsonMapper mapper = JsonMapper.builder(factory).build();
			assertThat(QuickMapper.of(mapper).tokenStreamFactory()).isSameAs(factory);
		}
		assertThat(QuickMapper.of(PLAIN).tokenStreamFactory()).isInstanceOf(QuickFactory.class);
	}

	@Test
	void whereADocumentIsWrongIsToldAlike() {
		for (String json : List.of("{\n \"name\": 1,, }", "[", "{\"name\":\n\"\\q\"}", "{\"weight\":\"x\"}", "nul")) {
			for (JsonMapper mapper : MAPPERS) {
				Throwable expected = thrownBy(() -> mapper.readValue(json.getBytes(StandardCharsets.UTF_8), Cat.class));
				assertThat(thrownBy(() -> new JsonData(mapper).read(json.getBytes(StandardCharsets.UTF_8), Cat.class)))
					.isInstanceOf(MalformedMessageException.class)
					.hasMessage(expected.getMessage())
					.cause()
					.hasSameClassAs(expected);
			}
		}
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	record Cat(String name, double weight) {

	}

	record Raw(@JsonRawValue String json) {

	}

	@JsonIdentityInfo(generator = ObjectIdGenerators.PropertyGenerator.class, property = "id")
	record Node(int id, Node other) {

	}

	record Seen(@JsonView(String.class) String by, @JsonView(Integer.class) String notBy) {

	}

	static class Failing {

		public int getValue() {
			throw new IllegalStateException("no value");
		}

	}

	/** Passes bytes on one by one. */
	static class ByteByByte extends OutputDecorator {

		@Override
		public OutputStream decorate(IOContext context, OutputStream out) {
			return new OutputStream() {

				@Override
				public void write(int next) throws IOException {
					out.write(next);
				}

			};
		}

		@Override
		public Writer decorate(IOContext context, Writer writer) {
			return writer;
		}

	}

	/** Is never asked. */
	static class NoInput extends InputDecorator {

		@Override
		public InputStream decorate(IOContext context, InputStream in) {
			return in;
		}

		@Override
		public InputStream decorate(IOContext context, byte[] source, int offset, int length) {
			return null;
		}

		@Override
		public Reader decorate(IOContext context, Reader reader) {
			return reader;
		}

	}

}
