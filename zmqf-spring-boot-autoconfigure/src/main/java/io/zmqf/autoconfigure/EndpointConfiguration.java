package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.CallTracer;
import io.zmqf.actuate.endpoint.ClientMeters;
import io.zmqf.actuate.endpoint.FormerNodes;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.actuate.endpoint.ZmqEndpointWebExtension;
import io.zmqf.actuate.event.Journal;
import io.zmqf.client.ZmqClient;
import io.zmqf.contract.ZmqContract;
import io.zmqf.worker.HandlerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Configuration of the actuator endpoint for nodes, if the endpoint is exposed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(ZmqEndpoint.class)
@ConditionalOnZmqEnabled
class EndpointConfiguration {

	private static final EndpointId ID = EndpointId.of("zmqf");

	@Bean
	@ConditionalOnMissingBean
	ZmqEndpoint zmqEndpoint(LocalNodes nodes, ObjectProvider<HandlerRegistry> handlers) {
		return new ZmqEndpoint(nodes, handlers.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	FormerNodes zmqFormerNodes() {
		return new FormerNodes();
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqEndpointWebExtension zmqEndpointWebExtension(ZmqEndpoint endpoint, LocalNodes nodes, FormerNodes former,
			Journal journal, Environment environment, ObjectProvider<ClientMeters> meters,
			ObjectProvider<ZmqClient> client, ObjectProvider<CallTracer> tracer, ZmqProperties properties,
			ObjectProvider<EndpointAccessResolver> access, ZmqContract contract, ListableBeanFactory beanFactory) {
		return new ZmqEndpointWebExtension(endpoint, nodes, former, journal,
				environment.getProperty("spring.application.name"), meters.getIfAvailable(),
				() -> sole(client, beanFactory), tracer.getIfAvailable(CallTracer::naming), refusal(properties, access),
				contract);
	}

	private static ZmqClient sole(ObjectProvider<ZmqClient> clients, ListableBeanFactory beanFactory) {
		ZmqClient sole = clients.getIfUnique();
		if (sole != null) {
			return sole;
		}
		List<String> names = new ArrayList<>(List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, ZmqClient.class, true, false)));
		names.remove(NamedClientsRegistrar.NO_CLIENT);
		throw new IllegalArgumentException(names.isEmpty() ? "This application has no client."
				: "This application has several clients, and none is primary: " + String.join(", ", names)
						+ ". Set zmqf.client.address, or annotate one of your clients with @Primary.");
	}

	private static Supplier<@Nullable String> refusal(ZmqProperties properties,
			ObjectProvider<EndpointAccessResolver> resolver) {
		return () -> {
			if (!properties.endpoint().callEnabled()) {
				return "Test requests are disabled. With zmqf.endpoint.call-enabled=true, everyone "
						+ "with access to this page can send requests as this application.";
			}
			EndpointAccessResolver access = resolver.getIfAvailable();
			return (access == null || access.accessFor(ID, Access.UNRESTRICTED) == Access.UNRESTRICTED) ? null
					: "Test requests are disabled: they need management.endpoint.zmqf.access=unrestricted.";
		};
	}

	/** Configuration for the meters of clients. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Metrics {

		@Bean
		@ConditionalOnBean(MeterRegistry.class)
		@ConditionalOnMissingBean
		ClientMeters zmqClientMeters(MeterRegistry registry) {
			return new ClientMeters(registry);
		}

	}

	/** Configuration that traces the test requests of the endpoint. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	static class Tracing {

		@Bean
		@ConditionalOnMissingBean
		CallTracer zmqCallTracer(ObjectProvider<Tracer> tracer) {
			Tracer available = tracer.getIfAvailable();
			return (available != null) ? within(available) : CallTracer.naming();
		}

		/**
		 * Creates a tracer of calls. A call joins the current trace, or starts a new one.
		 */
		private static CallTracer within(Tracer tracer) {
			return (call) -> {
				Span span = tracer.nextSpan().name("zmqf try").start();
				try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
					call.accept(null);
					return span.context().traceId();
				}
				finally {
					span.end();
				}
			};
		}

	}

}
