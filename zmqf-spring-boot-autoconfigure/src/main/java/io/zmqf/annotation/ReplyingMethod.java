package io.zmqf.annotation;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.zmqf.message.Message;
import io.zmqf.service.DeclaredData;
import io.zmqf.service.ReplyTypes;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ResolvableType;

/** A method whose return value is the reply, either immediately or asynchronously. */
final class ReplyingMethod {

	private final BeanMethod method;

	private final ReplyWriter writer;

	private final @Nullable Type result;

	private final @Nullable ReactiveAdapter adapter;

	/** Whether the method declares a stream of items. */
	private final boolean streaming;

	/**
	 * Whether the declared type is too general to decide whether the reply is a stream.
	 */
	private final boolean open;

	/**
	 * Creates the method.
	 * @param method the method
	 * @param mapper the mapper that writes replies
	 * @throws InvalidHandlerException if the return type can't be a reply, or if there
	 * are several views
	 */
	ReplyingMethod(BeanMethod method, JsonMapper mapper) {
		this.method = method;
		ResolvableType declared = method.declaredReply();
		boolean suspending = KotlinDetector.isSuspendingFunction(method.getMethod());
		this.adapter = ReplyTypes.adapter(suspending ? ReplyTypes.suspended(method.description()) : declared.toClass());
		this.open = declared.toClass() == Object.class && !suspending;
		this.streaming = !suspending && ReplyTypes.isStream(declared.toClass());
		requireReply(declared, suspending);
		ResolvableType replied = ReplyTypes.resolved(ReplyTypes.payload(ReplyTypes.value(declared, suspending)));
		this.writer = new ReplyWriter(description(), mapper, replied, JsonViews.of(method));
		this.result = (replied.resolve() != null) ? replied.getType() : null;
	}

	private void requireReply(ResolvableType declared, boolean suspending) {
		String remedy = ReplyTypes.remedy(declared.toClass());
		if (remedy == null && suspending && ReplyTypes.isStream(declared.toClass())) {
			remedy = "Return it from a function that does not suspend.";
		}
		ResolvableType value = ReplyTypes.value(declared, suspending);
		boolean message = ReplyTypes.isMessage(value.toClass());
		if (remedy == null && this.streaming && message) {
			remedy = "Return the payloads: the items of a reply have no headers.";
		}
		if (remedy == null && !message && (value != declared || suspending)) {
			remedy = ReplyTypes.valueRemedy(value.toClass());
		}
		remedy = (remedy != null) ? remedy : elementRemedy(ReplyTypes.resolved(value));
		if (remedy != null) {
			throw new InvalidHandlerException(description() + " returns a " + declared + ", which can't be a reply",
					remedy, null);
		}
	}

	/**
	 * Returns the remedy for invalid element types. Elements are checked by their
	 * declared types only.
	 */
	private static @Nullable String elementRemedy(ResolvableType type) {
		Class<?> raw = type.toClass();
		boolean one = raw == Optional.class || org.springframework.messaging.Message.class.isAssignableFrom(raw);
		for (ResolvableType element : DeclaredData.elements(type)) {
			Class<?> within = element.toClass();
			if (!one && Throwable.class.isAssignableFrom(within)) {
				return "Return the data that callers need, or throw an exception.";
			}
			String own = (one || !ReplyTypes.isMessage(within)) ? ReplyTypes.valueRemedy(within) : null;
			String remedy = (own != null) ? own : elementRemedy(element);
			if (remedy != null) {
				return remedy;
			}
		}
		return null;
	}

	/**
	 * Resolves the arguments of a request.
	 * @param message the request
	 * @param provided the values that parameters may take by type
	 * @return the arguments
	 * @throws Exception if an argument can't be resolved or is not valid
	 */
	@Nullable Object[] arguments(RequestMessage message, Object... provided) throws Exception {
		return this.method.arguments(message, provided);
	}

	/**
	 * Calls the method and converts its return value to the reply.
	 * @param message the request of the reply
	 * @param arguments the arguments of the method
	 * @return the reply
	 * @throws Throwable the exception of the method, unless it fails asynchronously
	 */
	CompletionStage<Message> reply(RequestMessage message, @Nullable Object[] arguments) throws Throwable {
		Message request = message.request();
		Object value = this.method.call(message, arguments);
		if (value instanceof CompletionStage<?> later) {
			return write(request, later);
		}
		if (value != null && (this.streaming || this.open && ReplyTypes.isStream(value.getClass()))) {
			return StreamedResult.reply(request, value, this.writer);
		}
		ReactiveAdapter applicable = (this.open && value != null) ? ReplyTypes.adapter(value.getClass()) : this.adapter;
		if (applicable != null && value != null) {
			return write(request, Reactive.stage(applicable, value));
		}
		return CompletableFuture.completedFuture(this.writer.write(request, value));
	}

	private CompletionStage<Message> write(Message request, CompletionStage<?> later) {
		LaterReply<Message> reply = LaterReply.of(later);
		later.whenComplete((result, failure) -> {
			try {
				if (failure != null) {
					reply.completeExceptionally(failure);
				}
				else {
					reply.complete(this.writer.write(request, result));
				}
			}
			catch (Throwable ex) { // the reply must complete in any case
				reply.completeExceptionally(ex);
			}
		});
		return reply;
	}

	/** Whether the method may return a stream of items. */
	boolean isStreaming() {
		return this.streaming || this.open;
	}

	String description() {
		return this.method.description();
	}

	/**
	 * Returns the declared type of the replies' data, or {@code null} if it is unknown.
	 */
	@Nullable Type result() {
		return this.result;
	}

	/**
	 * The result of an asynchronous return value. Its cancellation cancels the returned
	 * future. It completes no earlier than that, because the method is still in progress
	 * until then.
	 *
	 * @param <T> the type of the result
	 */
	private static final class LaterReply<T> extends CompletableFuture<T> {

		private final @Nullable Future<?> returned;

		LaterReply(@Nullable Future<?> returned) {
			this.returned = returned;
		}

		/**
		 * Creates the result of a stage. A minimal stage, whose
		 * {@code toCompletableFuture()} is another future, is not cancelled.
		 */
		static LaterReply<Message> of(CompletionStage<?> returned) {
			return new LaterReply<>(
					(returned instanceof CompletableFuture<?> future && future.toCompletableFuture() == future) ? future
							: null);
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return this.returned != null && this.returned.cancel(mayInterruptIfRunning);
		}

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new LaterReply<>(this.returned);
		}

	}

	/** Loaded only if Reactor is present. */
	private static final class Reactive {

		static CompletionStage<?> stage(ReactiveAdapter adapter, Object value) {
			return Mono.from(adapter.toPublisher(value)).contextCapture().toFuture();
		}

	}

}
