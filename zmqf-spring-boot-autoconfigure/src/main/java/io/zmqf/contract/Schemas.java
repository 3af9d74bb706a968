package io.zmqf.contract;

import java.lang.reflect.Type;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ClassUtils;

/** Generates the JSON Schemas of types. */
interface Schemas {

	/** The libraries that generate schemas. */
	String LIBRARIES = "com.github.victools:jsonschema-generator and jsonschema-module-jackson, and"
			+ " jsonschema-module-jakarta-validation for constraints";

	/** Whether these libraries are on the class path. */
	boolean PRESENT = ClassUtils.isPresent("com.github.victools.jsonschema.generator.SchemaGenerator",
			Schemas.class.getClassLoader())
			&& ClassUtils.isPresent("com.github.victools.jsonschema.module.jackson.JacksonSchemaModule",
					Schemas.class.getClassLoader());

	/**
	 * Returns the schema of a type.
	 * @param type the type of the data
	 * @return the schema, complete after {@link #definitions()}
	 */
	ObjectNode of(Type type);

	/**
	 * Returns the schemas at {@code #/components/schemas}, to which others refer.
	 * @return the schemas by name
	 */
	ObjectNode definitions();

	static Schemas create(JsonMapper mapper) {
		return PRESENT ? new GeneratedSchemas(mapper) : new NoSchemas(mapper);
	}

	/**
	 * Creates schemas that allow any data, because the libraries are absent.
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
