package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.message.QuickMapper;
import io.zmqf.service.DeclaredData;
import io.zmqf.service.ReplyTypes;
import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.HeaderConversion;
import io.zmqf.service.ProblemExceptions;
import io.zmqf.worker.RequestHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.util.ClassUtils;
import org.springframework.validation.SmartValidator;

/** Creates request handlers from methods. */
final class HandlerMethods {

	private static final Log logger = LogFactory.getLog(HandlerMethods.class);

	private static final boolean JAKARTA_PRESENT = ClassUtils.isPresent("jakarta.validation.Validator",
			HandlerMethods.class.getClassLoader());

	/**
	 * Annotations of parameters whose values come from the server, never from the sender.
	 */
	private static final List<String> VALUES = List.of("org.springframework.beans.factory.annotation.Value",
			"org.springframework.web.bind.annotation.RequestAttribute",
			"org.springframework.web.bind.annotation.SessionAttribute");

	/** Annotations of parameters that another protocol does not read from the data. */
	private static final List<String> PARTS = List.of(
			"org.springframework.messaging.handler.annotation.DestinationVariable",
			"org.springframework.web.bind.annotation.CookieValue",
			"org.springframework.web.bind.annotation.MatrixVariable",
			"org.springframework.web.bind.annotation.PathVariable",
			"org.springframework.web.bind.annotation.RequestHeader",
			"org.springframework.web.bind.annotation.RequestParam");

	/** Annotations of methods that other protocols may call, too. */
	private static final List<String> MAPPINGS = List.of(
			"org.springframework.messaging.handler.annotation.MessageExceptionHandler",
			"org.springframework.messaging.handler.annotation.MessageMapping",
			"org.springframework.messaging.rsocket.annotation.ConnectMapping",
			"org.springframework.messaging.rsocket.service.RSocketExchange",
			"org.springframework.messaging.simp.annotation.SubscribeMapping",
			"org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.web.service.annotation.HttpExchange");

	private static final List<String> SENDERS = List.of(
			"org.springframework.security.core.annotation.AuthenticationPrincipal",
			"org.springframework.security.core.annotation.CurrentSecurityContext");

	private final HeaderArgumentResolver headers;

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	/** The resolvers of parameters that don't take the data. */
	private final HandlerMethodArgumentResolverComposite others = new HandlerMethodArgumentResolverComposite();

	private final List<HandlerAdvice> advice;

	/**
	 * The exception methods of each advice. They are created for the first bean that the
	 * advice applies to, as other advice may belong to other protocols.
	 */
	private final Map<HandlerAdvice, ExceptionMethods> adviceMethods = new HashMap<>();

	private final JsonMapper mapper;

	private final AsynchronousMethods asynchronous;

	private final ProblemExceptions problems;

	private final @Nullable SmartValidator validator;

	private final @Nullable MethodValidations validations;

	HandlerMethods(ConfigurableListableBeanFactory beanFactory, JsonMapper mapper, @Nullable SmartValidator validator) {
		this.mapper = QuickMapper.of(mapper);
		this.asynchronous = new AsynchronousMethods(beanFactory);
		this.problems = new ProblemExceptions(mapper);
		this.validator = validator;
		this.validations = (validator != null && JAKARTA_PRESENT) ? Jakarta.validations(validator) : null;
		this.headers = new HeaderArgumentResolver(HeaderConversion.of(beanFactory), beanFactory);
		this.others.addResolver(this.headers);
		this.others.addResolver(new HeadersMethodArgumentResolver());
		this.others.addResolver(new RequestArgumentResolver());
		this.resolvers.addResolvers(this.others.getResolvers());
		this.resolvers.addResolver(new PayloadArgumentResolver(this.mapper, validator, this.validations));
		this.advice = HandlerAdvice.of(beanFactory);
	}

	ExceptionMethods exceptionMethods(HandlerBean bean) {
		List<ExceptionMethods> applicable = this.advice.stream()
			.filter((candidate) -> candidate.selection().includes(bean.type()))
			.map((candidate) -> this.adviceMethods.computeIfAbsent(candidate,
					(key) -> new ExceptionMethods(key.bean().type(), (method) -> replies(key, method), List.of())))
			.filter((methods) -> !methods.isEmpty())
			.toList();
		return new ExceptionMethods(bean.type(), (method) -> replies(bean, method), applicable);
	}

	private ReplyingMethod replies(HandlerBean bean, Method method) {
		BeanMethod exceptionMethod = new BeanMethod(bean, method, this.resolvers);
		for (MethodParameter parameter : exceptionMethod.getMethodParameters()) {
			if (ValidationAnnotations.arePresent(parameter) && takesException(parameter, method)) {
				throw new InvalidHandlerException(
						of(parameter, exceptionMethod) + " can't be validated: it is the exception, not the request",
						"Remove the annotation.", null);
			}
		}
		return replies(exceptionMethod);
	}

	/**
	 * Whether a parameter of an exception method takes the exception. The exception takes
	 * precedence over values of the request.
	 */
	private static boolean takesException(MethodParameter parameter, Method method) {
		Class<?> type = parameter.getParameterType();
		return Throwable.class.isAssignableFrom(type)
				|| ExceptionMethods.exceptions(method).stream().anyMatch(type::isAssignableFrom);
	}

	private ReplyingMethod replies(BeanMethod method) {
		this.asynchronous.requireWaitedFor(method);
		requireData(method);
		for (MethodParameter parameter : method.getMethodParameters()) {
			check(method, parameter);
		}
		if (this.validations != null) {
			method.validate(this.validations.of(method));
		}
		return new ReplyingMethod(method, this.mapper);
	}

	private @Nullable ReplyingMethod replies(HandlerAdvice shared, Method method) {
		try {
			return replies(shared.bean(), method);
		}
		catch (InvalidHandlerException ex) {
			if (!shared.ofWeb()) {
				throw ex;
			}
			logger.warn("An exception method of @ControllerAdvice is not used for handlers: " + ex.getMessage());
			return null;
		}
	}

	BeanMethod method(HandlerBean bean, DeclaredHandler declared) {
		requireThread(bean, declared);
		return new BeanMethod(bean, declared.method(), this.resolvers);
	}

	/**
	 * Creates the handler of a method.
	 * @param method the method
	 * @param declared the declaration of the method
	 * @param exceptions the methods that handle its exceptions
	 * @return the handler
	 * @throws InvalidHandlerException if the arguments can't be resolved or validated, or
	 * the return value can't be a reply
	 */
	RequestHandler handler(BeanMethod method, DeclaredHandler declared, ExceptionMethods exceptions) {
		ReplyingMethod replying = replies(method);
		MethodParameter data = data(method);
		return new AnnotatedHandler(replying, exceptions, this.problems, declared,
				(data != null) ? PayloadParameter.type(data) : null);
	}

	/** Returns the parameter for the data, or {@code null} if there is none. */
	@Nullable MethodParameter data(BeanMethod method) {
		return Arrays.stream(method.getMethodParameters())
			.filter((parameter) -> !this.others.supportsParameter(parameter))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Rejects an interruptible method that does not block, as it has no thread to
	 * interrupt.
	 */
	private static void requireThread(HandlerBean bean, DeclaredHandler declared) {
		ZmqHandler annotation = declared.annotation();
		if (annotation != null && annotation.interruptible() && !annotation.blocking()) {
			throw new InvalidHandlerException(
					ExchangeMethod.description(bean.type(), declared.method())
							+ " has both interruptible = true and blocking = false",
					"Remove one of them: a method that does not block has no thread to interrupt.", null);
		}
	}

	private void check(BeanMethod method, MethodParameter parameter) {
		JsonViews.of(parameter, of(parameter, method));
		this.headers.requireUsable(parameter, of(parameter, method));
		if (!this.resolvers.supportsParameter(parameter)) {
			throw new InvalidHandlerException(of(parameter, method) + " can't be resolved",
					"@Payload does not support expressions: remove the expression, and accept the whole data.", null);
		}
		if (!this.others.supportsParameter(parameter)) {
			if (isOfMany(PayloadParameter.type(parameter))) {
				throw new InvalidHandlerException(of(parameter, method) + " can't be read: a request is one message",
						"Declare the data as a List, an array or a class.", null);
			}
			FillableParameters.requireData(parameter, of(parameter, method), this.mapper);
		}
		if (this.validator == null && ValidationAnnotations.arePresent(parameter)) {
			logger.warn(of(parameter, method)
					+ " is not validated: there is no Validator. Add spring-boot-starter-validation");
		}
		if (ValidationAnnotations.hints(parameter) != null && !PayloadValidation.isPossible(parameter)) {
			throw new InvalidHandlerException(
					of(parameter, method) + " can't be validated: its type does not name the type of the data",
					"Declare the data as a class, a record, an array, a collection, a map or an "
							+ "Optional of these, or remove the annotation.",
					null);
		}
	}

	/**
	 * Rejects parameters whose values must not be read from the data, which the sender
	 * controls.
	 */
	private void requireData(BeanMethod method) {
		boolean shared = isPresent(MergedAnnotations.from(method.getMethod(), SearchStrategy.TYPE_HIERARCHY), MAPPINGS);
		for (MethodParameter parameter : method.getMethodParameters()) {
			FillableParameters.requireHeaders(parameter, of(parameter, method));
			if (this.others.supportsParameter(parameter)) {
				continue;
			}
			if (isOfSender(parameter)) {
				throw new InvalidHandlerException(
						of(parameter, method) + " can't be resolved: the sender of a request is not in its data",
						"Declare a ZmqPrincipal or a Principal, or use Spring Security's SecurityContextHolder.", null);
			}
			MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
			if (isPresent(annotations, VALUES)) {
				throw new InvalidHandlerException(
						of(parameter, method)
								+ " can't be resolved: the data does not contain what its annotation names",
						"Inject the value into the constructor of the class.", null);
			}
			if (!shared && !annotations.isPresent(Payload.class) && isPresent(annotations, PARTS)) {
				throw new InvalidHandlerException(
						of(parameter, method)
								+ " can't be resolved: the data does not contain what its annotation names",
						"Use @Header, or remove the annotation to receive the data.", null);
			}
		}
	}

	private static boolean isPresent(MergedAnnotations annotations, List<String> names) {
		return names.stream().anyMatch(annotations::isPresent);
	}

	/**
	 * Whether a parameter takes the sender. Its identity must never be read from the
	 * data.
	 */
	private static boolean isOfSender(MethodParameter parameter) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
		return Principal.class.isAssignableFrom(ResolvableType.forType(PayloadParameter.type(parameter)).toClass())
				|| isPresent(annotations, SENDERS);
	}

	/** Whether a type is asynchronous or a stream, which only replies may be. */
	private static boolean isOfMany(Type type) {
		ResolvableType declared = ResolvableType.forType(type);
		return !ReplyTypes.isMessage(declared.toClass()) && !DeclaredData.isPossible(declared);
	}

	private static String of(MethodParameter parameter, BeanMethod method) {
		return "Parameter " + (parameter.getParameterIndex() + 1) + " of " + method.description();
	}

	/** Loaded only if Jakarta Validation is present. */
	private static final class Jakarta {

		static @Nullable MethodValidations validations(SmartValidator validator) {
			return (validator instanceof jakarta.validation.Validator jakarta) ? new MethodValidations(jakarta) : null;
		}

	}

}
