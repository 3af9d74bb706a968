package io.zmqf.service;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.convert.ConversionService;
import org.springframework.util.Assert;
import org.springframework.util.StringValueResolver;

/**
 * Makes clients of interfaces with {@link ZmqExchange}: each call of a method is a
 * request. {@link ImportZmqClients} does so for an application.
 *
 * @since 0.1.0
 */
public final class ZmqServiceProxyFactory {

	private final ZmqClient client;

	private final StringValueResolver placeholders;

	private final ConversionService conversion;

	private final JsonMapper mapper;

	private ZmqServiceProxyFactory(Builder builder) {
		this.client = builder.client;
		this.placeholders = builder.placeholders;
		this.conversion = HeaderConversion.of(builder.conversion);
		this.mapper = builder.mapper;
	}

	/**
	 * Begins a factory.
	 * @param client the client that sends the requests
	 * @return the factory, to be completed
	 */
	public static Builder builder(ZmqClient client) {
		return new Builder(client);
	}

	/**
	 * Makes a client of an interface.
	 * @param <T> the interface
	 * @param type the interface
	 * @return the client, for use by any number of threads
	 * @throws InvalidMethodException if a method can't be a request
	 */
	public <T> T createClient(Class<T> type) {
		Assert.isTrue(type.isInterface(), () -> type.getName() + " is no interface");
		Map<Method, ServiceCall> calls = calls(type);
		return createClient(type, () -> calls);
	}

	static <T> T createClient(Class<T> type, Supplier<Map<Method, ServiceCall>> calls) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type, ServiceProxy.class },
				new ServiceInvocation(type, calls)));
	}

	Map<Method, ServiceCall> calls(Class<?> type) {
		Map<Method, ServiceCall> calls = new HashMap<>();
		CallArguments arguments = new CallArguments(this.conversion, this.placeholders);
		ProblemClasses problems = new ProblemClasses(type);
		for (ExchangeMethod exchange : ExchangeMethod.of(type, this.placeholders)) {
			Map<String, Class<? extends Throwable>> thrown = problems.of(exchange);
			CallFailures failures = new CallFailures(
					thrown.isEmpty() ? null : new ProblemExceptions(this.mapper, thrown));
			calls.put(exchange.method(),
					new ServiceCall(this.client, exchange, arguments.of(exchange), CallReply.of(exchange, failures)));
		}
		if (calls.isEmpty()) {
			throw new InvalidMethodException(type.getName() + " has no requests",
					"Annotate its methods with @ZmqExchange.", null);
		}
		return Map.copyOf(calls);
	}

	/** Completes a factory. */
	public static final class Builder {

		private final ZmqClient client;

		private StringValueResolver placeholders = (text) -> text;

		private @Nullable ConversionService conversion;

		private JsonMapper mapper = JsonMapper.shared();

		private Builder(ZmqClient client) {
			this.client = client;
		}

		/**
		 * Sets the resolver of placeholders in annotations; there is none by default.
		 * @param resolver the resolver
		 * @return this builder
		 */
		public Builder embeddedValueResolver(StringValueResolver resolver) {
			this.placeholders = resolver;
			return this;
		}

		/**
		 * Sets the conversion of headers to text, but for dates and times, which are ISO
		 * 8601 or as {@code @DateTimeFormat} says, and for collections and arrays, whose
		 * elements are converted one by one.
		 * @param conversionService the conversion, Spring's default one otherwise
		 * @return this builder
		 */
		public Builder conversionService(ConversionService conversionService) {
			this.conversion = conversionService;
			return this;
		}

		/**
		 * Sets the mapper that makes exceptions of the properties of problems.
		 * @param jsonMapper the mapper, Jackson's default one otherwise
		 * @return this builder
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.mapper = jsonMapper;
			return this;
		}

		/**
		 * Makes the factory.
		 * @return the factory
		 */
		public ZmqServiceProxyFactory build() {
			return new ZmqServiceProxyFactory(this);
		}

	}

}
