package io.zmqf.autoconfigure;

import java.util.Locale;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.actuate.RoleListener;
import io.zmqf.actuate.event.Journal;
import io.zmqf.contract.ZmqContract;
import io.zmqf.info.Disclosure;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.PlainUsers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for the transport, the JSON conversion and the security that all
 * roles share.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties(ZmqProperties.class)
@ConditionalOnZmqEnabled
public final class ZmqTransportAutoConfiguration {

	@Bean
	@Conditional(AheadOfTime.Processing.class)
	static AheadOfTime zmqAheadOfTime(Environment environment, BeanFactory beanFactory) {
		return new AheadOfTime(environment, beanFactory);
	}

	@Bean
	ZmqSettingsFactory zmqSettings(ZmqProperties properties, BeanFactory beanFactory, Environment environment,
			PropertiesSecurity security, ObjectProvider<ZmqConnectionDetails> details,
			ObjectProvider<ZmqContract> contract) {
		Roles roles = Roles.of(beanFactory, environment);
		return new ZmqSettingsFactory(properties, roles.inMemory(), details.getIfAvailable(),
				environment::resolvePlaceholders, security, disclosure(environment, roles, contract));
	}

	private static Disclosure disclosure(Environment environment, Roles roles, ObjectProvider<ZmqContract> contract) {
		return new Disclosure(environment.getProperty("spring.application.name"),
				environment.getProperty("spring.application.version"),
				roles.active().stream().map((role) -> role.name().toLowerCase(Locale.ROOT)).toList(), null, false,
				(event) -> contract(event, contract.getIfAvailable()));
	}

	private static byte @Nullable [] contract(String event, @Nullable ZmqContract contract) {
		JsonNode document = (contract != null) ? contract.asyncApi(event) : null;
		return (document != null) ? JsonMapper.shared().writeValueAsBytes(document) : null;
	}

	@Bean
	@ConditionalOnMissingBean
	PropertyReport zmqPropertyReport(ConfigurableListableBeanFactory beanFactory, ConfigurableEnvironment environment) {
		return PropertyReport.of(beanFactory, environment);
	}

	@Bean
	IgnoredAddresses zmqIgnoredAddresses(ApplicationContext context) {
		return new IgnoredAddresses(context);
	}

	@Bean
	PropertiesSecurity zmqSecurity(ZmqProperties properties, ResourceLoader resources,
			ObjectProvider<AuthorisedClients> clients, ObjectProvider<ConfiguredClients> configured,
			ObjectProvider<PlainUsers> users, ObjectProvider<ZmqConnectionDetails> details) {
		return new PropertiesSecurity(properties.security(), new CurveKeyLoader(resources),
				() -> clients.getIfAvailable(() -> configured.getObject().clients()), users::getIfAvailable, () -> {
					ZmqConnectionDetails found = details.getIfAvailable();
					return (found != null) ? found.getServerKey() : null;
				});
	}

	/**
	 * The clients that may connect by key. The bean is lazy, because it is needed only if
	 * a secret key is set.
	 */
	@Lazy
	@Bean
	@ConditionalOnMissingBean(AuthorisedClients.class)
	ConfiguredClients zmqConfiguredClients(ZmqProperties properties, ResourceLoader resources) {
		return new ConfiguredClients(properties.security().server(), new CurveKeyLoader(resources));
	}

	@Bean
	LocalPorts zmqLocalPorts(ConfigurableEnvironment environment) {
		return new LocalPorts(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	Journal zmqJournal() {
		return new Journal();
	}

	@Bean
	LoggingListener zmqLoggingListener(Journal journal) {
		return new LoggingListener(journal);
	}

	@Bean
	StateLog zmqStateLog(Journal journal) {
		return new StateLog(journal, System::nanoTime);
	}

	@Bean
	TransportLiveness zmqTransportLiveness(ApplicationEventPublisher publisher) {
		return new TransportLiveness(publisher);
	}

	@Bean
	RoleContext zmqRoleContext(ObjectProvider<RoleListener> listeners, ObjectProvider<LifecycleProperties> lifecycle,
			ObjectProvider<Transport> transport) {
		return new RoleContext(listeners, lifecycle.getIfAvailable(LifecycleProperties::new), transport::getObject);
	}

	@Bean
	@ConditionalOnMissingBean(Transport.class)
	NioTransport zmqTransport(ZmqProperties properties, ObjectProvider<TransportListener> listeners,
			Environment environment, ResourceLoader resources) {
		if (properties.transport() == ZmqProperties.Engine.JEROMQ
				&& !ClassUtils.isPresent("org.zeromq.ZContext", resources.getClassLoader())) {
			throw new PropertyException("zmqf.transport", "jeromq", "is set, but JeroMQ is not on the class path",
					"Add the dependency org.zeromq:jeromq, or remove the property.");
		}
		return new NioTransport(CompositeListener.of(TransportListener.class, listeners.orderedStream().toList()),
				PropertyValidation.permissions("zmqf.ipc.permissions", properties.ipc().permissions()),
				properties.memory().limits(), ApplicationName.announcement(properties.node().name(), environment));
	}

	@Bean
	@ConditionalOnBean(value = NioTransport.class, search = SearchStrategy.CURRENT)
	TransportLifecycle zmqTransportLifecycle(NioTransport transport) {
		return new TransportLifecycle(transport);
	}

	@Bean
	@ConditionalOnMissingBean
	JsonData zmqJsonData(ObjectProvider<JsonMapper> mapper) {
		return new JsonData(mapper.getIfAvailable(JsonMapper::new));
	}

}
