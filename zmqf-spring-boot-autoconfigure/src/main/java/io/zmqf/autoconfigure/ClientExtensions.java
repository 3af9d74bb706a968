package io.zmqf.autoconfigure;

import java.util.List;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.ZmqClientCustomizer;
import io.zmqf.client.ZmqClientInterceptor;

/**
 * The beans of an application that customize its clients.
 *
 * @param customizers the customizers of settings
 * @param interceptors the interceptors of requests
 */
record ClientExtensions(List<ZmqClientCustomizer> customizers, List<ZmqClientInterceptor> interceptors) {

	ClientSettings customize(ClientSettings settings) {
		ClientSettings customized = settings;
		for (ZmqClientCustomizer customizer : this.customizers) {
			customized = customizer.customize(customized);
		}
		return customized;
	}

}
