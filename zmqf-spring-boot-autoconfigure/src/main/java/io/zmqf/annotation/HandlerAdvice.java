package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.Order;
import org.springframework.core.annotation.OrderUtils;

/**
 * A bean that handles the exceptions of other beans' handlers.
 *
 * @param bean the bean
 * @param order the order among other advice
 * @param selection the handlers that the advice applies to
 * @param ofWeb {@code true} for {@code @ControllerAdvice}, which also has methods for
 * HTTP
 */
record HandlerAdvice(HandlerBean bean, int order, Selection selection, boolean ofWeb) {

	private static final List<String> ANNOTATIONS = List.of(ZmqHandlerAdvice.class.getName(),
			"org.springframework.web.bind.annotation.ControllerAdvice");

	/**
	 * Returns the advice of an application context and its ancestors.
	 * @param beanFactory the bean factory
	 * @return the advice, ordered
	 */
	static List<HandlerAdvice> of(ConfigurableListableBeanFactory beanFactory) {
		List<HandlerAdvice> found = new ArrayList<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(beanFactory, name);
			MergedAnnotation<?> annotation = (type != null) ? annotation(type) : null;
			if (type != null && annotation != null) {
				found.add(new HandlerAdvice(new HandlerBean(beanFactory, name, type), order(beanFactory, name, type),
						Selection.of(annotation), annotation.getType() != ZmqHandlerAdvice.class));
			}
		}
		found.sort(Comparator.comparingInt(HandlerAdvice::order));
		return found;
	}

	private static @Nullable Class<?> type(ConfigurableListableBeanFactory beanFactory, String name) {
		if (HandlerBean.isNull(beanFactory, name)) {
			return null;
		}
		return beanFactory.containsLocalBean(name) ? AutoProxyUtils.determineTargetClass(beanFactory, name)
				: beanFactory.getType(name);
	}

	private static @Nullable MergedAnnotation<?> annotation(Class<?> type) {
		if (HandlerDiscovery.isOfSpring(type)) {
			return null;
		}
		MergedAnnotations annotations = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY);
		return ANNOTATIONS.stream()
			.map((name) -> annotations.get(name))
			.filter(MergedAnnotation::isPresent)
			.findFirst()
			.orElse(null);
	}

	private static int order(ConfigurableListableBeanFactory beanFactory, String name, Class<?> type) {
		if (Ordered.class.isAssignableFrom(type)) {
			return ((Ordered) beanFactory.getBean(name)).getOrder();
		}
		Order declared = beanFactory.findAnnotationOnBean(name, Order.class);
		return (declared != null) ? declared.value() : OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

	/**
	 * The selection of the handlers that an advice applies to. Without any criterion, it
	 * selects all.
	 *
	 * @param packages the prefixes of the names of selected classes
	 * @param types the selected classes and interfaces
	 * @param annotations the annotations of selected classes
	 */
	record Selection(Set<String> packages, List<Class<?>> types, List<Class<?>> annotations) {

		static Selection of(MergedAnnotation<?> annotation) {
			Set<String> packages = new LinkedHashSet<>();
			for (String name : annotation.getStringArray("basePackages")) {
				packages.add(name.endsWith(".") ? name : name + ".");
			}
			Arrays.stream(annotation.getClassArray("basePackageClasses"))
				.forEach((type) -> packages.add(type.getPackageName() + "."));
			return new Selection(packages, Arrays.asList(annotation.getClassArray("assignableTypes")),
					Arrays.asList(annotation.getClassArray("annotations")));
		}

		/**
		 * Whether the handlers of a class are selected.
		 * @param type the class
		 * @return {@code true} if any criterion matches or there is none
		 */
		boolean includes(Class<?> type) {
			return (this.packages.isEmpty() && this.types.isEmpty() && this.annotations.isEmpty())
					|| this.packages.stream().anyMatch(type.getName()::startsWith)
					|| this.types.stream().anyMatch((selected) -> selected.isAssignableFrom(type))
					|| this.annotations.stream()
						.anyMatch((selected) -> AnnotatedElementUtils.hasAnnotation(type,
								selected.asSubclass(Annotation.class)));
		}

	}

}
