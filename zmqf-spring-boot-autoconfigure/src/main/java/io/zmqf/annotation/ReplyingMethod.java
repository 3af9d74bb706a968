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

/** A method whose return value, now or later, is the reply. */
final class ReplyingMethod {

	private final BeanMethod method;

	private final ReplyWriter writer;

	private final @Nullable Type result;

	private final @Nullable ReactiveAdapter adapter;

	/** Whether it returns many items. */
	private final boolean streaming;

	/** Whether only the value says what it is. */
	private final boolean open;

	/**
	 * Creates the method.
	 * @param method the method
	 * @param mapper the mapper that writes its replies
	 * @throws InvalidHandlerException if its return type can't be a reply, or if a view
	 * is not clear
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

	/** What values have within is found by their types alone. */
	private static @Nullable String elementRemedy(ResolvableType type) {
		Class<?> raw = type.toClass();
		boolean one = raw == Optional.class || org.springframework.messaging.Message.class.isAssignableFrom(raw);
		for (ResolvableType element : DeclaredData.elements(type)) {
			Class<?> within = element.toClass();
			if (!one && Throwable.class.isAssignableFrom(within)) {
				return "Return what callers are to know of the exceptions, or throw one.";
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
	 * Finds the arguments of a request.
	 * @param message the request
	 * @param provided values that parameters may take by their type alone
	 * @return the arguments
	 * @throws Exception if there is none for a parameter
	 */
	@Nullable Object[] arguments(RequestMessage message, Object... provided) throws Exception {
		return this.method.arguments(message, provided);
	}

	/**
	 * Calls the method and makes a reply of what it returns.
	 * @param message the request of the reply
	 * @param arguments the arguments of the method
	 * @return the reply
	 * @throws Throwable the exception of the method, unless it fails later
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
		ReactiveAdapter known = (this.open && value != null) ? ReplyTypes.adapter(value.getClass()) : this.adapter;
		if (known != null && value != null) {
			return write(request, Reactive.stage(known, value));
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
			catch (Throwable ex) { // whoever waits has to learn of it
				reply.completeExceptionally(ex);
			}
		});
		return reply;
	}

	/** Whether it may return many items. */
	boolean isStreaming() {
		return this.streaming || this.open;
	}

	String description() {
		return this.method.description();
	}

	/** The declared type of the replies' data, {@code null} where it is not known. */
	@Nullable Type result() {
		return this.result;
	}

	/**
	 * What is made of that which a method has returned. It is cancelled by cancelling
	 * that, and ends no sooner: as long as that goes on, so does the method.
	 *
	 * @param <T> the type of the result
	 */
	private static final class LaterReply<T> extends CompletableFuture<T> {

		private final @Nullable Future<?> returned;

		LaterReply(@Nullable Future<?> returned) {
			this.returned = returned;
		}

		/** A stage that is a future in disguise refuses to be cancelled. */
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

	/** Loaded where Reactor is there. */
	private static final class Reactive {

		static CompletionStage<?> stage(ReactiveAdapter adapter, Object value) {
			return Mono.from(adapter.toPublisher(value)).contextCapture().toFuture();
		}

	}

}
