package io.zmqf.test;

import io.zmqf.message.JsonData;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for {@link MockZmqServer}. */
@AutoConfiguration(afterName = "io.zmqf.autoconfigure.ZmqTransportAutoConfiguration")
class MockZmqServerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MockZmqServer mockZmqServer(Transport transport, JsonData json) {
		return new MockZmqServer(transport, Endpoint.parse(TestAddresses.MOCK_SERVER), json);
	}

}
