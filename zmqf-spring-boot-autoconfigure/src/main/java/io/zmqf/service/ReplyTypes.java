package io.zmqf.service;

import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import io.zmqf.message.DataTypes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * Classifies return types that are not data: futures, streams, and those that can't be a
 * reply. Types of optional dependencies are known by name.
 *
 * @since 0.1.0
 */
public final class ReplyTypes {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ReplyTypes.class.getClassLoader());

	private static final boolean COROUTINES_PRESENT = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ReplyTypes.class.getClassLoader())
			&& ClassUtils.isPresent("kotlin.reflect.full.KCallables", ReplyTypes.class.getClassLoader());

	private static final String MANY = "Return the values as a Flux, a Stream or a List.";

	private static final String VALUE = "Return the value itself.";

	private static final String RESULT = "Return the value itself, and throw the exception.";

	private static final String COROUTINES = "Add kotlinx-coroutines-reactor to the class path.";

	private static final String REACTOR = "Add Reactor to the class path, or return a CompletionStage.";

	private static final String PROBLEM = "Return a Problem of this library, which makes the reply an error.";

	private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

	static {
		REMEDIES.put("java.util.concurrent.Future",
				"Return a CompletionStage: a plain Future can't notify of its completion.");
		for (String name : new String[] { "java.util.Enumeration", "java.util.Spliterator",
				"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter" }) {
			REMEDIES.put(name, MANY);
		}
		REMEDIES.put("kotlin.Result", RESULT);
		REMEDIES.put("kotlin.Result$Failure", RESULT);
		REMEDIES.put("kotlinx.coroutines.flow.Flow", COROUTINES);
		REMEDIES.put("kotlinx.coroutines.Deferred", COROUTINES);
		REMEDIES.put("org.reactivestreams.Publisher", REACTOR);
		for (String name : new String[] { "Completable", "Flowable", "Maybe", "Observable", "Single" }) {
			REMEDIES.put("io.reactivex.rxjava3.core." + name, REACTOR);
		}
		REMEDIES.put("io.smallrye.mutiny.Uni", REACTOR);
		REMEDIES.put("io.zmqf.client.Gathered",
				"Return the reply of one worker: the client gathers the replies of all workers.");
		REMEDIES.put("org.springframework.core.io.Resource", VALUE);
		REMEDIES.put("org.springframework.http.HttpEntity",
				"Return the body; headers go into a Message of Spring, and errors into a Problem.");
		REMEDIES.put("org.springframework.http.ProblemDetail", PROBLEM);
		REMEDIES.put("org.springframework.web.ErrorResponse", PROBLEM);
		REMEDIES.put("org.springframework.web.context.request.async.DeferredResult", "Return a CompletableFuture.");
		REMEDIES.put("org.springframework.web.context.request.async.WebAsyncTask", "Return a CompletableFuture.");
		REMEDIES.put("org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody", VALUE);
	}

	private static final List<Class<?>> STREAMS = List.of(Stream.class, BaseStream.class, Iterator.class,
			Flow.Publisher.class);

	private static final ClassValue<Optional<String>> REMEDY = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			if (CompletionStage.class.isAssignableFrom(type)
					|| STREAMS.stream().anyMatch((stream) -> stream.isAssignableFrom(type))) {
				return Optional.empty();
			}
			String remedy = find(type);
			return Optional.ofNullable((remedy != null || DataTypes.isData(type)) ? remedy : VALUE);
		}

	};

	private static final ClassValue<Optional<String>> VALUE_REMEDY = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			if (isMessage(type)) {
				return Optional.of("Return the message itself, or its payload alone.");
			}
			return Optional.ofNullable(isAsynchronous(type)
					? "Return the inner type, without the outer future or publisher." : remedy(type));
		}

	};

	private ReplyTypes() {
	}

	/**
	 * Returns the adapter of a reactive type of at most one value.
	 * @param type a return type
	 * @return the adapter, or {@code null} if the type is data or a stream
	 */
	public static @Nullable ReactiveAdapter adapter(Class<?> type) {
		ReactiveAdapter adapter = anyAdapter(type);
		return (adapter != null && !adapter.isMultiValue()) ? adapter : null;
	}

	/**
	 * Returns the adapter of a reactive type of many values.
	 * @param type a return type
	 * @return the adapter, or {@code null} if the type is not such a type
	 */
	public static @Nullable ReactiveAdapter streamAdapter(Class<?> type) {
		ReactiveAdapter adapter = anyAdapter(type);
		return (adapter != null && adapter.isMultiValue()) ? adapter : null;
	}

	private static @Nullable ReactiveAdapter anyAdapter(Class<?> type) {
		return (REACTOR_PRESENT && !CompletionStage.class.isAssignableFrom(type))
				? ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) : null;
	}

	/**
	 * Whether a type is a stream of values.
	 * @param type a return type
	 * @return {@code true} for streams, iterators, and publishers of many values
	 */
	public static boolean isStream(Class<?> type) {
		return BaseStream.class.isAssignableFrom(type) || Iterator.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type) || streamAdapter(type) != null;
	}

	/**
	 * Whether the value of a return type is available only later.
	 * @param type a return type
	 * @return {@code true} for futures, publishers and {@linkplain #isStream(Class)
	 * streams}
	 */
	public static boolean isAsynchronous(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || adapter(type) != null || isStream(type);
	}

	/**
	 * Returns the type of the value that a method's caller finally gets.
	 * @param declared the declared return type
	 * @param suspending {@code true} if the method is a suspending function
	 * @return the type of the value, or of each value of a stream
	 */
	public static ResolvableType value(ResolvableType declared, boolean suspending) {
		Class<?> type = declared.toClass();
		if (suspending || !isAsynchronous(type)) {
			return declared;
		}
		if (isStream(type)) {
			return itemType(declared);
		}
		return (adapter(type) != null) ? declared.getGeneric() : declared.as(CompletionStage.class).getGeneric();
	}

	/**
	 * Returns the payload type of a Spring message.
	 * @param type a message type or another type
	 * @return the payload type, or the type itself if it is not a message type
	 */
	public static ResolvableType payload(ResolvableType type) {
		return Message.class.isAssignableFrom(type.toClass()) ? type.as(Message.class).getGeneric() : type;
	}

	/**
	 * Returns the type of the values of a stream.
	 * @param type a {@linkplain #isStream(Class) stream} type
	 * @return the type of each value
	 */
	public static ResolvableType itemType(ResolvableType type) {
		for (Class<?> stream : STREAMS) {
			if (stream.isAssignableFrom(type.toClass())) {
				return resolved(type.as(stream).getGeneric());
			}
		}
		return resolved(type.getGeneric());
	}

	/**
	 * Replaces type variables by their values, as for a type that a generic superclass
	 * declares.
	 * @param type the type, with the known values of its variables
	 * @return the type without variables, except those that have no value
	 */
	public static ResolvableType resolved(ResolvableType type) {
		Class<?> raw = type.resolve();
		if (raw == null || type.getType() instanceof Class<?>) {
			return type;
		}
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(resolved(type.getComponentType()));
		}
		// a bound may refer to its own variable
		boolean open = type.getType() instanceof TypeVariable<?> && type.hasUnresolvableGenerics();
		return (!type.hasGenerics() || open) ? ResolvableType.forClass(raw) : ResolvableType.forClassWithGenerics(raw,
				Arrays.stream(type.getGenerics()).map(ReplyTypes::resolved).toArray(ResolvableType[]::new));
	}

	/**
	 * Returns the remedy for a type that can't be a reply.
	 * @param type a return type, or the type of a returned value
	 * @return the remedy, or {@code null} if none is needed
	 */
	public static @Nullable String remedy(Class<?> type) {
		return (anyAdapter(type) != null) ? null : REMEDY.get(type).orElse(null);
	}

	/**
	 * Returns the remedy for a value that can't be the data of a reply.
	 * @param type the class of the value, or of the value of an {@code Optional}
	 * @return the remedy, or {@code null} if none is needed
	 */
	public static @Nullable String valueRemedy(Class<?> type) {
		return VALUE_REMEDY.get(type).orElse(null);
	}

	/**
	 * Whether values of a type are messages, whose payload is the data.
	 * @param type a return type
	 * @return {@code true} for messages of Spring and of this library
	 */
	public static boolean isMessage(Class<?> type) {
		return Message.class.isAssignableFrom(type) || type == io.zmqf.message.Message.class;
	}

	/**
	 * Returns the return type as which a suspending function is called.
	 * @param method the method
	 * @return the type of a publisher of one value
	 * @throws InvalidMethodException if coroutines or Reactor are missing
	 */
	public static Class<?> suspended(String method) {
		if (!REACTOR_PRESENT || !COROUTINES_PRESENT) {
			throw new InvalidMethodException(
					method + " is a suspending function, which is not supported without coroutines on the class path",
					COROUTINES, null);
		}
		return Suspended.TYPE;
	}

	private static @Nullable String find(Class<?> type) {
		String remedy = REMEDIES.get(type.getName());
		return (remedy != null) ? remedy
				: Stream.concat(Arrays.stream(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()))
					.map(ReplyTypes::find)
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null);
	}

	/** Loaded only if Reactor is present. */
	private static final class Suspended {

		private static final Class<?> TYPE = Mono.class;

	}

}
