package io.zmqf.annotation;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.ReplyTypes;
import io.zmqf.service.ZmqProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.StringValueResolver;

/**
 * The declaration of a handler, as seen by its callers.
 *
 * @since 0.1.0
 */
public final class HandlerDeclaration {

	private final DeclaredHandler handler;

	private final BeanMethod method;

	private final @Nullable MethodParameter data;

	private final StringValueResolver placeholders;

	HandlerDeclaration(DeclaredHandler handler, BeanMethod method, @Nullable MethodParameter data,
			StringValueResolver placeholders) {
		this.handler = handler;
		this.method = method;
		this.data = data;
		this.placeholders = placeholders;
	}

	/**
	 * Returns the event of the handler.
	 * @return the event
	 */
	public String event() {
		return this.handler.event();
	}

	/**
	 * Returns the roles of which the sender of a request needs one.
	 * @return the names of the roles, empty if every sender is allowed
	 */
	public Set<String> roles() {
		return this.handler.roles();
	}

	/**
	 * Whether a request may be handled more than once.
	 * @return {@code true} if the declared request is idempotent
	 */
	public boolean isIdempotent() {
		ExchangeMethod exchange = this.handler.exchange();
		return exchange != null && exchange.idempotent();
	}

	/**
	 * Returns the problems of a declared request, besides those of the library.
	 * @return the statuses by the types of the problems
	 */
	public Map<String, Integer> problems() {
		Map<String, Integer> problems = new TreeMap<>();
		ExchangeMethod exchange = this.handler.exchange();
		if (exchange != null) {
			exchange.thrownProblems().forEach((name, exception) -> {
				ZmqProblem problem = AnnotationUtils.findAnnotation(exception, ZmqProblem.class);
				problems.put(name, (problem != null) ? problem.status() : 500);
			});
		}
		return problems;
	}

	/**
	 * Returns the parameter for the data of a request.
	 * @return the parameter, or {@code null} if there is none
	 */
	public @Nullable Data data() {
		MethodParameter parameter = this.data;
		if (parameter == null) {
			return null;
		}
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		boolean required = (annotation == null || annotation.required()) && !parameter.isOptional();
		return new Data(PayloadParameter.type(parameter), required, parameter);
	}

	/**
	 * Returns the headers that parameters take.
	 * @return the headers, in the order of the parameters
	 */
	public List<RequestHeader> headers() {
		List<RequestHeader> headers = new ArrayList<>();
		for (MethodParameter parameter : this.method.getMethodParameters()) {
			Header header = parameter.getParameterAnnotation(Header.class);
			if (header != null) {
				String declared = header.name().isEmpty() ? String.valueOf(parameter.getParameterName())
						: header.name();
				String name = String.valueOf(this.placeholders.resolveStringValue(declared));
				boolean required = header.required() && !parameter.isOptional()
						&& ValueConstants.DEFAULT_NONE.equals(header.defaultValue());
				headers.add(new RequestHeader(name, required));
			}
		}
		return headers;
	}

	/**
	 * Returns the type of the data of a reply.
	 * @return the type, {@code void} for no data, or a list of the items for a stream
	 */
	public Type reply() {
		ResolvableType declared = this.method.declaredReply();
		boolean suspending = KotlinDetector.isSuspendingFunction(this.method.getMethod());
		ResolvableType value = ReplyTypes.value(declared, suspending);
		boolean many = !suspending && ReplyTypes.isStream(declared.toClass());
		return ReplyTypes.resolved(ReplyTypes.payload(many ? collected(value) : value)).getType();
	}

	/** Returns the type of a stream that is received as a single reply. */
	private static ResolvableType collected(ResolvableType item) {
		return (item != ResolvableType.NONE) ? ResolvableType.forClassWithGenerics(List.class, item)
				: ResolvableType.forClass(List.class);
	}

	/**
	 * The data of a request, as a parameter declares it.
	 *
	 * @param type the type of the data
	 * @param required {@code true} if a request without data is rejected
	 * @param parameter the parameter
	 */
	public record Data(Type type, boolean required, MethodParameter parameter) {
	}

	/**
	 * A header of a request.
	 *
	 * @param name the name of the header
	 * @param required {@code true} if a request without the header is rejected
	 */
	public record RequestHeader(String name, boolean required) {
	}

}
