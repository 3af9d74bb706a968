package io.zmqf.test;

import io.zmqf.client.ZmqClient;
import io.zmqf.message.JsonData;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for {@link ZmqTester}. */
@AutoConfiguration(afterName = "io.zmqf.autoconfigure.ZmqClientAutoConfiguration")
class ZmqTesterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqTester zmqTester(ObjectProvider<ZmqClient> client, JsonData json) {
		return new ZmqTester(client::getObject, json);
	}

}
