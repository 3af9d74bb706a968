package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.client.Correlation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A client.
 *
 * @param address Comma-separated list of routers' frontends or servers to connect to. Any
 * of them can answer each request. By default the application's own router or server.
 * @param timeout How long a request waits for its reply unless it says otherwise.
 * @param correlation How replies find their requests. "none" is for a Python router with
 * Python workers, which don't bring the envelope back.
 * @param connections Number of sockets, and so of requests in flight, with correlation
 * "none".
 * @param streamWindow Maximum number of items of a stream that may be on their way, 1 to
 * 65535. A stream begins with 256 of them, and gets more while its items are small.
 * @param retry the retries of idempotent requests
 * @param serverKey CURVE public key of the routers and servers of this client, where it
 * is another one than "zmqf.security.client.server-key".
 * @since 0.1.0
 */
public record ClientProperties(@DefaultValue List<String> address, @DefaultValue("5s") Duration timeout,
		@DefaultValue("envelope") Correlation correlation, @DefaultValue("4") int connections,
		@DefaultValue("4096") int streamWindow, @DefaultValue @NestedConfigurationProperty RetryProperties retry,
		@Nullable String serverKey) {
}
