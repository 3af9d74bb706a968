package io.zmqf.service;

import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one method.
 *
 * @param client the client that sends the requests
 * @param exchange the method
 * @param arguments the arguments, one for each parameter
 * @param reply the reply, which sends the request
 */
record ServiceCall(ZmqClient client, ExchangeMethod exchange, CallArgument[] arguments, CallReply reply) {

	RequestSpec request(@Nullable Object[] values) {
		RequestSpec request = this.client.event(this.exchange.event());
		if (this.exchange.timeout() != null) {
			request.timeout(this.exchange.timeout());
		}
		if (this.exchange.idempotent()) {
			request.idempotent();
		}
		for (int i = 0; i < values.length; i++) {
			this.arguments[i].addTo(request, values[i]);
		}
		return request;
	}

}
