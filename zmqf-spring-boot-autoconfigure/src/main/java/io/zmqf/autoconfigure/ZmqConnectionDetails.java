package io.zmqf.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * The connection of an application to a router or a server. A bean of this type replaces
 * the addresses and the server's key of the properties; An application without any
 * address becomes a client.
 *
 * @since 0.1.0
 */
public interface ZmqConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the addresses of routers' frontends or of servers, for
	 * {@code zmqf.client.address}.
	 * @return the addresses, such as {@code tcp://router-host:5555}
	 */
	List<String> getClientAddresses();

	/**
	 * Returns the addresses of routers' backends, for {@code zmqf.worker.router}.
	 * @return the addresses, empty by default
	 */
	default List<String> getWorkerAddresses() {
		return List.of();
	}

	/**
	 * Returns the addresses of heartbeat receivers, for {@code zmqf.heartbeat.address}.
	 * @return the addresses, empty by default
	 */
	default List<String> getHeartbeatAddresses() {
		return List.of();
	}

	/**
	 * Returns the CURVE public key of the routers and servers, for
	 * {@code zmqf.security.client.server-key}.
	 * @return the key, or {@code null} to use the key of the properties
	 */
	default @Nullable String getServerKey() {
		return null;
	}

}
