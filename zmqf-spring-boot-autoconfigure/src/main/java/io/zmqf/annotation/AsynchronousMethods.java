package io.zmqf.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/** Detects the methods that Spring's proxies run on another thread. */
final class AsynchronousMethods {

	private static final List<String> ANNOTATIONS = List.of("org.springframework.scheduling.annotation.Async",
			"jakarta.ejb.Asynchronous", "jakarta.enterprise.concurrent.Asynchronous");

	/** Whether asynchronous execution is enabled. */
	private final boolean enabled;

	AsynchronousMethods(ConfigurableListableBeanFactory beanFactory) {
		this.enabled = Stream
			.of(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME,
					TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME)
			.anyMatch(beanFactory::containsBeanDefinition);
	}

	/**
	 * Rejects a method whose outcome can't be obtained from its return value.
	 * @param method the method
	 * @throws InvalidHandlerException if the method is asynchronous and returns no
	 * {@link CompletableFuture}
	 */
	void requireWaitedFor(BeanMethod method) {
		Method called = method.getMethod();
		if (this.enabled && called.getReturnType() != CompletableFuture.class
				&& Stream
					.concat(Stream.of(called, called.getDeclaringClass(), method.beanType()),
							InheritedAnnotations.ofInterfaces(called, method.beanType()))
					.anyMatch(AsynchronousMethods::isAnnotated)) {
			throw new InvalidHandlerException(
					method.description()
							+ " is asynchronous by its annotation, but does not return a future of the result",
					"Remove @Async, as handlers run on their own threads, or return a CompletableFuture.", null);
		}
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
		return ANNOTATIONS.stream().anyMatch(annotations::isPresent);
	}

}
