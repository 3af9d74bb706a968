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
 * @param name its name in threads, logs and metrics
 * @param addresses the peers, of which any can answer each request
 * @param timeout the maximum time to wait for a reply, unless the request has its own
 * @param correlation the way in which replies find their requests
 * @param connections the sockets of the pool where nothing correlates
 * @param limits the limits of messages and connections, and of the size of a request's
 * data
 * @param security the credentials of the client, and the keys of its peers
 * @param streamWindow the most items of a stream that may be on their way
 * @since 0.1.0
 */
public record ClientSettings(String name, List<Endpoint> addresses, Duration timeout, Correlation correlation,
		int connections, SocketLimits limits, ClientSecurity security, int streamWindow) {

	/** The default of the maximum time to wait for a reply. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The sockets of the pool where nothing correlates, unless something else is said.
	 */
	public static final int DEFAULT_CONNECTIONS = 4;

	/** The items of a stream that may be on their way unless something else is set. */
	public static final int DEFAULT_STREAM_WINDOW = 4096;

	/** The items that a stream begins with unless its request says otherwise. */
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
					"Client '" + name + "' has " + connections + " connections: at least one is allowed");
		}
		requireWindow(streamWindow);
	}

	static int requireWindow(int items) {
		if (items < 1 || items > StreamTerms.MAX_CREDIT) {
			throw new IllegalArgumentException(
					"A window of " + items + " items: 1 to " + StreamTerms.MAX_CREDIT + " are allowed");
		}
		return items;
	}

	/**
	 * A client with every default.
	 * @param name its name in threads, logs and metrics
	 * @param addresses the peers
	 * @return the settings
	 */
	public static ClientSettings of(String name, Endpoint... addresses) {
		return new ClientSettings(name, List.of(addresses), DEFAULT_TIMEOUT, Correlation.ENVELOPE, DEFAULT_CONNECTIONS,
				SocketLimits.DEFAULT, ClientSecurity.NONE, DEFAULT_STREAM_WINDOW);
	}

	/**
	 * The same with another timeout.
	 * @param other the timeout
	 * @return the settings
	 */
	public ClientSettings withTimeout(Duration other) {
		return new ClientSettings(this.name, this.addresses, other, this.correlation, this.connections, this.limits,
				this.security, this.streamWindow);
	}

	/**
	 * The same for peers that bring no correlation back.
	 * @param sockets the number of requests that can be in flight
	 * @return the settings
	 */
	public ClientSettings withoutCorrelation(int sockets) {
		return new ClientSettings(this.name, this.addresses, this.timeout, Correlation.NONE, sockets, this.limits,
				this.security, this.streamWindow);
	}

	/**
	 * The same with security.
	 * @param other the credentials of the client, and the keys of its peers
	 * @return the settings
	 */
	public ClientSettings withSecurity(ClientSecurity other) {
		return new ClientSettings(this.name, this.addresses, this.timeout, this.correlation, this.connections,
				this.limits, other, this.streamWindow);
	}

	/**
	 * The same with another window.
	 * @param items the number of items of a stream that may be on their way, 1 to 65,535
	 * @return the settings
	 */
	public ClientSettings withStreamWindow(int items) {
		return new ClientSettings(this.name, this.addresses, this.timeout, this.correlation, this.connections,
				this.limits, this.security, items);
	}

}
