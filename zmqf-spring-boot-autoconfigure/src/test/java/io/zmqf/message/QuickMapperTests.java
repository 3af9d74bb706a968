package io.zmqf.message;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QuickMapperTests {

	private static final Type SHAPES = new TypeReference<Pair<List<Shape>, Optional<Point>>>() {
	}.getType();

	private final JsonMapper mapper = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.addMixIn(Mixed.class, MixedNames.class)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	private final JsonMapper quick = QuickMapper.of(this.mapper);

	@ParameterizedTest
	@ValueSource(strings = { "{\"x_axis\":1,\"text\":\"a\"}", "{\"text\":null,\"x_axis\":null}", "{}", "null", "[]",
			"\"\"", "{\"x_axis\":\"1\"}", "{\"x_axis\":true}", "{\"x_axis\":-1}", "{\"x_axis\":1,\"other\":2}",
			"{\"x_axis\":1", "{\"x_axis\":1}}", "{\"x_axis\":1} 2", "" })
	void recordsAreReadAlike(String json) {
		assertThat(read(this.quick, json, Point.class)).isEqualTo(read(this.mapper, json, Point.class));
	}

	@Test
	void otherWaysOfCreationReadAlike() {
		String point = "{\"x_axis\":1,\"text\":\"ü\"}";
		Map<String, Type> values = Map.of("{\"value\":7}", Made.class, "8", Wrapped.class, "{\"b\":7}", Hidden.class,
				"{\"named\":\"a\"}", Mixed.class, "{}", Nothing.class, "{\"a\":1,\"b\":2}", Bean.class,
				"{\"left\":[{\"type\":\"point\",\"x_axis\":3},{\"type\":\"none\"}],\"right\":" + point + "}", SHAPES,
				"{\"left\":[{\"type\":\"circle\"}]}", SHAPES, "{\"message\":\"m\"}", IllegalStateException.class,
				"\"2026-01-01T00:00:00Z\"", Instant.class);
		values.forEach((json, type) -> assertThat(read(this.quick, json, type)).as(json)
			.isEqualTo(read(this.mapper, json, type)));
		assertThat(read(this.quick, "{\"value\":7}", Made.class)).isEqualTo(new Made(7).toString());
	}

	@Test
	void errorsOfConstructorsAreThrown() {
		assertThatExceptionOfType(StackOverflowError.class)
			.isThrownBy(() -> this.quick.readValue("{\"x_axis\":-2}", Point.class));
	}

	@Test
	void problemHandlersAreCalled() {
		JsonMapper handled = this.mapper.rebuild().addHandler(new DeserializationProblemHandler() {

			@Override
			public Object handleInstantiationProblem(DeserializationContext context, Class<?> type, Object argument,
					Throwable problem) {
				return new Point(((Object[]) argument).length, problem.getMessage());
			}

		}).build();
		String json = "{\"x_axis\":-1}";
		assertThat(read(QuickMapper.of(handled), json, Point.class)).contains("xAxis=2", "negative")
			.isEqualTo(read(handled, json, Point.class));
	}

	@Test
	void modulesOfTheApplicationTakePrecedence() {
		JsonMapper own = this.mapper.rebuild()
			.addModule(new SimpleModule().addValueInstantiator(Point.class, new OwnPoints()))
			.build();
		assertThat(QuickMapper.of(own).readValue("{}", Point.class)).isEqualTo(new Point(9, "own"));
	}

	@Test
	void settingsOfTheApplicationsFactoryApply() {
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(2).build())
			.enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
			.enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS)
			.build();
		JsonMapper own = QuickMapper.of(JsonMapper.builder(factory).build());
		assertThat(own.tokenStreamFactory()).isNotSameAs(factory);
		assertThat(own.readValue("{'a':1}", Map.class)).isEqualTo(Map.of("a", 1));
		assertThat(own.writeValueAsString(1)).isEqualTo("\"1\"");
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> own.readValue("[[[1]]]", Object.class));
	}

	@Test
	void aFactoryOfAClassOfItsOwnIsKept() {
		JsonFactory own = new JsonFactory() {
		};
		assertThat(QuickMapper.of(JsonMapper.builder(own).build()).tokenStreamFactory()).isSameAs(own);
	}

	/** A pool that many threads share has each of them wait for the others. */
	@Test
	void buffersAreUsedAgainAndNotThoseOfTheApplication() {
		RecyclerPool<BufferRecycler> shared = JsonRecyclerPools.newConcurrentDequePool();
		JsonMapper mapper = QuickMapper
			.of(JsonMapper.builder(JsonFactory.builder().recyclerPool(shared).build()).build());
		RecyclerPool<BufferRecycler> own = mapper.tokenStreamFactory()._getRecyclerPool();
		assertThat(mapper.writeValueAsBytes(new Point(1, "a"))).isNotEmpty();
		assertThat(shared.pooledCount()).isZero();
		assertThat(IntStream.range(0, 10).anyMatch((i) -> {
			// unless another test's thread takes it
			BufferRecycler buffers = own.acquirePooled();
			own.releasePooled(buffers);
			return own.acquirePooled() == buffers;
		})).isTrue();
	}

	@Test
	void nothingIsDerivedOfAMapperOfAClassOfItsOwn() {
		JsonMapper own = new JsonMapper() {
		};
		assertThat(QuickMapper.of(own)).isSameAs(own);
	}

	@Test
	void theApplicationsMapperStaysAsItIs() {
		assertThat(this.quick).isNotSameAs(this.mapper);
		assertThat(this.mapper.registeredModules()).isEmpty();
	}

	/** Returns the value as text, or the exception. */
	private static String read(JsonMapper mapper, String json, Type type) {
		try {
			return Objects.toString(mapper.readValue(json, mapper.constructType(type)));
		}
		catch (RuntimeException ex) {
			return ex.toString();
		}
	}

	record Point(int xAxis, String text) implements Shape {

		Point {
			if (xAxis == -1) {
				throw new IllegalArgumentException("negative");
			}
			if (xAxis == -2) {
				throw new StackOverflowError();
			}
		}

	}

	record None() implements Shape {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", defaultImpl = Point.class)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Point.class, name = "point"),
			@JsonSubTypes.Type(value = None.class, name = "none") })
	sealed interface Shape permits Point, None {

	}

	record Pair<A, B>(A left, B right) {

	}

	record Nothing() {

	}

	record Made(int value) {

		@JsonCreator
		static Made of(@JsonProperty("value") int value) {
			return new Made(value);
		}

	}

	record Wrapped(int value) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Wrapped {
		}

	}

	record Mixed(String name) {

	}

	interface MixedNames {

		@JsonProperty("named")
		String name();

	}

	static final class Hidden {

		private final int a;

		@JsonCreator
		private Hidden(@JsonProperty("b") int b) {
			this.a = b;
		}

		@Override
		public String toString() {
			return "Hidden " + this.a;
		}

	}

	static class Bean {

		private final int a;

		private int b;

		@JsonCreator
		Bean(@JsonProperty("a") int a) {
			this.a = a;
		}

		void setB(int b) {
			this.b = b;
		}

		@Override
		public String toString() {
			return this.a + " " + this.b;
		}

	}

	/** Makes points without arguments. */
	static class OwnPoints extends ValueInstantiator.Base {

		OwnPoints() {
			super(Point.class);
		}

		@Override
		public boolean canCreateUsingDefault() {
			return true;
		}

		@Override
		public Object createUsingDefault(DeserializationContext context) {
			return new Point(9, "own");
		}

	}

}
