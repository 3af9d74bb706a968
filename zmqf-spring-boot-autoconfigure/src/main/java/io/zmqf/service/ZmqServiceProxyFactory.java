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
 * Factory of clients for interfaces with {@link ZmqExchange}. Each call of a method sends
 * a request. {@link ImportZmqClients} registers such clients as beans.
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
	 * Returns a builder of a factory.
	 * @param client the client that sends the requests
	 * @return the builder
	 */
	public static Builder builder(ZmqClient client) {
		return new Builder(client);
	}

	/**
	 * Creates a client of an interface.
	 * @param <T> the interface
	 * @param type the interface
	 * @return the client, which is thread-safe
	 * @throws InvalidMethodException if a method can't be a request
	 */
	public <T> T createClient(Class<T> type) {
		Assert.isTrue(type.isInterface(), () -> type.getName() + " is not an interface");
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
			throw new InvalidMethodException(type.getName() + " has no request methods",
					"Annotate its methods with @ZmqExchange.", null);
		}
		return Map.copyOf(calls);
	}

	/** Builder of a {@link ZmqServiceProxyFactory}. */
	public static final class Builder {

		private final ZmqClient client;

		private StringValueResolver placeholders = (text) -> text;

		private @Nullable ConversionService conversion;

		private JsonMapper mapper = JsonMapper.shared();

		private Builder(ZmqClient client) {
			this.client = client;
		}

		/**
		 * Sets the resolver of placeholders in annotations. By default, they are not
		 * resolved.
		 * @param resolver the resolver
		 * @return this builder
		 */
		public Builder embeddedValueResolver(StringValueResolver resolver) {
			this.placeholders = resolver;
			return this;
		}

		/**
		 * Sets the conversion of headers to text. It is not used for dates and times,
		 * which are ISO 8601 or as {@code @DateTimeFormat} specifies. Elements of
		 * collections and arrays are converted one by one.
		 * @param conversionService the conversion, by default that of Spring
		 * @return this builder
		 */
		public Builder conversionService(ConversionService conversionService) {
			this.conversion = conversionService;
			return this;
		}

		/**
		 * Sets the mapper that converts the properties of problems to those of
		 * exceptions.
		 * @param jsonMapper the mapper, by default that of Jackson
		 * @return this builder
		 */
		public Builder jsonMapper(JsonMapper jsonMapper) {
			this.mapper = jsonMapper;
			return this;
		}

		/**
		 * Creates the factory.
		 * @return the factory
		 */
		public ZmqServiceProxyFactory build() {
			return new ZmqServiceProxyFactory(this);
		}

	}

}
