package io.zmqf.autoconfigure;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;

import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;

/** A service of Docker Compose provides the connection details of an application. */
class DockerComposeConnectionTests {

	private static final String LISTENER = "org.springframework.boot.docker.compose.service.connection"
			+ ".DockerComposeServiceConnectionsApplicationListener";

	private static final Map<String, String> CONNECTION = Map.of("org.springframework.boot.service-connection", "zmqf",
			"io.zmqf.backend", "7777");

	private static ApplicationContextRunner runner(String image, Map<String, String> labels,
			Map<Integer, Integer> ports) {
		return ZmqTestContexts.runner().withInitializer((context) -> ready(context, service(image, labels, ports)));
	}

	private static RunningService service(String image, Map<String, String> labels, Map<Integer, Integer> ports) {
		ConnectionPorts published = mock();
		BDDMockito.given(published.get(anyInt())).willAnswer((call) -> {
			Integer port = ports.get(call.<Integer>getArgument(0));
			if (port == null) {
				throw new IllegalStateException("No host port mapping found");
			}
			return port;
		});
		RunningService service = mock();
		BDDMockito.given(service.name()).willReturn("router");
		BDDMockito.given(service.image()).willReturn(ImageReference.of(image));
		BDDMockito.given(service.host()).willReturn("127.0.0.1");
		BDDMockito.given(service.labels()).willReturn(labels);
		BDDMockito.given(service.env()).willReturn(Map.of());
		BDDMockito.given(service.ports()).willReturn(published);
		return service;
	}

	/** Publishes the event of Boot for running services. */
	@SuppressWarnings("unchecked")
	private static void ready(ConfigurableApplicationContext context, RunningService service) {
		Constructor<?> event = DockerComposeServicesReadyEvent.class.getDeclaredConstructors()[0];
		ApplicationListener<DockerComposeServicesReadyEvent> listener = (ApplicationListener<DockerComposeServicesReadyEvent>) BeanUtils
			.instantiateClass(ClassUtils.resolveClassName(LISTENER, null));
		listener.onApplicationEvent(
				(DockerComposeServicesReadyEvent) BeanUtils.instantiateClass(event, context, List.of(service)));
	}

	@Test
	void addressesAreThoseOfTheService() {
		runner("shop/router", CONNECTION, Map.of(5555, 10555, 7777, 17777))
			.withPropertyValues("zmqf.worker.router=tcp://unknown.invalid:1")
			.run((context) -> {
				ZmqConnectionDetails details = context.getBean(ZmqConnectionDetails.class);
				assertThat(details.getClientAddresses()).containsExactly("tcp://127.0.0.1:10555");
				assertThat(details.getWorkerAddresses()).as("by its label").containsExactly("tcp://127.0.0.1:17777");
				assertThat(details.getHeartbeatAddresses()).as("not published").isEmpty();
				assertThat(context.getBean(Worker.class).endpoints())
					.containsExactly(Endpoint.parse("tcp://127.0.0.1:17777"));
				assertThat(context.getBean(ZmqSettingsFactory.class).clients().client(null, null).addresses())
					.containsExactly(Endpoint.parse("tcp://127.0.0.1:10555"));
			});
	}

	@Test
	void aRouterIsKnownByItsImage() {
		runner("zmqf-router:1", Map.of(), Map.of(5555, 10555))
			.run((context) -> assertThat(context.getBean(ZmqConnectionDetails.class).getClientAddresses())
				.containsExactly("tcp://127.0.0.1:10555"));
	}

	@Test
	void otherServicesAreNone() {
		runner("postgres:18", Map.of(), Map.of(5432, 15432))
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqConnectionDetails.class));
	}

}
