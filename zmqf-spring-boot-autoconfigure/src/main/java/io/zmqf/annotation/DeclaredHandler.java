package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.ZmqExchange;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * A method that handles an event, because it has {@link ZmqHandler} or implements a
 * method with {@link ZmqExchange}.
 *
 * @param event the event
 * @param method the method
 * @param annotation the annotation, or {@code null} if there is none
 * @param exchange the declared request that it implements, or {@code null} for none
 * @param roles the roles of which the sender of a request needs one; empty to allow every
 * sender
 */
record DeclaredHandler(String event, Method method, @Nullable ZmqHandler annotation, @Nullable ExchangeMethod exchange,
		Set<String> roles) {

	private static final Log logger = LogFactory.getLog(HandlerDiscovery.class);

	/**
	 * Returns the handlers of a class.
	 * @param type the class of a bean
	 * @param placeholders the resolver of placeholders in events
	 * @return the handlers, empty also if a type in the signatures of its methods is
	 * missing
	 * @throws InvalidHandlerException if the event of a method can't be handled, or if a
	 * role is empty
	 */
	static List<DeclaredHandler> of(Class<?> type, StringValueResolver placeholders) {
		Map<Method, ZmqHandler> annotated;
		try {
			annotated = MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<ZmqHandler>) (method) -> AnnotatedElementUtils
						.findMergedAnnotation(method, ZmqHandler.class));
		}
		catch (IllegalStateException | LinkageError | TypeNotPresentException ex) {
			// a type in the signatures may be missing if the bean is never created
			logger.debug("No handlers are registered from " + type.getTypeName(), ex);
			return List.of();
		}
		List<DeclaredHandler> handlers = new ArrayList<>();
		List<Method> implementations = new ArrayList<>();
		for (Class<?> contract : ExchangeMethod.contracts(type)) {
			for (ExchangeMethod exchange : ExchangeMethod.of(contract, placeholders)) {
				exchange.requireCallable(type);
				Method method = exchange.implementation(type);
				implementations.add(method);
				if (isNew(exchange.event(), method, handlers)) {
					handlers.add(new DeclaredHandler(exchange.event(), method, annotated.get(method), exchange,
							roles(type, method, annotated.get(method), placeholders)));
				}
			}
		}
		annotated.forEach((method, annotation) -> {
			if (!annotation.event().isEmpty() || !implementations.contains(method)) {
				String event = event(type, method, annotation.event(), placeholders);
				if (isNew(event, method, handlers)) {
					handlers.add(new DeclaredHandler(event, method, annotation, null,
							roles(type, method, annotation, placeholders)));
				}
			}
		});
		requireContracts(type);
		InheritedAnnotations.requireHandlersSeen(type);
		return handlers;
	}

	/**
	 * Whether a handler is not in the list yet. Several interfaces may declare the same
	 * request.
	 */
	private static boolean isNew(String event, Method method, List<DeclaredHandler> handlers) {
		return handlers.stream().noneMatch((other) -> other.method().equals(method) && other.event().equals(event));
	}

	/** Rejects {@link ZmqExchange} on a method of a class, where it has no effect. */
	private static void requireContracts(Class<?> type) {
		if (type.isInterface()) {
			return;
		}
		for (Method method : type.getDeclaredMethods()) {
			if (!method.isSynthetic() && AnnotatedElementUtils.isAnnotated(method, ZmqExchange.class)) {
				throw new InvalidHandlerException(
						ExchangeMethod.description(type, method) + " has @ZmqExchange, which is for interfaces only",
						"Annotate the method with @ZmqHandler, or move the annotation to an interface.", null);
			}
		}
	}

	private static Set<String> roles(Class<?> type, Method method, @Nullable ZmqHandler annotation,
			StringValueResolver placeholders) {
		Set<String> roles = new TreeSet<>();
		for (String declared : (annotation != null) ? annotation.roles() : new String[0]) {
			String role = ExchangeMethod.resolve(declared, placeholders,
					(cause) -> new InvalidHandlerException(
							ExchangeMethod.description(type, method) + ": the placeholder of role '" + declared
									+ "' has no value",
							"Set the property, or add a default to the placeholder, as in ${orders.role:clerk}.",
							cause));
			if (role == null || !StringUtils.hasText(role)) {
				throw new InvalidHandlerException(ExchangeMethod.description(type, method) + " has an empty role",
						"Name the role, or remove it to allow every caller.", null);
			}
			roles.add(role);
		}
		return Collections.unmodifiableSet(roles);
	}

	private static String event(Class<?> type, Method method, String declared, StringValueResolver placeholders) {
		String event = ExchangeMethod.resolve(declared, placeholders, (cause) -> new InvalidHandlerException(
				ExchangeMethod.description(type, method) + ": the placeholder of event '" + declared + "' has no value",
				"Set the property, or add a default to the placeholder, as in ${orders.event:orders.place}.", cause));
		if (event == null || !StringUtils.hasText(event)) {
			throw new InvalidHandlerException(
					ExchangeMethod.description(type, method)
							+ (declared.isEmpty() ? " has no event" : " has no event: '" + declared + "' is empty"),
					"Name the event, as in @ZmqHandler(\"orders.place\").", null);
		}
		return event;
	}

}
