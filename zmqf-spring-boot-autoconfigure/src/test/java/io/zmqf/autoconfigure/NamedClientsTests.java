package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.service.ImportZmqClients;
import io.zmqf.service.ZmqExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/** Further clients by name. */
@ExtendWith(OutputCaptureExtension.class)
class NamedClientsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Where.class);

	@Test
	void areInjectedByTheirNameAndTheDefaultOneWithout() {
		this.runner.withUserConfiguration(Using.class)
			.withPropertyValues("zmqf.server.address=inproc://own", "zmqf.clients.billing.address=inproc://own",
					"zmqf.clients.stock.timeout=2s")
			.run((context) -> {
				Using using = context.getBean(Using.class);
				assertThat(using.client).isSameAs(context.getBean("zmqClient"));
				assertThat(using.billing).isSameAs(context.getBean("billing"));
				assertThat(using.stock).isSameAs(context.getBean("stock")).isNotSameAs(using.billing);
				assertThat(using.billing.request("where", null, String.class)).isEqualTo("here");
				assertThat(using.stock.request("where", null, String.class)).isEqualTo("here");
			});
	}

	@Test
	void leaveNoDefaultClientWhereItHasNoAddress() {
		this.runner.withPropertyValues("zmqf.clients.billing.address=inproc://elsewhere")
			.run((context) -> assertThat(context).hasBean("billing").doesNotHaveBean("zmqClient"));
	}

	@Test
	void haveNamesAsTheyAreWritten() {
		this.runner.withPropertyValues("zmqf.clients[Billing.EU].timeout=1s")
			.run((context) -> assertThat(
					context.getBean("Billing.EU", ZmqClient.class).request("where", null, String.class))
				.isEqualTo("here"));
	}

	@Test
	void areInjectedAlsoWhereAnotherBeanHasTheName() {
		this.runner.withUserConfiguration(UsingBilling.class)
			.withBean("billing", String.class, () -> "not a client")
			.withPropertyValues("zmqf.clients.billing.timeout=1s")
			.run((context) -> {
				assertThat(context.getBean("billing")).isEqualTo("not a client");
				assertThat(context.getBean(UsingBilling.class).billing).isSameAs(context.getBean("billingZmqClient"));
			});
	}

	@Test
	void backOffToAClientOfThatName() {
		ZmqClient own = mock(ZmqClient.class);
		this.runner.withBean("billing", ZmqClient.class, () -> own)
			.withPropertyValues("zmqf.clients.billing.timeout=1s")
			.run((context) -> assertThat(context.getBean("billing")).isSameAs(own));
	}

	@Test
	void aMapHoldsAllClientsByTheirNames() {
		this.runner.withUserConfiguration(UsingAll.class)
			.withPropertyValues("zmqf.server.address=inproc://own", "zmqf.clients.billing.timeout=1s",
					"zmqf.clients.stock.timeout=2s")
			.run((context) -> {
				UsingAll all = context.getBean(UsingAll.class);
				assertThat(all.byName).containsOnlyKeys("zmqClient", "billing", "stock");
				assertThat(all.list).containsExactlyInAnyOrderElementsOf(all.byName.values());
				assertThat(all.provider.stream()).containsExactlyInAnyOrderElementsOf(all.byName.values());
				assertThat(all.provider.getObject()).isSameAs(context.getBean("zmqClient"));
				assertThat(all.byName.get("stock").request("where", null, String.class)).isEqualTo("here");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.clients.billing.address=inproc://a",
			"zmqf.clients.billing.address=inproc://a zmqf.clients.stock.address=inproc://b" })
	void aMapHoldsNamedClientsWhereThereAreNoOthers(String properties) {
		this.runner.withUserConfiguration(UsingAll.class).withPropertyValues(properties.split(" ")).run((context) -> {
			UsingAll all = context.getBean(UsingAll.class);
			assertThat(all.byName).hasSize(properties.split(" ").length).containsKey("billing");
			assertThat(all.list).hasSameSizeAs(all.byName.keySet());
			assertThat(all.provider.stream()).hasSameSizeAs(all.byName.keySet());
			assertThat(all.provider.getIfAvailable()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "--zmqf.clients.billing.address=inproc://a",
			"--zmqf.clients.billing.address=inproc://a --zmqf.clients.stock.address=inproc://b" })
	void aQualifierThatIsMissingIsExplained(String properties, CapturedOutput output) {
		fail(properties);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("only the named clients billing")
			.contains("Inject @Qualifier(\"billing\") ZmqClient, or set zmqf.client.address");
	}

	@Test
	void aClientThatIsMissingIsExplained(CapturedOutput output) {
		fail("--zmqf.worker.router=inproc://b");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("the application has none")
			.contains("Set zmqf.client.address");
	}

	@Test
	void aReactiveClientThatIsMissingIsExplained(CapturedOutput output) {
		fail("--zmqf.clients.billing.address=inproc://a", ReactiveApplication.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("A bean needs a ReactiveZmqClient, but the application has only the named clients billing")
			.contains("ReactiveZmqClient.of(client), with @Qualifier(\"billing\") ZmqClient client");
		fail("--zmqf.worker.router=inproc://b", ReactiveApplication.class);
		assertThat(output).contains("A bean needs a ReactiveZmqClient, but the application has none");
	}

	@Test
	void severalClientsAreNotReportedAsNone(CapturedOutput output) {
		fail("--a=b", TwoClients.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("required a single bean, but 2 were found")
			.contains("- one:")
			.contains("- other:")
			.contains("@Primary")
			.doesNotContain("has none");
	}

	@Test
	void severalClientsOfADeclaredOneAreNotReportedAsNone(CapturedOutput output) {
		fail("--a=b", TwoSenders.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Several clients can call " + Asking.class.getName() + ", and none is primary")
			.contains("one,other")
			.contains("@ImportZmqClients(client = ...)")
			.contains("@Primary")
			.doesNotContain("has no client")
			.doesNotContain("required a single bean");
	}

	interface Asking {

		@ZmqExchange("where")
		String where();

	}

	@Configuration(proxyBeanMethods = false)
	static class Two {

		@Bean
		ZmqClient one() {
			return mock(ZmqClient.class);
		}

		@Bean
		ZmqClient other() {
			return mock(ZmqClient.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	@Import(Two.class)
	static class TwoClients {

		@Bean
		Object asking(ZmqClient client) {
			return client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	@Import(Two.class)
	@ImportZmqClients(types = Asking.class)
	static class TwoSenders {

		@Bean
		Object asked(Asking client) {
			return client;
		}

	}

	private static void fail(String properties) {
		fail(properties, Application.class);
	}

	private static void fail(String properties, Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(properties.split(" ")));
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	@Import(ZmqTestContexts.Caller.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	static class ReactiveApplication {

		@Bean
		Object asking(ReactiveZmqClient client) {
			return client;
		}

	}

	@Test
	void theirNamesAreNotThoseOfTheLibrary() {
		ObservedContexts.runner()
			.withUserConfiguration(Where.class, ZmqTestContexts.Caller.class)
			.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("zmqf.clients.client.timeout=4s", "zmqf.clients.worker.timeout=4s",
					"zmqf.clients.server.timeout=4s", "zmqf.clients.heartbeat.timeout=4s",
					"zmqf.clients.zmqNodeMetrics.timeout=4s")
			.run((context) -> {
				assertThat(context.getBean("zmqNodeMetricsZmqClient")).isInstanceOf(ZmqClient.class);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				for (ZmqClient client : context.getBeansOfType(ZmqClient.class).values()) {
					assertThat(client.request("where", null, String.class)).isEqualTo("here");
				}
				for (String role : List.of("client", "client-client", "client-worker", "client-server",
						"client-heartbeat", "client-zmqNodeMetrics")) {
					assertThat(meters.get("zmqf.client.requests").tag("client", role).timer().count()).isOne();
					await().until(
							() -> meters.get("zmqf.client.requests.pending").tag("client", role).gauge().value() == 0);
					assertThat(context.getBean(HealthEndpoint.class).healthForPath("zmqf", role).getStatus())
						.isEqualTo(Status.UP);
					assertThat(context.getBean(ZmqEndpoint.class).nodes().clients()).containsKey(role);
				}
				assertThat(context.getBean(HealthEndpoint.class).healthForPath("zmqf", "worker").getStatus())
					.isEqualTo(Status.UP);
				assertThat(context.getBean(LocalNodes.class).sockets()).extracting((socket) -> socket.name())
					.doesNotHaveDuplicates()
					.contains("zmqf-client", "zmqf-worker", "zmqf-client-heartbeat", "zmqf-client[client]",
							"zmqf-client[worker]", "zmqf-client[heartbeat]");
			});
	}

	@Test
	void theNameOfTheBeanOfTheOtherClientIsRefused() {
		this.runner.withPropertyValues("zmqf.clients.zmqClient.timeout=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.clients.zmqClient is the bean name of the client of zmqf.client"));
	}

	record UsingAll(Map<String, ZmqClient> byName, List<ZmqClient> list, ObjectProvider<ZmqClient> provider) {
	}

	static class Where {

		@ZmqHandler("where")
		String where() {
			return "here";
		}

	}

	record Using(ZmqClient client, @Qualifier("billing") ZmqClient billing, @Qualifier("stock") ZmqClient stock) {
	}

	record UsingBilling(@Qualifier("billing") ZmqClient billing) {
	}

}
