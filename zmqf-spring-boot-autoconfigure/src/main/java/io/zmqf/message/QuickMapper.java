package io.zmqf.message;

import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.cfg.MapperBuilderState;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application's mapper with quicker ways to the same results.
 *
 * @since 0.1.0
 */
public final class QuickMapper {

	private QuickMapper() {
	}

	/**
	 * Derives a mapper.
	 * @param mapper the application's
	 * @return one that reads and writes the same; the same one where it is of a class of
	 * its own, which nobody else can derive from
	 */
	public static JsonMapper of(JsonMapper mapper) {
		if (mapper.getClass() != JsonMapper.class) {
			return mapper;
		}
		MapperBuilderState state = mapper.rebuild().saveStateApplyModules();
		return new Derivation(state, QuickFactory.of(mapper)).addModule(new QuickCreators()).build();
	}

	/** All that the application's has, with another factory. */
	private static final class Derivation extends JsonMapper.Builder {

		Derivation(MapperBuilderState state, TokenStreamFactory factory) {
			super((StateImpl) state);
			this._streamFactory = factory;
		}

	}

	/** Has all values made by a {@link QuickCreator} where that can be. */
	private static final class QuickCreators extends JacksonModule {

		@Override
		public String getModuleName() {
			return QuickCreators.class.getName();
		}

		@Override
		public Version version() {
			return Version.unknownVersion();
		}

		@Override
		public void setupModule(SetupContext context) {
			context.addDeserializerModifier(new ValueDeserializerModifier() {

				@Override
				public BeanDeserializerBuilder updateBuilder(DeserializationConfig config,
						BeanDescription.Supplier description, BeanDeserializerBuilder builder) {
					builder.setValueInstantiator(QuickCreator.of(builder.getValueInstantiator()));
					return builder;
				}

			});
		}

	}

}
