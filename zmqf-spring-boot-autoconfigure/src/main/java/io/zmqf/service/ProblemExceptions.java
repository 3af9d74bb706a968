package io.zmqf.service;

import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.zmqf.message.Printable;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqRemoteException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * Translates exceptions with {@link ZmqProblem} into problems, and problems into
 * exceptions.
 *
 * @since 0.1.0
 */
public final class ProblemExceptions {

	private static final Log logger = LogFactory.getLog(ProblemExceptions.class);

	private static final int MAX_CAUSES = 16;

	private final JsonMapper mapper;

	private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

	private final ExceptionCreator creator;

	private final Map<String, Class<? extends Throwable>> types;

	/**
	 * Creates a translation of exceptions into problems.
	 * @param mapper the application's mapper
	 */
	public ProblemExceptions(JsonMapper mapper) {
		this(mapper, Map.of());
	}

	ProblemExceptions(JsonMapper mapper, Map<String, Class<? extends Throwable>> types) {
		this.mapper = mapper.rebuild()
			.addMixIn(Throwable.class, OwnProperties.class)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.build();
		this.creator = new ExceptionCreator(mapper);
		this.types = types;
	}

	/**
	 * Returns the problem that an exception represents.
	 * @param failure the exception of a handler
	 * @return the problem of the exception or of one of its causes, or {@code null} if
	 * there is none
	 */
	public @Nullable Problem problem(Throwable failure) {
		int causes = 0;
		for (Throwable cause = failure; cause != null && causes < MAX_CAUSES; cause = cause.getCause(), causes++) {
			ZmqProblem declared = AnnotationUtils.findAnnotation(cause.getClass(), ZmqProblem.class);
			if (declared != null) {
				return Problem.of(declared.status(), declared.type(), title(declared, cause), cause.getMessage())
					.withProperties(properties(cause));
			}
		}
		return null;
	}

	private static String title(ZmqProblem declared, Throwable failure) {
		if (!declared.title().isEmpty()) {
			return declared.title();
		}
		String words = failure.getClass()
			.getSimpleName()
			.replaceFirst("(?<=.)Exception$", "")
			.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
			.toLowerCase(java.util.Locale.ROOT);
		return words.isEmpty() ? declared.type() : Character.toUpperCase(words.charAt(0)) + words.substring(1);
	}

	private Map<String, Object> properties(Throwable failure) {
		Map<String, Object> properties = new LinkedHashMap<>();
		try {
			for (Map.Entry<String, JsonNode> property : this.mapper.valueToTree(failure).properties()) {
				if (!Problem.isMember(property.getKey()) && !property.getValue().isNull()) {
					properties.put(property.getKey(), this.mapper.treeToValue(property.getValue(), Object.class));
				}
			}
		}
		catch (JacksonException ex) {
			warn(failure.getClass(), "The properties of " + failure.getClass().getName() + " can't be sent: "
					+ Printable.of(String.valueOf(ex.getOriginalMessage())));
		}
		return properties;
	}

	/**
	 * Returns the exception that a problem represents.
	 * @param failure the failure of a request
	 * @return the exception, with the failure as its cause, or {@code null} if there is
	 * none
	 */
	@Nullable Throwable exception(ZmqRemoteException failure) {
		Problem problem = failure.getProblem();
		Class<? extends Throwable> type = this.types.get(problem.type());
		if (type == null || Modifier.isAbstract(type.getModifiers())) {
			return null;
		}
		try {
			return this.creator.create(type, problem.detail(), problem.properties(), failure);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			warn(type, "A problem of type '" + Printable.of(problem.type()) + "' can't be converted to a "
					+ type.getName() + ": " + Printable.of(String.valueOf(ex.getMessage())));
			return null;
		}
	}

	/** Logs a warning once for each class, because a peer may cause it repeatedly. */
	private void warn(Class<?> type, String message) {
		if (this.warned.add(type)) {
			logger.warn(message);
		}
	}

	/**
	 * A mix-in that serializes the fields of an exception, without those of
	 * {@link Throwable}.
	 */
	@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
	@JsonIgnoreProperties({ "cause", "stackTrace", "suppressed", "localizedMessage", "message", "detailMessage",
			"suppressedExceptions", "backtrace", "depth" })
	private abstract static class OwnProperties {

	}

}
