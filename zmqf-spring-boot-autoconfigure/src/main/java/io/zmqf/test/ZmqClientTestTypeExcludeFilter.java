package io.zmqf.test;

import java.util.Set;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Excludes all components except those of {@link ZmqClientTest}. */
class ZmqClientTestTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ZmqClientTest> {

	private final Set<Class<?>> components;

	ZmqClientTestTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
		this.components = Set
			.of(getAnnotation().getValue("components", Class[].class).orElseGet(() -> new Class<?>[0]));
	}

	@Override
	protected Set<Class<?>> getComponentIncludes() {
		return this.components;
	}

}
