package io.zmqf.test;

import java.io.IOException;
import java.util.Set;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.service.ZmqExchange;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.filter.AbstractTypeHierarchyTraversingFilter;

/** Excludes all components except those of {@link ZmqHandlerTest}. */
class ZmqHandlerTestTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ZmqHandlerTest> {

	private static final HandlerMethodsFilter HANDLERS = new HandlerMethodsFilter();

	private final Set<Class<?>> handlers;

	ZmqHandlerTestTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.handlers = Set.of(getAnnotation().getValue("handlers", Class[].class).orElseGet(() -> new Class<?>[0]));
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
		return super.defaultInclude(reader, factory) || (this.handlers.isEmpty() && HANDLERS.match(reader, factory));
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.handlers;
	}

	/**
	 * Matches classes with handler methods, also inherited ones and implementations of a
	 * contract's methods.
	 */
	private static final class HandlerMethodsFilter extends AbstractTypeHierarchyTraversingFilter {

		HandlerMethodsFilter() {
			super(true, true);
		}

		@Override
		protected boolean matchSelf(MetadataReader reader) {
			AnnotationMetadata type = reader.getAnnotationMetadata();
			return type.hasAnnotatedMethods(ZmqHandler.class.getName())
					|| type.hasAnnotatedMethods(ZmqExchange.class.getName());
		}

	}

}
