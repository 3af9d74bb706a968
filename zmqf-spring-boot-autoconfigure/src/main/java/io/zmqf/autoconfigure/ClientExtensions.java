package io.zmqf.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.InterceptingSender;
import io.zmqf.client.RequestSender;
import io.zmqf.client.ZmqClientCustomizer;
import io.zmqf.client.ZmqClientInterceptor;

/**
 * The beans of an application that have a part in its clients.
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

	RequestSender around(Supplier<RequestSender> sender, Supplier<ClientSettings> settings, Executor executor) {
		return this.interceptors.isEmpty() ? sender.get()
				: new InterceptingSender(this.interceptors, sender, settings, executor);
	}

}
