package io.zmqf.autoconfigure;

import io.zmqf.actuate.Listeners;
import io.zmqf.actuate.RoleListener;
import io.zmqf.message.JsonData;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for what all roles share: the sockets and the JSON.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties(ZmqProperties.class)
public final class ZmqTransportAutoConfiguration {

	@Bean
	PropertiesSettings zmqSettings(ZmqProperties properties, BeanFactory beanFactory, Environment environment) {
		return new PropertiesSettings(properties, Roles.of(beanFactory, environment).embedded());
	}

	@Bean
	LoggingListener zmqLoggingListener() {
		return new LoggingListener();
	}

	@Bean
	StateLog zmqStateLog() {
		return new StateLog();
	}

	@Bean
	RoleAnnouncements zmqRoleAnnouncements(ObjectProvider<RoleListener> listeners) {
		return new RoleAnnouncements(listeners);
	}

	@Bean
	@ConditionalOnMissingBean(Transport.class)
	JeroMqTransport zmqTransport(ObjectProvider<TransportListener> listeners) {
		return new JeroMqTransport(Listeners.transport(listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	JsonData zmqJsonData(ObjectProvider<JsonMapper> mapper) {
		return new JsonData(mapper.getIfAvailable(JsonMapper::new));
	}

}
