package io.zmqf.contract;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.bean.BeanAsArraySerializer;
import tools.jackson.databind.ser.impl.UnknownSerializer;

/** What the serializers of a mapper say of the JSON that they write. */
final class JsonForms {

	/** The form of what a serializer does not tell. */
	static final String ANY = "any";

	static final String OBJECT = "object";

	static final String ARRAY = "array";

	private final JsonMapper mapper;

	JsonForms(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * The form of a type.
	 * @param type a class
	 * @return the name of a type of JSON Schema or {@link #ANY}; {@code null} where the
	 * mapper can't write it
	 */
	@Nullable String of(Class<?> type) {
		SerializationContext context = this.mapper._serializationContext();
		try {
			return form(context, this.mapper.constructType(type), null);
		}
		catch (JacksonException ex) {
			return null; // it may be read though
		}
		catch (RuntimeException ex) { // of a serializer of the application
			return ANY;
		}
	}

	/** Whether the JSON of a type tells which of its subtypes it is. */
	boolean isPolymorphic(Class<?> type) {
		return typeSerializer(type) != null;
	}

	/** Whether a property tells it, and nothing is around the object. */
	boolean isTypedByProperty(Class<?> type) {
		TypeSerializer serializer = typeSerializer(type);
		return serializer != null && serializer.getPropertyName() != null;
	}

	private @Nullable TypeSerializer typeSerializer(Class<?> type) {
		return this.mapper._serializationContext().findTypeSerializer(this.mapper.constructType(type));
	}

	/**
	 * The properties of an object that its type does not tell: those that only a method
	 * has, and those that annotations give another form.
	 * @param type the class of the object
	 * @param known the names of the properties that its fields have
	 * @return their forms by their names
	 */
	Map<String, String> properties(Class<?> type, Collection<String> known) {
		SerializationContext context = this.mapper._serializationContext();
		Map<String, String> properties = new LinkedHashMap<>();
		JavaType javaType = this.mapper.constructType(type);
		try {
			serializer(context, javaType, null).acceptJsonFormatVisitor(new Form(context) {

				@Override
				public JsonObjectFormatVisitor expectObjectFormat(JavaType object) {
					return new JsonObjectFormatVisitor.Base(context) {

						@Override
						public void property(BeanProperty property) {
							optionalProperty(property);
						}

						@Override
						public void optionalProperty(BeanProperty property) {
							JavaType value = property.getType();
							String form = form(context, value, property);
							if (!known.contains(property.getName())) {
								boolean typed = context.findPropertyTypeSerializer(value, property.getMember()) != null;
								properties.put(property.getName(), typed ? ANY : form);
							}
							else if (!form.equals(form(context, value, null))) {
								properties.put(property.getName(), form);
							}
						}

					};
				}

			}, javaType);
		}
		catch (RuntimeException ex) { // also of a serializer of the application
			return Map.of();
		}
		return properties;
	}

	private static String form(SerializationContext context, JavaType type, @Nullable BeanProperty property) {
		ValueSerializer<?> serializer = serializer(context, type, property);
		if (serializer instanceof UnknownSerializer) {
			// a value is written by its own class
			return (type.isConcrete() && !type.isJavaLangObject()) ? OBJECT : ANY;
		}
		if (serializer instanceof BeanAsArraySerializer) {
			return ARRAY;
		}
		Form form = new Form(context);
		serializer.acceptJsonFormatVisitor(form, type);
		return form.name;
	}

	private static ValueSerializer<?> serializer(SerializationContext context, JavaType type,
			@Nullable BeanProperty property) {
		return (property instanceof BeanPropertyWriter writer && writer.hasSerializer()) ? writer.getSerializer()
				: context.findPrimaryPropertySerializer(type, property);
	}

	/** Is told the form, and takes no details. */
	private static class Form extends JsonFormatVisitorWrapper.Base {

		private String name = ANY;

		Form(SerializationContext context) {
			super(context);
		}

		@Override
		public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
			this.name = OBJECT;
			return null;
		}

		@Override
		public @Nullable JsonMapFormatVisitor expectMapFormat(JavaType type) {
			this.name = OBJECT;
			return null;
		}

		@Override
		public @Nullable JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
			this.name = ARRAY;
			return null;
		}

		@Override
		public @Nullable JsonStringFormatVisitor expectStringFormat(JavaType type) {
			this.name = "string";
			return null;
		}

		@Override
		public @Nullable JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
			this.name = "number";
			return null;
		}

		@Override
		public @Nullable JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
			this.name = "integer";
			return null;
		}

		@Override
		public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
			this.name = "boolean";
			return null;
		}

		@Override
		public @Nullable JsonNullFormatVisitor expectNullFormat(JavaType type) {
			this.name = "null";
			return null;
		}

		@Override
		public @Nullable JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
			this.name = ANY;
			return null;
		}

	}

}
