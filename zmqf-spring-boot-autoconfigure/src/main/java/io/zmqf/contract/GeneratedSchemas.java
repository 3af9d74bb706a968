package io.zmqf.contract;

import java.lang.reflect.Type;
import java.util.Map;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.PropertyNamingStrategies.NamingBase;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ClassUtils;

/**
 * Schemas (draft 7, as AsyncAPI has them) of what the application's mapper reads and
 * writes.
 */
final class GeneratedSchemas implements Schemas {

	private static final boolean VALIDATION_PRESENT = ClassUtils.isPresent(
			"com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule",
			GeneratedSchemas.class.getClassLoader())
			&& ClassUtils.isPresent("jakarta.validation.Constraint", GeneratedSchemas.class.getClassLoader());

	private final SchemaBuilder builder;

	GeneratedSchemas(JsonMapper mapper) {
		SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(mapper, SchemaVersion.DRAFT_7,
				OptionPreset.PLAIN_JSON);
		config.without(Option.SCHEMA_VERSION_INDICATOR);
		config.with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.PLAIN_DEFINITION_KEYS,
				Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
		if (mapper.serializationConfig().isEnabled(EnumFeature.WRITE_ENUMS_USING_TO_STRING)) {
			config.without(Option.FLATTENED_ENUMS).with(Option.FLATTENED_ENUMS_FROM_TOSTRING);
		}
		config.with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
				JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY));
		if (VALIDATION_PRESENT) {
			Constraints.addTo(config);
		}
		// Jackson refuses an object without the value of a primitive, and writes it
		// always
		config.forFields().withRequiredCheck((field) -> field.getType().getErasedType().isPrimitive());
		if (mapper.serializationConfig().getPropertyNamingStrategy() instanceof NamingBase naming) {
			config.forFields().withPropertyNameOverrideResolver((field) -> name(field, naming, mapper));
		}
		config.forTypesInGeneral().withCustomDefinitionProvider(new KnownTypes(mapper));
		this.builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
	}

	private static @Nullable String name(FieldScope field, NamingBase naming, JsonMapper mapper) {
		return field.isFakeContainerItemScope() ? null
				: naming.nameForField(mapper.serializationConfig(), null, field.getDeclaredName());
	}

	@Override
	public ObjectNode of(Type type) {
		return this.builder.createSchemaReference(type);
	}

	@Override
	public ObjectNode definitions() {
		return this.builder.collectDefinitions("components/schemas");
	}

	/**
	 * Types that are no objects with fields, and need no name.
	 *
	 * @param mapper the mapper
	 */
	private record KnownTypes(JsonMapper mapper) implements CustomDefinitionProviderV2 {

		@Override
		public @Nullable CustomDefinition provideCustomSchemaDefinition(ResolvedType type,
				SchemaGenerationContext context) {
			Class<?> erased = type.getErasedType();
			if (erased == byte[].class) {
				return inline(this.mapper.createObjectNode().put("type", "string").put("contentEncoding", "base64"));
			}
			if (erased == Object.class || TreeNode.class.isAssignableFrom(erased)) {
				return inline(this.mapper.createObjectNode());
			}
			return Map.class.isAssignableFrom(erased) ? inline(context.createStandardDefinition(type, this)) : null;
		}

		private static CustomDefinition inline(ObjectNode schema) {
			return new CustomDefinition(schema, true);
		}

	}

	/** Loaded where Jakarta Validation is there. */
	private static final class Constraints {

		static void addTo(SchemaGeneratorConfigBuilder config) {
			config.with(new JakartaValidationModule(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
					JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
		}

	}

}
