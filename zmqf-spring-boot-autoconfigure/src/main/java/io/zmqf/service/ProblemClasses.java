package io.zmqf.service;

import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The exceptions with {@link ZmqProblem} that the methods of a contract may throw: those
 * of its package, and those that its methods declare.
 */
final class ProblemClasses {

	private final Map<String, Class<? extends Throwable>> ofPackage;

	ProblemClasses(Class<?> contract) {
		this.ofPackage = scan(contract);
	}

	private static Map<String, Class<? extends Throwable>> scan(Class<?> contract) {
		Map<String, Class<? extends Throwable>> found = new HashMap<>();
		String outermost = outermost(contract.getName());
		// a scan of the default package would cover the whole class path
		for (String name : contract.getPackageName().isEmpty() ? nestedBeside(contract)
				: ofPackage(contract.getPackageName())) {
			Class<? extends Throwable> type = load(name, contract.getClassLoader());
			if (type != null) {
				// one in the same outermost class takes precedence over others of the
				// package
				found.merge(type(type), type, (one, two) -> outermost(two.getName()).equals(outermost) ? two : one);
			}
		}
		return found;
	}

	private static List<String> nestedBeside(Class<?> contract) {
		Class<?> outermost = contract;
		while (outermost.getEnclosingClass() != null) {
			outermost = outermost.getEnclosingClass();
		}
		return Arrays.stream(outermost.getDeclaredClasses())
			.filter((nested) -> nested.isAnnotationPresent(ZmqProblem.class))
			.map(Class::getName)
			.toList();
	}

	private static List<String> ofPackage(String name) {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {

			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return true;
			}

		};
		scanner.addIncludeFilter(new AnnotationTypeFilter(ZmqProblem.class));
		return scanner.findCandidateComponents(name)
			.stream()
			.map((candidate) -> String.valueOf(candidate.getBeanClassName()))
			.toList();
	}

	private static String outermost(String name) {
		int nested = name.indexOf('$');
		return (nested > 0) ? name.substring(0, nested) : name;
	}

	private static @Nullable Class<? extends Throwable> load(String name, @Nullable ClassLoader loader) {
		try {
			Class<?> type = ClassUtils.forName(name, loader);
			return Throwable.class.isAssignableFrom(type) ? type.asSubclass(Throwable.class) : null;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Returns the exceptions of a method.
	 * @param exchange the method
	 * @return the exceptions that the method can throw, by the type of their problem
	 * @throws InvalidMethodException if a declared one can't represent a problem
	 */
	Map<String, Class<? extends Throwable>> of(ExchangeMethod exchange) {
		Map<String, Class<? extends Throwable>> types = new LinkedHashMap<>();
		this.ofPackage.forEach((problem, type) -> {
			if (isThrown(exchange, type)) {
				types.put(problem, type);
			}
		});
		types.putAll(named(exchange));
		return types;
	}

	/**
	 * Returns the exceptions that a method declares, one for each problem.
	 * @param exchange the method
	 * @return the exceptions in its {@code throws} clause and its annotations
	 * @throws InvalidMethodException if one can't represent a problem, or two represent
	 * the same
	 */
	static Map<String, Class<? extends Throwable>> named(ExchangeMethod exchange) {
		Map<String, Class<? extends Throwable>> types = new LinkedHashMap<>();
		declared(exchange).forEach((exception) -> add(exchange, exception, types));
		return types;
	}

	/**
	 * Returns the exceptions that a method declares. Several may represent the same
	 * problem.
	 * @param exchange the method
	 * @return the exceptions in its {@code throws} clause and its annotations
	 * @throws InvalidMethodException if one can't represent a problem
	 */
	static List<Class<? extends Throwable>> declared(ExchangeMethod exchange) {
		List<Class<? extends Throwable>> exceptions = new ArrayList<>();
		for (Class<?> thrown : exchange.method().getExceptionTypes()) {
			if (AnnotationUtils.findAnnotation(thrown, ZmqProblem.class) != null) {
				exceptions.add(thrown.asSubclass(Throwable.class));
			}
		}
		for (Class<? extends Throwable> named : exchange.problems()) {
			if (AnnotationUtils.findAnnotation(named, ZmqProblem.class) == null || !isThrown(exchange, named)) {
				throw new InvalidMethodException(
						exchange.description() + " can't throw " + named.getName() + " for a problem",
						"Annotate it with @ZmqProblem, and declare it by 'throws' where it is a checked exception.",
						null);
			}
			exceptions.add(named);
		}
		exceptions.forEach((exception) -> requireUsable(exchange, exception));
		return exceptions;
	}

	private static void add(ExchangeMethod exchange, Class<? extends Throwable> exception,
			Map<String, Class<? extends Throwable>> types) {
		String type = type(exception);
		Class<? extends Throwable> other = types.put(type, exception);
		// a subclass without its own annotation represents the problem of its parent
		if (other != null && !other.isAssignableFrom(exception) && !exception.isAssignableFrom(other)) {
			throw new InvalidMethodException(
					exchange.description() + " can throw both " + other.getName() + " and " + exception.getName()
							+ " for a problem of type '" + type + "'",
					"Declare only one of them, or use different types.", null);
		}
	}

	private static void requireUsable(ExchangeMethod exchange, Class<?> exception) {
		ZmqProblem problem = AnnotationUtils.findAnnotation(exception, ZmqProblem.class);
		if (problem != null && (problem.status() < 400 || problem.status() > 599 || !isUri(problem.type()))) {
			throw new InvalidMethodException(
					exchange.description() + " can't throw " + exception.getName() + " for a problem of type '"
							+ problem.type() + "' and status " + problem.status(),
					"Set a URI such as urn:shop:out-of-stock and a status of 400 to 599 in its @ZmqProblem.", null);
		}
	}

	private static boolean isUri(String type) {
		try {
			return !new URI(type).toString().isEmpty();
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	/**
	 * Returns all exceptions of a contract.
	 * @param contract the interface
	 * @return the exceptions of its package, and those that its methods declare
	 */
	static Set<Class<?>> of(Class<?> contract) {
		Set<Class<?>> types = new LinkedHashSet<>(scan(contract).values());
		for (Method method : contract.getMethods()) {
			ZmqExchange exchange = AnnotatedElementUtils.findMergedAnnotation(method, ZmqExchange.class);
			types.addAll((exchange != null) ? List.of(exchange.problems()) : List.of());
			Arrays.stream(method.getExceptionTypes())
				.filter((thrown) -> AnnotationUtils.findAnnotation(thrown, ZmqProblem.class) != null)
				.forEach(types::add);
		}
		ZmqExchange common = AnnotatedElementUtils.findMergedAnnotation(contract, ZmqExchange.class);
		types.addAll((common != null) ? List.of(common.problems()) : List.of());
		return types;
	}

	/**
	 * Whether a proxy can throw an exception: an unchecked or a declared one, or any by a
	 * future.
	 */
	private static boolean isThrown(ExchangeMethod exchange, Class<?> type) {
		return RuntimeException.class.isAssignableFrom(type) || Error.class.isAssignableFrom(type)
				|| exchange.isAsynchronous() || Arrays.stream(exchange.method().getExceptionTypes())
					.anyMatch((thrown) -> thrown.isAssignableFrom(type));
	}

	private static String type(Class<?> exception) {
		return Objects.requireNonNull(AnnotationUtils.findAnnotation(exception, ZmqProblem.class), exception::getName)
			.type();
	}

}
