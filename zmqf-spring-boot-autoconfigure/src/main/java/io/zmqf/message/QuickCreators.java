package io.zmqf.message;

import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;

/** A module that has values made by a {@link QuickCreator} where that is possible. */
final class QuickCreators extends JacksonModule {

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
