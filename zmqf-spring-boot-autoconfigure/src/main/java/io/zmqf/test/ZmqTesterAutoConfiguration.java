package io.zmqf.test;

import io.zmqf.client.ZmqClient;
import io.zmqf.contract.ZmqContract;
import io.zmqf.message.JsonData;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Auto-configuration for {@link ZmqTester} and {@link ZmqContractTester}. */
@AutoConfiguration(afterName = "io.zmqf.autoconfigure.ZmqClientAutoConfiguration")
class ZmqTesterAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqTester zmqTester(ObjectProvider<ZmqClient> client, JsonData json) {
		return new ZmqTester(client::getObject, json);
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqContractTester zmqContractTester(ObjectProvider<ZmqContract> contract, Environment environment) {
		return new ZmqContractTester(contract::getObject, environment);
	}

}
