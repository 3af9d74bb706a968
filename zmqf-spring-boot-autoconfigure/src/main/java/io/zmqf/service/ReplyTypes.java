package io.zmqf.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * The return types that are no data: those that are waited for, and those that can't be a
 * reply. Types that may be missing are known by name.
 *
 * @since 0.1.0
 */
public final class ReplyTypes {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ReplyTypes.class.getClassLoader());

	private static final boolean COROUTINES_PRESENT = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ReplyTypes.class.getClassLoader())
			&& ClassUtils.isPresent("kotlin.reflect.full.KCallables", ReplyTypes.class.getClassLoader());

	private static final String ONE_REPLY = "Return the values as a List: a request has one reply.";

	private static final String REACTOR = "Add Reactor to the class path, or return a CompletionStage.";

	private static final Map<String, String> REMEDIES = new LinkedHashMap<>();

	static {
		String stage = "Return a CompletionStage: nobody is told when a plain Future ends.";
		REMEDIES.put("java.util.concurrent.Future", stage);
		REMEDIES.put("java.util.concurrent.Callable", "Return the value: the handler has a thread of its own.");
		REMEDIES.put("java.util.stream.BaseStream", ONE_REPLY);
		REMEDIES.put("java.util.concurrent.Flow$Publisher", ONE_REPLY);
		REMEDIES.put("kotlinx.coroutines.flow.Flow", ONE_REPLY);
		REMEDIES.put("kotlinx.coroutines.Deferred", REACTOR);
		REMEDIES.put("org.reactivestreams.Publisher", REACTOR);
		for (String name : new String[] { "Completable", "Flowable", "Maybe", "Observable", "Single" }) {
			REMEDIES.put("io.reactivex.rxjava3.core." + name, REACTOR);
		}
		REMEDIES.put("io.smallrye.mutiny.Uni", REACTOR);
		REMEDIES.put("io.zmqf.client.Gathered",
				"Return the reply of one worker: it is the client that gathers those of all.");
		REMEDIES.put("org.springframework.http.HttpEntity",
				"Return the body; headers go into a Message of Spring, and errors into a Problem.");
		REMEDIES.put("org.springframework.web.context.request.async.DeferredResult", "Return a CompletableFuture.");
		REMEDIES.put("org.springframework.web.context.request.async.WebAsyncTask", "Return a CompletableFuture.");
		REMEDIES.put("org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter", ONE_REPLY);
	}

	private static final ClassValue<Optional<String>> REMEDY = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			return CompletionStage.class.isAssignableFrom(type) ? Optional.empty() : Optional.ofNullable(find(type));
		}

	};

	private ReplyTypes() {
	}

	/**
	 * The adapter of a type that is waited for.
	 * @param type a return type
	 * @return the adapter, {@code null} where the type is data, or a stream
	 */
	public static @Nullable ReactiveAdapter adapter(Class<?> type) {
		if (!REACTOR_PRESENT || CompletionStage.class.isAssignableFrom(type)) {
			return null;
		}
		ReactiveAdapter known = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		return (known != null && !known.isMultiValue()) ? known : null;
	}

	/**
	 * The remedy for a type that can't be a reply.
	 * @param type a return type, or the type of a returned value
	 * @return the remedy, {@code null} where none is needed
	 */
	public static @Nullable String remedy(Class<?> type) {
		if (adapter(type) != null) {
			return null;
		}
		String remedy = REMEDY.get(type).orElse(null);
		return (REACTOR.equals(remedy) && REACTOR_PRESENT) ? ONE_REPLY : remedy;
	}

	/**
	 * The type that a suspending function is called as.
	 * @param method the method
	 * @return the type of a publisher of one value
	 * @throws InvalidMethodException if nothing can call it
	 */
	public static Class<?> suspended(String method) {
		if (!REACTOR_PRESENT || !COROUTINES_PRESENT) {
			throw new InvalidMethodException(method + " suspends, and nothing can call it",
					"Add kotlinx-coroutines-reactor to the class path.", null);
		}
		return Suspended.TYPE;
	}

	private static @Nullable String find(@Nullable Class<?> type) {
		String remedy = (type != null) ? REMEDIES.get(type.getName()) : null;
		if (type == null || remedy != null) {
			return remedy;
		}
		for (Class<?> contract : type.getInterfaces()) {
			remedy = find(contract);
			if (remedy != null) {
				return remedy;
			}
		}
		return find(type.getSuperclass());
	}

	/** Loaded where Reactor is there. */
	private static final class Suspended {

		private static final Class<?> TYPE = Mono.class;

	}

}
