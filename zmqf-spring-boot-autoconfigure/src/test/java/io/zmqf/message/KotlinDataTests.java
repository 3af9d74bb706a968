package io.zmqf.message;

import java.util.List;

import kotlin.Function;
import kotlin.jvm.functions.Function0;
import kotlin.sequences.Sequence;
import kotlin.sequences.SequencesKt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.module.kotlin.KotlinModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Kotlin types as data. */
class KotlinDataTests {

	private static final Sequence<String> SEQUENCE = SequencesKt.sequenceOf("a", "b");

	@Test
	void sequenceIsAnArrayIfTheMapperSupportsKotlin() {
		JsonMapper mapper = QuickMapper.of(JsonMapper.builder().addModule(new KotlinModule.Builder().build()).build());
		assertThat(DataTypes.isData(SEQUENCE.getClass())).isTrue();
		assertThat(mapper.writeValueAsString(SEQUENCE)).isEqualTo("[\"a\",\"b\"]");
	}

	@Test
	void sequenceIsRejectedWithoutKotlinSupport() {
		JsonMapper mapper = QuickMapper.of(new JsonMapper());
		assertThatExceptionOfType(InvalidDefinitionException.class)
			.isThrownBy(() -> mapper.writeValueAsString(List.of(SEQUENCE)))
			.withMessageContaining("can't be sent as data");
	}

	@Test
	void aFunctionIsNoDataUnlessItsClassHasAName() {
		Function0<String> function = () -> "a";
		assertThat(DataTypes.isData(function.getClass())).isFalse();
		assertThat(DataTypes.isData(Function0.class)).isFalse();
		assertThat(DataTypes.isData(Function.class)).isFalse();
		assertThat(DataTypes.isData(Named.class)).isTrue();
	}

	record Named(String name) implements Function0<String> {

		@Override
		public String invoke() {
			return this.name;
		}

	}

}
