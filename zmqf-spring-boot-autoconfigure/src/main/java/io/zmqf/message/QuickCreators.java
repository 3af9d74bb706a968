package io.zmqf.message;

import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A module that has values made by a {@link QuickCreator} where that is possible.
 *
 * @since 0.1.0
 */
public final class QuickCreators extends JacksonModule {

	/**
	 * Adds the module to a copy of a mapper.
	 * @param mapper the mapper of the application
	 * @return a mapper that reads and writes the same; the given one where it is of a
	 * class of its own, which can't be copied
	 */
	public static JsonMapper addTo(JsonMapper mapper) {
		return (mapper.getClass() == JsonMapper.class) ? mapper.rebuild().addModule(new QuickCreators()).build()
				: mapper;
	}

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
