package io.zmqf.client;

import java.time.Duration;
import java.util.List;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;

/**
 * Settings of a client.
 *
 * @param name the name of the client in threads, logs and metrics
 * @param addresses the addresses of the peers, each of which can answer any request
 * @param timeout the default of the maximum time to wait for a reply
 * @param correlation the correlation of replies with requests
 * @param connections the number of sockets in the pool of a client without correlation
 * @param limits the limits of connections and of message sizes
 * @param security the credentials of the client, and the keys of its peers
 * @param streamWindow the maximum number of items of a stream that are in flight
 * @since 0.1.0
 */
public record ClientSettings(String name, List<Endpoint> addresses, Duration timeout, Correlation correlation,
		int connections, SocketLimits limits, ClientSecurity security, int streamWindow) {

	/** The default of the maximum time to wait for a reply. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

	/** The default number of sockets in the pool of a client without correlation. */
	public static final int DEFAULT_CONNECTIONS = 4;

	/** The default of the maximum number of items of a stream that are in flight. */
	public static final int DEFAULT_STREAM_WINDOW = 4096;

	/** The initial window of a stream, in items, unless its request has its own. */
	static final int FIRST_STREAM_WINDOW = 256;

	static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

	public ClientSettings {
		addresses = List.copyOf(addresses);
		timeout = BoundedTime.of(timeout);
		if (addresses.isEmpty()) {
			throw new IllegalArgumentException("Client '" + name + "' has no address");
		}
		if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
			throw new IllegalArgumentException(
					"The timeout of client '" + name + "' is " + timeout + ": at least one millisecond is allowed");
		}
		if (connections < 1) {
			throw new IllegalArgumentException(
					"Client '" + name + "' has " + connections + " connections: at least one is required");
		}
		requireWindow(streamWindow);
	}

	static int requireWindow(int items) {
		if (items < 1 || items > StreamTerms.MAX_CREDIT) {
			throw new IllegalArgumentException(
					"Stream window of " + items + " items: 1 to " + StreamTerms.MAX_CREDIT + " are allowed");
		}
		return items;
	}

	/**
	 * Returns settings with all defaults.
	 * @param name the name of the client in threads, logs and metrics
	 * @param addresses the addresses of the peers
	 * @return the settings
	 */
	public static ClientSettings of(String name, Endpoint... addresses) {
		return new ClientSettings(name, List.of(addresses), DEFAULT_TIMEOUT, Correlation.ENVELOPE, DEFAULT_CONNECTIONS,
				SocketLimits.DEFAULT, ClientSecurity.NONE, DEFAULT_STREAM_WINDOW);
	}

	/**
	 * Returns a copy with this timeout.
	 * @param other the maximum time to wait for a reply
	 * @return the settings
	 */
	public ClientSettings withTimeout(Duration other) {
		return new ClientSettings(this.name, this.addresses, other, this.correlation, this.connections, this.limits,
				this.security, this.streamWindow);
	}

	/**
	 * Returns a copy for peers that do not return the correlation frame.
	 * @param sockets the maximum number of requests in flight
	 * @return the settings
	 */
	public ClientSettings withoutCorrelation(int sockets) {
		return new ClientSettings(this.name, this.addresses, this.timeout, Correlation.NONE, sockets, this.limits,
				this.security, this.streamWindow);
	}

	/**
	 * Returns a copy with this security.
	 * @param other the credentials of the client, and the keys of its peers
	 * @return the settings
	 */
	public ClientSettings withSecurity(ClientSecurity other) {
		return new ClientSettings(this.name, this.addresses, this.timeout, this.correlation, this.connections,
				this.limits, other, this.streamWindow);
	}

	/**
	 * Returns a copy with this stream window.
	 * @param items the maximum number of items of a stream in flight, 1 to 65,535
	 * @return the settings
	 */
	public ClientSettings withStreamWindow(int items) {
		return new ClientSettings(this.name, this.addresses, this.timeout, this.correlation, this.connections,
				this.limits, this.security, items);
	}

}
