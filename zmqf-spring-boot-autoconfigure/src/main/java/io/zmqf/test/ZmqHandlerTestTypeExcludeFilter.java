package io.zmqf.test;

import java.io.IOException;
import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Leaves the components of {@link ZmqHandlerTest}. */
class ZmqHandlerTestTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ZmqHandlerTest> {

	private static final String HANDLER = "io.zmqf.annotation.ZmqHandler";

	private final Set<Class<?>> handlers;

	ZmqHandlerTestTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = Set.of(getAnnotation().getValue("handlers", Class[].class).orElseGet(() -> new Class<?>[0]));
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		return super.defaultInclude(reader, factory)
				|| (this.handlers.isEmpty() && reader.getAnnotationMetadata().hasAnnotatedMethods(HANDLER));
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.handlers;
	}

}
