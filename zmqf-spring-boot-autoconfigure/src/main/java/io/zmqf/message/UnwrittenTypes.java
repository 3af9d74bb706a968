package io.zmqf.message;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Rejects values that {@linkplain DataTypes are not data} anywhere within data, unless
 * the application has a serializer for them.
 */
final class UnwrittenTypes extends ValueSerializerModifier {

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		boolean ofState = serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer;
		return (!ofState || DataTypes.isState(description.getBeanClass())) ? serializer
				: new Refusal(description.getBeanClass());
	}

	/** Rejects all values. */
	private static final class Refusal extends StdSerializer<Object> {

		Refusal(Class<?> type) {
			super(type);
		}

		@Override
		public void serialize(Object value, JsonGenerator json, SerializationContext context) {
			throw InvalidDefinitionException.from(json, DataTypes.refusal(value),
					context.constructType(value.getClass()));
		}

	}

}
