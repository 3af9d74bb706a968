package io.zmqf.actuate.endpoint;

import io.zmqf.contract.ZmqContract;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Shows the contract of the application below the endpoint, at
 * {@code /actuator/zmqf/asyncapi}.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = ZmqEndpoint.class)
public final class ZmqContractEndpointExtension {

	private static final String ASYNC_API = "asyncapi";

	private final ZmqContract contract;

	/**
	 * Creates the extension.
	 * @param contract the contract to show
	 */
	public ZmqContractEndpointExtension(ZmqContract contract) {
		this.contract = contract;
	}

	/**
	 * Shows a document.
	 * @param document the name of the document, {@code asyncapi}
	 * @return the AsyncAPI document, {@code null} for any other name
	 */
	@ReadOperation
	public @Nullable JsonNode document(@Selector String document) {
		return ASYNC_API.equals(document) ? this.contract.asyncApi() : null;
	}

}
