package io.zmqf.contract;

import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
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
import com.github.victools.jsonschema.generator.TypeContext;
import com.github.victools.jsonschema.generator.TypeScope;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.PropertyNamingStrategies.NamingBase;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Generates schemas (draft 7, as AsyncAPI requires) of the JSON that the application's
 * mapper reads and writes.
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
		JsonForms forms = new JsonForms(mapper);
		// before that of the module, which would name a type without a value
		config.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> sealed(type, context, forms));
		config.with(new JacksonSchemaModule(JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
				JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY));
		if (VALIDATION_PRESENT) {
			Constraints.addTo(config);
		}
		// Jackson requires the value of a primitive in an object, and always writes it
		config.forFields().withRequiredCheck((field) -> field.getType().getErasedType().isPrimitive());
		if (mapper.serializationConfig().getPropertyNamingStrategy() instanceof NamingBase naming) {
			config.forFields().withPropertyNameOverrideResolver((field) -> name(field, naming, mapper));
		}
		config.forTypesInGeneral()
			.withCustomDefinitionProvider(new KnownTypes(mapper, forms, fixedTypes(mapper)))
			.withTypeAttributeOverride((schema, scope, context) -> addMethodProperties(schema, scope, forms));
		this.builder = new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
	}

	private static @Nullable String name(FieldScope field, NamingBase naming, JsonMapper mapper) {
		return field.isFakeContainerItemScope() ? null
				: naming.nameForField(mapper.serializationConfig(), null, field.getDeclaredName());
	}

	/** Creates a generator for types with a schema of their own. It ignores fields. */
	private static SchemaGenerator fixedTypes(JsonMapper mapper) {
		SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(mapper, SchemaVersion.DRAFT_7,
				OptionPreset.PLAIN_JSON);
		config.without(Option.SCHEMA_VERSION_INDICATOR).forFields().withIgnoreCheck((field) -> true);
		return new SchemaGenerator(config.build());
	}

	/** Describes a sealed type. Jackson finds its subtypes without an annotation. */
	private static @Nullable CustomDefinition sealed(ResolvedType type, SchemaGenerationContext context,
			JsonForms forms) {
		Class<?> erased = type.getErasedType();
		if (!erased.isSealed() || !Modifier.isAbstract(erased.getModifiers()) || !forms.isPolymorphic(erased)
				|| MergedAnnotations.from(erased).isPresent("com.fasterxml.jackson.annotation.JsonSubTypes")) {
			return null;
		}
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		if (forms.isTypedByProperty(erased)) {
			ArrayNode either = schema.putArray("anyOf");
			permitted(type, context.getTypeContext())
				.forEach((subtype) -> either.add(context.createDefinitionReference(subtype)));
		}
		return new CustomDefinition(schema, CustomDefinition.DefinitionType.ALWAYS_REF,
				CustomDefinition.EXCLUDING_ATTRIBUTES);
	}

	private static List<ResolvedType> permitted(ResolvedType type, TypeContext context) {
		List<ResolvedType> permitted = new ArrayList<>();
		for (Class<?> subclass : type.getErasedType().getPermittedSubclasses()) {
			ResolvedType subtype = subtype(type, subclass, context);
			if (!Modifier.isAbstract(subclass.getModifiers())) {
				permitted.add(subtype);
			}
			if (subclass.isSealed()) {
				permitted.addAll(permitted(subtype, context));
			}
		}
		return permitted;
	}

	private static ResolvedType subtype(ResolvedType type, Class<?> subclass, TypeContext context) {
		try {
			return context.resolveSubtype(type, subclass);
		}
		catch (IllegalArgumentException ex) { // the subclass fixes the type arguments
			return context.resolve(subclass);
		}
	}

	/** Adds properties that only methods define, and corrects the form of others. */
	private static void addMethodProperties(ObjectNode schema, TypeScope scope, JsonForms forms) {
		Class<?> type = scope.getType().getErasedType();
		if (!JsonForms.OBJECT.equals(schema.path("type").asString("")) || Map.class.isAssignableFrom(type)) {
			return;
		}
		forms.properties(type, schema.path("properties").propertyNames())
			.forEach((name, form) -> schema.withObjectProperty("properties").set(name, schema(schema, form)));
	}

	/** Returns the schema of a form. The content of an object or an array is unknown. */
	private static ObjectNode schema(ObjectNode nodes, String form) {
		ObjectNode schema = nodes.objectNode();
		return form.equals(JsonForms.ANY) ? schema : schema.put("type", form);
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
	 * Defines schemas of types that are not objects with fields and need no name.
	 *
	 * @param mapper the mapper
	 * @param forms the JSON forms that the mapper writes
	 * @param fixedTypes the generator for types with a schema of their own
	 */
	private record KnownTypes(JsonMapper mapper, JsonForms forms,
			SchemaGenerator fixedTypes) implements CustomDefinitionProviderV2 {

		@Override
		public @Nullable CustomDefinition provideCustomSchemaDefinition(ResolvedType type,
				SchemaGenerationContext context) {
			Class<?> erased = type.getErasedType();
			if (erased == byte[].class) {
				return inline(this.mapper.createObjectNode().put("type", "string").put("contentEncoding", "base64"));
			}
			if (erased == char[].class) {
				return inline(this.mapper.createObjectNode().put("type", "string"));
			}
			if (erased == Object.class || TreeNode.class.isAssignableFrom(erased)) {
				return inline(this.mapper.createObjectNode());
			}
			if (Map.class.isAssignableFrom(erased)) {
				return inline(context.createStandardDefinition(type, this));
			}
			if (this.mapper.constructType(erased).isReferenceType()) {
				return inline(orNull(type, context));
			}
			String form = this.forms.isPolymorphic(erased) ? null : this.forms.of(erased);
			return (form == null || isGenerated(type, form, context)) ? null
					: inline(schema(this.mapper.createObjectNode(), form));
		}

		/**
		 * Returns the schema of an {@code Optional} or another reference type: its
		 * content or null.
		 */
		private ObjectNode orNull(ResolvedType type, SchemaGenerationContext context) {
			List<ResolvedType> content = type.getTypeParameters();
			String form = this.forms.of(type.getErasedType());
			ObjectNode either = this.mapper.createObjectNode();
			either.putArray("anyOf")
				.add(!content.isEmpty() ? context.createDefinitionReference(content.get(0))
						: schema(either, (form != null) ? form : JsonForms.ANY))
				.add(this.mapper.createObjectNode().put("type", "null"));
			return either;
		}

		/** Whether the generator itself creates the given form for a type. */
		private boolean isGenerated(ResolvedType type, String form, SchemaGenerationContext context) {
			if (type.getErasedType().isEnum()) {
				return form.equals("string");
			}
			return switch (form) {
				case JsonForms.OBJECT -> !context.getTypeContext().isContainerType(type);
				case JsonForms.ARRAY -> context.getTypeContext().isContainerType(type);
				default -> form.equals(this.fixedTypes.generateSchema(type).path("type").asString(""));
			};
		}

		private static CustomDefinition inline(ObjectNode schema) {
			return new CustomDefinition(schema, true);
		}

	}

	/** Loaded only if Jakarta Validation is present. */
	private static final class Constraints {

		static void addTo(SchemaGeneratorConfigBuilder config) {
			config.with(new JakartaValidationModule(JakartaValidationOption.NOT_NULLABLE_FIELD_IS_REQUIRED,
					JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS));
		}

	}

}
