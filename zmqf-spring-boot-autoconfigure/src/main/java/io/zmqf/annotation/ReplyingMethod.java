package io.zmqf.annotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** A method whose return value, now or later, is the reply. */
final class ReplyingMethod {

	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ReplyingMethod.class.getClassLoader());

	private final BeanMethod method;

	private final ReplyWriter writer;

	private final @Nullable ReactiveAdapter adapter;

	/**
	 * Creates the method.
	 * @param method the method
	 * @param mapper what writes its replies
	 * @throws IllegalStateException if it returns a stream
	 */
	ReplyingMethod(BeanMethod method, JsonMapper mapper) {
		this.method = method;
		ResolvableType declared = method.declaredReply();
		this.adapter = adapter(declared.toClass());
		this.writer = new ReplyWriter(mapper, reply(declared));
	}

	private @Nullable ReactiveAdapter adapter(Class<?> type) {
		if (!REACTOR_PRESENT || CompletionStage.class.isAssignableFrom(type)) {
			return null;
		}
		ReactiveAdapter known = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (known != null && known.isMultiValue()) {
			throw new IllegalStateException(description() + " returns a " + type.getSimpleName()
					+ ", which is a stream: a request has one reply");
		}
		return known;
	}

	private ResolvableType reply(ResolvableType declared) {
		ResolvableType value = declared;
		if (this.adapter != null) {
			value = value.getGeneric();
		}
		else if (CompletionStage.class.isAssignableFrom(value.toClass())) {
			value = value.as(CompletionStage.class).getGeneric();
		}
		return org.springframework.messaging.Message.class.isAssignableFrom(value.toClass())
				? value.as(org.springframework.messaging.Message.class).getGeneric() : value;
	}

	/**
	 * Finds the arguments of a request.
	 * @param message the request
	 * @param provided what parameters may take by their type alone
	 * @return the arguments
	 * @throws Exception if there is none for a parameter
	 */
	@Nullable Object[] arguments(RequestMessage message, Object... provided) throws Exception {
		return this.method.arguments(message, provided);
	}

	/**
	 * Calls the method and makes a reply of what it returns.
	 * @param request what is answered
	 * @param arguments the method's arguments
	 * @return the reply
	 * @throws Throwable what the method throws, unless it comes later
	 */
	CompletionStage<Message> reply(Message request, @Nullable Object[] arguments) throws Throwable {
		Object value = this.method.call(arguments);
		if (value instanceof CompletionStage<?> later) {
			return later.thenApply((result) -> this.writer.write(request, result));
		}
		if (this.adapter != null && value != null) {
			return Reactive.stage(this.adapter, value).thenApply((result) -> this.writer.write(request, result));
		}
		return CompletableFuture.completedFuture(this.writer.write(request, value));
	}

	String description() {
		return this.method.description();
	}

	/** Loaded where Reactor is there. */
	private static final class Reactive {

		static CompletionStage<?> stage(ReactiveAdapter adapter, Object value) {
			return Mono.from(adapter.toPublisher(value)).toFuture();
		}

	}

}
