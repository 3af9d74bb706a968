package io.zmqf.autoconfigure;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.jeromq.JeroMqTransport;
import org.zeromq.ZContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration for JeroMQ: as the transport if {@code zmqf.transport} is
 * {@code jeromq}, and as a context for messaging patterns that the roles don't support.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ZmqTransportAutoConfiguration.class)
@ConditionalOnClass(ZContext.class)
@ConditionalOnZmqEnabled
public final class ZmqJeroMqAutoConfiguration {

	@Bean
	@ConditionalOnProperty(name = "zmqf.transport", havingValue = "jeromq")
	@ConditionalOnMissingBean(Transport.class)
	JeroMqTransport zmqJeroMqTransport(ObjectProvider<TransportListener> listeners) {
		return new JeroMqTransport(CompositeListener.of(TransportListener.class, listeners.orderedStream().toList()));
	}

	@Bean(destroyMethod = "close")
	@Lazy
	@ConditionalOnMissingBean
	ZContext zmqContext() {
		return new ZContext();
	}

}
