package io.zmqf.service;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.message.Events;
import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * A method of a contract: an interface with {@link ZmqExchange}.
 *
 * @param contract the interface that callers call and handlers implement
 * @param method the method, which the interface declares or inherits
 * @param event the event of the requests
 * @param timeout the timeout of the calls, or {@code null} for that of the client
 * @param idempotent {@code true} if the request may be handled more than once
 * @param problems the exceptions in the annotations
 * @since 0.1.0
 */
public record ExchangeMethod(Class<?> contract, Method method, String event, @Nullable Duration timeout,
		boolean idempotent, List<Class<? extends Throwable>> problems) {

	/**
	 * Returns the contracts of a class, without those that another of its contracts
	 * extends.
	 * @param type a class or an interface
	 * @return the contracts, or an empty set
	 */
	public static Set<Class<?>> contracts(Class<?> type) {
		Set<Class<?>> all = new LinkedHashSet<>();
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			addContracts(current, all);
		}
		return all.stream()
			.filter((contract) -> all.stream()
				.noneMatch((other) -> other != contract && contract.isAssignableFrom(other)))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static void addContracts(Class<?> type, Set<Class<?>> contracts) {
		if (type.isInterface() && Arrays.stream(type.getMethods()).anyMatch(ExchangeMethod::isExchange)) {
			contracts.add(type);
		}
		for (Class<?> extended : type.getInterfaces()) {
			addContracts(extended, contracts);
		}
	}

	/**
	 * Whether a method is declared as a request.
	 * @param method a method of an interface
	 * @return {@code true} if it or a method that it overrides has {@link ZmqExchange}
	 */
	static boolean isExchange(Method method) {
		return !Modifier.isStatic(method.getModifiers()) && !method.isBridge()
				&& AnnotatedElementUtils.hasAnnotation(method, ZmqExchange.class);
	}

	/**
	 * Whether a method of a class handles a request of one of its contracts.
	 * @param method the method
	 * @param type the class
	 * @return {@code true} if it implements a method with {@link ZmqExchange}
	 */
	public static boolean isImplementedBy(Method method, Class<?> type) {
		return contracts(type).stream()
			.flatMap((contract) -> Arrays.stream(contract.getMethods()))
			.anyMatch((declared) -> isExchange(declared) && implementation(declared, type).equals(method));
	}

	/**
	 * Returns the requests of a contract.
	 * @param contract the interface
	 * @param placeholders the resolver of placeholders
	 * @return the requests, one for each method that declares one
	 * @throws InvalidMethodException if a method has no event or an invalid timeout
	 */
	public static List<ExchangeMethod> of(Class<?> contract, StringValueResolver placeholders) {
		List<ExchangeMethod> exchanges = new ArrayList<>();
		for (Method method : contract.getMethods()) {
			if (isExchange(method)) {
				requireProxied(method);
				exchanges.add(of(contract, method, placeholders));
			}
			else if (Modifier.isAbstract(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
				throw new InvalidMethodException(description(method) + " names no event",
						"Annotate it with @ZmqExchange, or give it a default implementation.", null);
			}
		}
		return exchanges;
	}

	/** Rejects methods of {@link Object}, whose calls a proxy does not send. */
	private static void requireProxied(Method method) {
		if (ReflectionUtils.isObjectMethod(method)) {
			throw new InvalidMethodException(description(method) + " is a method of Object, not a request",
					"Choose another name for the method.", null);
		}
	}

	private static ExchangeMethod of(Class<?> contract, Method method, StringValueResolver placeholders) {
		ZmqExchange own = Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, ZmqExchange.class));
		ZmqExchange common = common(contract, method);
		String prefix = (common != null) ? resolve(common.event(), method, placeholders) : "";
		String name = resolve(own.event(), method, placeholders);
		String event = prefix + ((prefix.isEmpty() || name.isEmpty()) ? "" : ".") + name;
		if (event.isEmpty()) {
			throw new InvalidMethodException(description(method) + " names no event",
					"Name it by @ZmqExchange on the method, or by its prefix on the interface.", null);
		}
		try {
			Events.requireUsable(event);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMethodException(description(method) + ": " + ex.getMessage(),
					"Choose another event of 1 to 255 bytes that the protocol does not reserve.", ex);
		}
		String timeout = resolve(own.timeout().isEmpty() && common != null ? common.timeout() : own.timeout(), method,
				placeholders);
		List<Class<? extends Throwable>> problems = new ArrayList<>(List.of(own.problems()));
		if (common != null) {
			problems.addAll(List.of(common.problems()));
		}
		return new ExchangeMethod(contract, method, event, timeout(timeout, method),
				own.idempotent() || (common != null && common.idempotent()), List.copyOf(problems));
	}

	/**
	 * Returns the annotation of the contract, or else of the interface that declares the
	 * method.
	 */
	private static @Nullable ZmqExchange common(Class<?> contract, Method method) {
		ZmqExchange common = AnnotatedElementUtils.getMergedAnnotation(contract, ZmqExchange.class);
		return (common != null) ? common
				: AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), ZmqExchange.class);
	}

	private static String resolve(String text, Method method, StringValueResolver placeholders) {
		String resolved = resolve(text, placeholders,
				(cause) -> new InvalidMethodException(
						description(method) + ": the placeholder in '" + text + "' has no value",
						"Set the property, or add a default to the placeholder, as in ${orders.prefix:orders}.",
						cause));
		return StringUtils.hasText(resolved) ? resolved.strip() : "";
	}

	/**
	 * Resolves the placeholders in the value of an annotation.
	 * @param text the value of the annotation
	 * @param placeholders the resolver of placeholders
	 * @param unresolved a function that creates the exception for a placeholder without a
	 * value
	 * @return the value without placeholders
	 */
	public static @Nullable String resolve(String text, StringValueResolver placeholders,
			Function<@Nullable IllegalArgumentException, RuntimeException> unresolved) {
		String resolved;
		try {
			resolved = placeholders.resolveStringValue(text);
		}
		catch (IllegalArgumentException ex) {
			throw unresolved.apply(ex);
		}
		if (resolved != null && resolved.contains("${")) {
			throw unresolved.apply(null);
		}
		return resolved;
	}

	private static @Nullable Duration timeout(String text, Method method) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			Duration timeout = DurationFormatterUtils.detectAndParse(text);
			Assert.isTrue(timeout.toMillis() >= 1, "The timeout is less than a millisecond");
			return timeout;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidMethodException(description(method) + ": the timeout '" + text + "' can't be used",
					"Set it to a duration of at least one millisecond, such as 500ms.", ex);
		}
	}

	/**
	 * Returns the method of a class that handles the requests.
	 * @param type a class that implements the contract, or the contract itself
	 * @return the method of the class
	 */
	public Method implementation(Class<?> type) {
		return implementation(this.method, type);
	}

	/**
	 * Returns the method of a class that implements a method of an interface.
	 * @param declared the method of the interface
	 * @param type a class that implements the interface, or the interface itself
	 * @return the method of the class
	 */
	public static Method implementation(Method declared, Class<?> type) {
		return BridgeMethodResolver.findBridgedMethod(ClassUtils.getMostSpecificMethod(declared, type));
	}

	/**
	 * Checks that the method can be a request.
	 * @param type a class that implements the contract, and may bind its type variables
	 * @throws InvalidMethodException if a parameter can't be sent, the return type can't
	 * be a reply, or an exception can't be a problem
	 */
	public void requireCallable(Class<?> type) {
		ExchangeMethod seen = new ExchangeMethod(type, this.method, this.event, this.timeout, this.idempotent,
				this.problems);
		new CallArguments(null, (text) -> text).of(seen);
		CallReply.of(seen, new CallFailures(null));
		ProblemClasses.declared(seen); // callers choose among several
	}

	/**
	 * Returns the exceptions for problems: those in the package of the contract, in the
	 * {@code throws} clause and in the annotations.
	 * @return the classes with {@link ZmqProblem}, by the type of their problem
	 */
	public Map<String, Class<? extends Throwable>> thrownProblems() {
		return new ProblemClasses(this.contract).of(this);
	}

	/**
	 * Resolves the type variables in a declared type of the method by its contract.
	 * @param type the type
	 * @return the resolved type, or the type itself if it is a variable that the contract
	 * does not bind
	 */
	ResolvableType resolve(Type type) {
		return (GenericTypeResolver.resolveType(type, this.contract) instanceof TypeVariable<?>)
				? ResolvableType.forType(type) : ReplyTypes.resolved(ResolvableType.forType(type,
						ResolvableType.forClass(this.contract).as(this.method.getDeclaringClass())));
	}

	/** Whether failures are part of the return value, such as a future. */
	boolean isAsynchronous() {
		Class<?> type = this.method.getReturnType();
		return ReplyTypes.isAsynchronous(type) && type != Stream.class;
	}

	String description() {
		return description(this.method);
	}

	private static String description(Method method) {
		return description(method.getDeclaringClass(), method);
	}

	/**
	 * Describes a method for messages.
	 * @param type the class of the method
	 * @param method the method
	 * @return the class name, the method name and the names of the parameter types
	 */
	public static String description(Class<?> type, Method method) {
		return type.getTypeName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
