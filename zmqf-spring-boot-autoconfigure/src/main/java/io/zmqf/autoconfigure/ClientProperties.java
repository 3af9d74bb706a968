package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.client.Correlation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for a client.
 *
 * @param address Comma-separated list of routers' frontends or servers to connect to. Any
 * of them can answer each request. By default the application's own router or server.
 * @param timeout Maximum time to wait for a reply, unless the request has its own
 * timeout.
 * @param correlation Correlation of replies and requests. "none" is for a Python router
 * with Python workers, which do not return the envelope.
 * @param connections Number of sockets, and so of requests in flight, with correlation
 * "none".
 * @param streamWindow Maximum number of items of a stream in flight, 1 to 65535. A stream
 * starts with 256, and gets more while its items are small.
 * @param retry the retries of idempotent requests
 * @param serverKey CURVE public key of this client's routers and servers, if it differs
 * from "zmqf.security.client.server-key".
 * @since 0.1.0
 */
public record ClientProperties(@DefaultValue List<String> address, @DefaultValue("5s") Duration timeout,
		@DefaultValue("envelope") Correlation correlation, @DefaultValue("4") int connections,
		@DefaultValue("4096") int streamWindow, @DefaultValue @NestedConfigurationProperty RetryProperties retry,
		@Nullable String serverKey) {
}
