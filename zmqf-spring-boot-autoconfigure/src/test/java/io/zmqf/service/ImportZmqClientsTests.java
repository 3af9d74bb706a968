package io.zmqf.service;

import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.service.elsewhere.Scanned;
import io.zmqf.service.elsewhere.Stock;
import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which beans an application gets of its imports. */
class ImportZmqClientsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner();

	@Test
	void findInterfacesInThePackage() {
		this.runner.withUserConfiguration(Scanned.class, Counting.class).run((context) -> {
			assertThat(context.getBean(Stock.class)).isInstanceOf(ServiceProxy.class);
			assertThat(context.getBean(Stock.class).count("oak")).isEqualTo(3);
			assertThat(context.getBean(HandlerRegistry.class).events()).containsExactly("stock.count");
		});
	}

	@Test
	void injectTheClientByItsInterface() {
		this.runner.withUserConfiguration(Scanned.class, Counting.class, Asking.class).run((context) -> {
			assertThat(context.getBean(Asking.class).stock).isInstanceOf(ServiceProxy.class);
			assertThat(context.getBean(Counting.class)).isNotInstanceOf(ServiceProxy.class);
		});
	}

	@Test
	void leaveTheChoiceOfTheApplicationAlone() {
		this.runner.withUserConfiguration(Scanned.class, Preferred.class)
			.run((context) -> assertThat(context.getBean(Stock.class).count("oak")).isEqualTo(7));
	}

	@Test
	void areDecoratedByABeanThatHandlesNothing() {
		this.runner.withUserConfiguration(Scanned.class, Remembering.class).run((context) -> {
			assertThat(context.getBean(HandlerRegistry.class).events()).isEmpty();
			assertThat(context.getBean(Stock.class)).isInstanceOfSatisfying(Remembering.class,
					(decorator) -> assertThat(decorator.stock).isNotSameAs(decorator));
		});
	}

	@Test
	void useTheNamedClientOfTheQualifier() {
		this.runner.withUserConfiguration(Billing.class, Counting.class, AskingBilling.class)
			.withPropertyValues("zmqf.clients.billing.address=tcp://127.0.0.1:1", "zmqf.clients.billing.timeout=20ms")
			.run((context) -> {
				assertThat(context.getBean(AskingBilling.class).stock).isInstanceOf(ServiceProxy.class);
				assertThat(context.getBean(Stock.class)).isSameAs(context.getBean(AskingBilling.class).stock);
				assertThatExceptionOfType(ZmqTimeoutException.class)
					.isThrownBy(() -> context.getBean(Stock.class).count("oak"))
					.satisfies((ex) -> assertThat(ex.getEndpoint()).contains("tcp://127.0.0.1:1"));
			});
	}

	@Test
	void useTheNamedClientOfAParent() {
		this.runner.withUserConfiguration(Counting.class)
			.withPropertyValues("zmqf.clients.billing.address=tcp://127.0.0.1:1")
			.run((parent) -> this.runner.withParent(parent).withUserConfiguration(Billing.class).run((child) -> {
				assertThat(child.getBeanFactory().containsLocalBean("billing")).isFalse();
				assertThat(child.getBean(ServiceClients.beanName(Stock.class, "billing")))
					.isInstanceOf(ServiceProxy.class);
			}));
	}

	@Test
	void preferTheDefaultClientOfSeveral() {
		this.runner.withUserConfiguration(Several.class, Counting.class, AskingBilling.class)
			.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:1",
					"zmqf.clients.billing.address=tcp://127.0.0.1:1")
			.run((context) -> {
				assertThat(context.getBeanNamesForType(Stock.class)).hasSize(3);
				assertThat(context.getBean(Stock.class))
					.isSameAs(context.getBean(ServiceClients.beanName(Stock.class, "")));
				assertThat(context.getBean(AskingBilling.class).stock)
					.isSameAs(context.getBean(ServiceClients.beanName(Stock.class, "billing")));
			});
	}

	@Test
	void requireAQualifierWithoutADefault() {
		this.runner.withUserConfiguration(Ambiguous.class)
			.withPropertyValues("zmqf.clients.billing.address=tcp://127.0.0.1:1",
					"zmqf.clients.other.address=tcp://127.0.0.1:1")
			.run((context) -> assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(Stock.class)));
	}

	@ParameterizedTest
	@ValueSource(classes = { TenantConverter.class, UsingConverted.class })
	void convertHeadersByAConverterThatNeedsAClient(Class<?> first) {
		this.runner.withUserConfiguration(first, TenantConverter.class, UsingConverted.class, Converted.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(OfTenant.class).find(new Tenant("acme"))).isEqualTo("tenant acme");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { Tenants.class, TenantsConverter.class, UsingConverted.class })
	void convertHeadersByAConverterWhoseDependencyCallsItsClientWhileItIsCreated(Class<?> first) {
		this.runner
			.withUserConfiguration(first, TenantsConverter.class, Tenants.class, UsingConverted.class, Converted.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(OfTenant.class).find(new Tenant("acme"))).isEqualTo("tenant acme");
			});
	}

	@Test
	void convertHeadersByAConverterFactoryThatCallsItsClientWhileItIsCreated() {
		this.runner.withUserConfiguration(AskingFactory.class, UsingConverted.class, Converted.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(OfTenant.class).find(new Tenant("acme"))).isEqualTo("tenant acme");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { AskingConverter.class, UsingConverted.class })
	void convertHeadersByAConverterThatCallsItsClientWhileItIsCreated(Class<?> first) {
		this.runner.withUserConfiguration(first, AskingConverter.class, UsingConverted.class, Converted.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(OfTenant.class).find(new Tenant("acme"))).isEqualTo("tenant acme");
			});
	}

	@Test
	void nameTheClientsThatHaveTheSameQualifier() {
		this.runner.withUserConfiguration(Billing.class, OwnBilling.class)
			.withPropertyValues("zmqf.clients.billing.address=tcp://127.0.0.1:1")
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(Stock.class))
				.withRootCauseInstanceOf(InvalidMethodException.class)
				.withStackTraceContaining("'billing'")
				.withStackTraceContaining("[ownBilling, billing]"));
	}

	@Test
	void useTheProxyOfAScopedClient() {
		this.runner.withUserConfiguration(Billing.class, Scoped.class).run((context) -> {
			Stock stock = context.getBean(Stock.class);
			int made = context.getBean(Scoped.class).made.get();
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> stock.count("oak"));
			}
			assertThat(context.getBean(Scoped.class).made).hasValue(made + 2);
		});
	}

	@Test
	void nameThePropertyOfAMissingClient() {
		this.runner.withUserConfiguration(Billing.class)
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(Stock.class))
				.withStackTraceContaining("zmqf.clients.billing.address"));
		this.runner.withUserConfiguration(European.class)
			.run((context) -> assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(Stock.class))
				.withStackTraceContaining("zmqf.clients[billing.eu].address"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Scanned.class, Billing.class })
	void describeThatAllClientsAreDisabled(Class<?> imports) {
		this.runner.withUserConfiguration(imports)
			.withPropertyValues("zmqf.enabled=off", "zmqf.client.address=tcp://127.0.0.1:1",
					"zmqf.clients.billing.address=tcp://127.0.0.1:1")
			.run((context) -> assertThatException()
				.isThrownBy(() -> context.getBean(ServiceClients.class)
					.create(Stock.class, (imports == Billing.class) ? "billing" : ""))
				.isInstanceOf(InvalidMethodException.class)
				.withMessageContaining("zmqf.enabled=false")
				.withMessageContaining("Remove zmqf.enabled")
				.withMessageNotContaining("address"));
	}

	@Test
	void checkAllMethodsAtTheStart() {
		this.runner.withUserConfiguration(Invalid.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidMethodException.class)
				.hasMessageContaining("TwoData.method(String, String)"));
	}

	@Test
	void areNoHandlersHoweverTheyAreMade() {
		this.runner.withUserConfiguration(ByFactory.class, Counting.class).run((context) -> {
			assertThat(context.getBean("byFactory", Stock.class).count("oak")).isEqualTo(3);
			assertThat(context.getBean(HandlerRegistry.class).descriptions()).containsEntry("stock.count",
					Counting.class.getTypeName() + ".count(String)");
		});
	}

	@Test
	void areNoHandlersWhereTheyAreLazyEither() {
		this.runner.withUserConfiguration(LazilyByFactory.class).run((context) -> {
			Stock stock = context.getBean("byFactory", Stock.class);
			assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> stock.count("oak"))
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(404));
		});
	}

	@Test
	void workWithoutReactorAndValidation() {
		this.runner.withClassLoader(new FilteredClassLoader("reactor", "jakarta.validation"))
			.withUserConfiguration(Scanned.class, Counting.class)
			.run((context) -> assertThat(context.getBean(Stock.class).count("oak")).isEqualTo(3));
	}

	@Test
	void closeTheClientAfterItsUsers() {
		this.runner.withUserConfiguration(Scanned.class, Counting.class, Leaving.class)
			.run((context) -> assertThat(context.getBean(Leaving.class).dependents)
				.contains(ServiceClients.beanName(Stock.class, "")));
	}

	static class Counting implements Stock {

		@Override
		public int count(String article) {
			return 3;
		}

	}

	@Primary
	static class Remembering implements Stock, ServiceProxy {

		final Stock stock;

		Remembering(Stock stock) {
			this.stock = stock;
		}

		@Override
		public int count(String article) {
			return this.stock.count(article);
		}

	}

	static class Asking {

		final Stock stock;

		Asking(Stock stock) {
			this.stock = stock;
		}

	}

	static class AskingBilling {

		final Stock stock;

		AskingBilling(@Qualifier("billing") Stock stock) {
			this.stock = stock;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Preferred {

		@Bean
		@Primary
		Stock preferred() {
			return (article) -> 7;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(client = "billing", types = Stock.class)
	static class Billing {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(client = "billing.eu", types = Stock.class)
	static class European {

	}

	record Tenant(String name) {
	}

	@ZmqExchange("tenants")
	interface OfTenant {

		@ZmqExchange("find")
		String find(@Header Tenant tenant);

	}

	record TenantConverter(OfTenant tenants) implements Converter<Tenant, String> {

		TenantConverter {
			assertThat(tenants).hasToString("Client of " + OfTenant.class.getName()).isEqualTo(tenants);
			assertThat(tenants.hashCode()).isEqualTo(System.identityHashCode(tenants));
		}

		@Override
		public String convert(Tenant tenant) {
			return "tenant " + tenant.name();
		}

	}

	record AskingConverter(OfTenant tenants) implements Converter<Tenant, String> {

		AskingConverter {
			assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> tenants.find(new Tenant("acme")));
		}

		@Override
		public String convert(Tenant tenant) {
			return "tenant " + tenant.name();
		}

	}

	record AskingFactory(OfTenant tenants) implements ConverterFactory<Tenant, CharSequence> {

		AskingFactory {
			assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> tenants.find(new Tenant("acme")));
		}

		@Override
		public <T extends CharSequence> Converter<Tenant, T> getConverter(Class<T> type) {
			return (tenant) -> type.cast("tenant " + tenant.name());
		}

	}

	record Tenants(OfTenant tenants) {

		Tenants {
			assertThatExceptionOfType(InvalidMethodException.class).isThrownBy(() -> tenants.find(new Tenant("acme")));
		}

	}

	record TenantsConverter(Tenants tenants) implements Converter<Tenant, String> {

		@Override
		public String convert(Tenant tenant) {
			return "tenant " + tenant.name();
		}

	}

	record UsingConverted(OfTenant tenants) {
	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = OfTenant.class)
	static class Converted {

		@ZmqHandler("tenants.find")
		String find(@Header String tenant) {
			return tenant;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBilling {

		@Bean
		@Qualifier("billing")
		ZmqClient ownBilling() {
			return (event) -> {
				throw new UnsupportedOperationException(event);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		private final AtomicInteger made = new AtomicInteger();

		@Bean
		@Qualifier("billing")
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		ZmqClient scoped() {
			this.made.incrementAndGet();
			return new OwnBilling().ownBilling();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(client = "billing", basePackageClasses = Stock.class)
	@ImportZmqClients(types = { Stock.class, Stock.class })
	static class Several {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(client = "billing", basePackages = "io.zmqf.service.elsewhere")
	@ImportZmqClients(client = "other", types = Stock.class)
	static class Ambiguous {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportZmqClients(types = RefusedContractsTests.TwoData.class)
	static class Invalid {

	}

	@Configuration(proxyBeanMethods = false)
	static class ByFactory {

		@Bean
		Stock byFactory(ZmqClient client) {
			return ZmqServiceProxyFactory.builder(client).build().createClient(Stock.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazilyByFactory {

		@Bean
		@Lazy
		Stock byFactory(ZmqClient client) {
			return ZmqServiceProxyFactory.builder(client).build().createClient(Stock.class);
		}

	}

	static class Leaving {

		private final String[] dependents;

		@Autowired
		Leaving(Stock stock, ConfigurableBeanFactory beanFactory) {
			this.dependents = beanFactory.getDependentBeans("zmqClient");
		}

	}

}
