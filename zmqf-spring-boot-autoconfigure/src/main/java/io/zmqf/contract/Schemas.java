package io.zmqf.contract;

import java.lang.reflect.Type;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ClassUtils;

/** Generates JSON Schemas of types. */
interface Schemas {

	/** The libraries that generate schemas. */
	String LIBRARIES = "com.github.victools:jsonschema-generator and jsonschema-module-jackson, and"
			+ " jsonschema-module-jakarta-validation for constraints";

	/** Whether they are on the class path. */
	boolean PRESENT = ClassUtils.isPresent("com.github.victools.jsonschema.generator.SchemaGenerator",
			Schemas.class.getClassLoader())
			&& ClassUtils.isPresent("com.github.victools.jsonschema.module.jackson.JacksonSchemaModule",
					Schemas.class.getClassLoader());

	/**
	 * The schema of a type.
	 * @param type the type of data
	 * @return the schema, complete after {@link #definitions()}
	 */
	ObjectNode of(Type type);

	/**
	 * The schemas that the others refer to at {@code #/components/schemas}.
	 * @return the schemas by their names
	 */
	ObjectNode definitions();

	static Schemas create(JsonMapper mapper) {
		return PRESENT ? new GeneratedSchemas(mapper) : new NoSchemas(mapper);
	}

	/**
	 * Allows any data, because the types can't be described.
	 *
	 * @param mapper the mapper
	 */
	record NoSchemas(JsonMapper mapper) implements Schemas {

		@Override
		public ObjectNode of(Type type) {
			return this.mapper.createObjectNode();
		}

		@Override
		public ObjectNode definitions() {
			return this.mapper.createObjectNode();
		}

	}

}
