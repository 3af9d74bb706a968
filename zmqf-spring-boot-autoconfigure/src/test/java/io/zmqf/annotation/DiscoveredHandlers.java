package io.zmqf.annotation;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/** The handlers of an application, to be called without any socket. */
final class DiscoveredHandlers implements AutoCloseable {

	private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

	private final HandlerRegistry registry = new HandlerRegistry((handler) -> {
		this.handlers.put(handler.description(), handler);
		return handler;
	});

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private DiscoveredHandlers(boolean validating, Class<?>... beans) {
		LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
		if (validating) {
			this.context.registerBean("validator", LocalValidatorFactoryBean.class, () -> validator);
		}
		this.context.registerBean(HandlerDiscovery.class, () -> new HandlerDiscovery(this.context.getBeanFactory(),
				this.registry, new JsonMapper(), validating ? validator : null));
		this.context.register(beans);
		this.context.refresh();
	}

	static DiscoveredHandlers of(Class<?>... beans) {
		return new DiscoveredHandlers(true, beans);
	}

	static DiscoveredHandlers withoutValidator(Class<?>... beans) {
		return new DiscoveredHandlers(false, beans);
	}

	AnnotationConfigApplicationContext context() {
		return this.context;
	}

	HandlerRegistry registry() {
		return this.registry;
	}

	RequestHandler handler(String method) {
		return this.handlers.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().contains("." + method + "("))
			.map(Map.Entry::getValue)
			.findAny()
			.orElseThrow(() -> new AssertionError("No method " + method + " in " + this.handlers.keySet()));
	}

	/**
	 * Calls a handler.
	 * @param method the name of its method
	 * @param request the request
	 * @return the reply
	 */
	CompletionStage<Message> handle(String method, Message request) {
		try {
			return handler(method).handle(request);
		}
		catch (Exception ex) {
			throw new AssertionError("Thrown instead of returned", ex);
		}
	}

	/**
	 * Calls a handler and waits for its answer.
	 * @param method the name of its method
	 * @param json the data of the request
	 * @return the data of the answer
	 */
	String answer(String method, String json) {
		return text(handle(method, request(json)).toCompletableFuture().join());
	}

	/**
	 * Calls a handler that fails.
	 * @param method the name of its method
	 * @param json the data of the request
	 * @return why it failed
	 */
	Throwable failure(String method, String json) {
		try {
			Message reply = handle(method, request(json)).toCompletableFuture().join();
			throw new AssertionError("Answered " + text(reply));
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	/**
	 * Calls a handler that fails with a problem.
	 * @param method the name of its method
	 * @param json the data of the request
	 * @return the problem
	 */
	Problem problem(String method, String json) {
		Throwable failure = failure(method, json);
		if (failure instanceof ProblemException chosen) {
			return chosen.getProblem();
		}
		throw new AssertionError("No problem", failure);
	}

	static Message request(String json) {
		return new Message(new byte[][] { { 1 }, { 2 } }, "an-event", json.getBytes(StandardCharsets.UTF_8), Map.of());
	}

	static String text(@Nullable Message message) {
		return (message != null) ? new String(message.data(), StandardCharsets.UTF_8) : "nothing";
	}

	@Override
	public void close() {
		this.context.close();
	}

}
