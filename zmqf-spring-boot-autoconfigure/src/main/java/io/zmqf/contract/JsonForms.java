package io.zmqf.contract;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.bean.BeanAsArraySerializer;
import tools.jackson.databind.ser.impl.UnknownSerializer;

/** The JSON forms of types, as a mapper's serializers describe them. */
final class JsonForms {

	/** The form if a serializer does not describe it. */
	static final String ANY = "any";

	static final String OBJECT = "object";

	static final String ARRAY = "array";

	private static final Pattern EXPECTED = Pattern.compile("expect(.+)Format");

	private final JsonMapper mapper;

	JsonForms(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Returns the JSON form of a type.
	 * @param type the class
	 * @return the name of a JSON Schema type or {@link #ANY}; {@code null} if the mapper
	 * cannot write the type
	 */
	@Nullable String of(Class<?> type) {
		SerializationContext context = this.mapper._serializationContext();
		try {
			return form(context, this.mapper.constructType(type), null);
		}
		catch (JacksonException ex) {
			return null; // the mapper may still be able to read it
		}
		catch (RuntimeException ex) { // an application's serializer failed
			return ANY;
		}
	}

	/** Whether the JSON of a type names its subtype. */
	boolean isPolymorphic(Class<?> type) {
		return typeSerializer(type) != null;
	}

	/** Whether a property names the subtype, rather than a wrapper around the object. */
	boolean isTypedByProperty(Class<?> type) {
		TypeSerializer serializer = typeSerializer(type);
		return serializer != null && serializer.getPropertyName() != null;
	}

	private @Nullable TypeSerializer typeSerializer(Class<?> type) {
		return this.mapper._serializationContext().findTypeSerializer(this.mapper.constructType(type));
	}

	/**
	 * Returns the properties of an object that its fields do not describe: properties
	 * that only methods define, and properties whose form an annotation changes.
	 * @param type the class of the object
	 * @param known the names of the properties with fields
	 * @return the forms by property name
	 */
	Map<String, String> properties(Class<?> type, Collection<String> known) {
		SerializationContext context = this.mapper._serializationContext();
		Map<String, String> properties = new LinkedHashMap<>();
		JavaType javaType = this.mapper.constructType(type);
		try {
			serializer(context, javaType, null).acceptJsonFormatVisitor(new JsonFormatVisitorWrapper.Base(context) {

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
		catch (RuntimeException ex) { // including failures of an application's serializer
			return Map.of();
		}
		return properties;
	}

	private static String form(SerializationContext context, JavaType type, @Nullable BeanProperty property) {
		ValueSerializer<?> serializer = serializer(context, type, property);
		if (serializer instanceof UnknownSerializer) {
			// the serializer is chosen by the class of the value
			return (type.isConcrete() && !type.isJavaLangObject()) ? OBJECT : ANY;
		}
		if (serializer instanceof BeanAsArraySerializer) {
			return ARRAY;
		}
		return describedForm(context, serializer, type);
	}

	private static ValueSerializer<?> serializer(SerializationContext context, JavaType type,
			@Nullable BeanProperty property) {
		return (property instanceof BeanPropertyWriter writer && writer.hasSerializer()) ? writer.getSerializer()
				: context.findPrimaryPropertySerializer(type, property);
	}

	/**
	 * Returns the form that a serializer describes to a visitor. Each method of a visitor
	 * is named after a form.
	 */
	private static String describedForm(SerializationContext context, ValueSerializer<?> serializer, JavaType type) {
		String[] form = { ANY };
		Class<?> visitor = JsonFormatVisitorWrapper.class;
		serializer.acceptJsonFormatVisitor((JsonFormatVisitorWrapper) Proxy.newProxyInstance(visitor.getClassLoader(),
				new Class<?>[] { visitor }, (proxy, method, arguments) -> {
					Matcher expected = EXPECTED.matcher(method.getName());
					if (expected.matches()) {
						form[0] = expected.group(1).toLowerCase(Locale.ROOT);
					}
					return method.getName().equals("getContext") ? context : null;
				}), type);
		return form[0].equals("map") ? OBJECT : form[0];
	}

}
