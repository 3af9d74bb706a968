package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.Correlation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * A client.
 *
 * @since 0.1.0
 */
public class ClientProperties {

	/**
	 * Comma-separated list of routers' frontends or servers to connect to. Any of them
	 * can answer each request. By default the application's own router or server.
	 */
	private List<String> address = new ArrayList<>();

	/**
	 * How long a request waits for its reply unless it says otherwise.
	 */
	private Duration timeout = ClientSettings.DEFAULT_TIMEOUT;

	/**
	 * How replies find their requests. "none" is for a Python router with Python workers,
	 * which don't bring the envelope back.
	 */
	private Correlation correlation = Correlation.ENVELOPE;

	/**
	 * Number of sockets, and so of requests in flight, with correlation "none".
	 */
	private int connections = ClientSettings.DEFAULT_CONNECTIONS;

	/**
	 * Maximum number of items of a stream that may be on their way, 1 to 65535. A stream
	 * begins with 256 of them, and gets more while its items are small.
	 */
	private int streamWindow = ClientSettings.DEFAULT_STREAM_WINDOW;

	@NestedConfigurationProperty
	private final RetryProperties retry = new RetryProperties();

	/**
	 * CURVE public key of the routers and servers of this client, where it is another one
	 * than "zmqf.security.client.server-key".
	 */
	private @Nullable String serverKey;

	public List<String> getAddress() {
		return this.address;
	}

	public void setAddress(List<String> address) {
		this.address = address;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Correlation getCorrelation() {
		return this.correlation;
	}

	public void setCorrelation(Correlation correlation) {
		this.correlation = correlation;
	}

	public @Nullable String getServerKey() {
		return this.serverKey;
	}

	public void setServerKey(@Nullable String serverKey) {
		this.serverKey = serverKey;
	}

	public int getConnections() {
		return this.connections;
	}

	public void setConnections(int connections) {
		this.connections = connections;
	}

	public int getStreamWindow() {
		return this.streamWindow;
	}

	public void setStreamWindow(int streamWindow) {
		this.streamWindow = streamWindow;
	}

	public RetryProperties getRetry() {
		return this.retry;
	}

}
