package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;

import org.springframework.util.StringUtils;

/**
 * Maps the properties of heartbeats to their settings.
 *
 * @param properties the properties
 * @param addresses the effective addresses
 * @param security the security of the sockets
 * @param own the security check of sockets that connect to the application itself
 * @param limits the limits of sockets
 * @param inMemory the endpoint of heartbeats that have no address
 */
record HeartbeatSettingsFactory(ZmqProperties properties, ConfiguredAddresses addresses, PropertiesSecurity security,
		LoopbackSecurityCheck own, Supplier<SocketLimits> limits, Endpoint inMemory) {

	/**
	 * Creates the settings of the receiver.
	 * @return the settings
	 */
	HeartbeatSettings receiver() {
		List<String> addresses = configured();
		if (addresses.size() > 1) {
			throw new PropertyException(Roles.HEARTBEAT_ADDRESS, String.join(",", addresses),
					"has several addresses, but a router or a server can bind only one",
					"Set it to the one address where this application receives heartbeats, such as tcp://*:5557.");
		}
		Endpoint endpoint = addresses.isEmpty() ? this.inMemory
				: PropertyValidation.toBind(Roles.HEARTBEAT_ADDRESS, addresses.get(0));
		return heartbeat(endpoint).withSecurity(this.security.server(Roles.HEARTBEAT_ADDRESS, List.of(endpoint)),
				ClientSecurity.NONE);
	}

	/**
	 * Creates the settings of the sender for the application's own receiver.
	 * @return the settings
	 */
	HeartbeatSettings ownSender() {
		HeartbeatSettings settings = sent(receiver());
		this.own.requireOwn(Roles.HEARTBEAT_ADDRESS, settings.endpoint(), settings.senderSecurity(),
				PropertiesSecurity.PEER_KEY);
		return settings;
	}

	/**
	 * Creates the settings of the senders for other applications.
	 * @return the settings, one for each receiver
	 */
	List<HeartbeatSettings> senders() {
		return PropertyValidation.toConnect(Roles.HEARTBEAT_ADDRESS, configured())
			.stream()
			.map(this::heartbeat)
			.map(this::sent)
			.toList();
	}

	private HeartbeatSettings sent(HeartbeatSettings settings) {
		Endpoint peer = settings.endpoint().forConnecting();
		return settings.withSecurity(settings.security(), this.security.client(Roles.HEARTBEAT_ADDRESS, List.of(peer)));
	}

	private List<String> configured() {
		return this.addresses
			.resolve(this.properties.heartbeat().address(), ZmqConnectionDetails::getHeartbeatAddresses)
			.stream()
			.filter(StringUtils::hasText)
			.toList();
	}

	private HeartbeatSettings heartbeat(Endpoint endpoint) {
		if (this.addresses.inMemory()) {
			return HeartbeatSettings.of(endpoint).withPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 1);
		}
		HeartbeatProperties heartbeat = this.properties.heartbeat();
		PropertyValidation.requireAtLeast("zmqf.heartbeat.interval", heartbeat.interval(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.heartbeat.timeout", heartbeat.timeout(), heartbeat.interval());
		PropertyValidation.requireAtLeast("zmqf.heartbeat.max-missed", heartbeat.maxMissed(), 0);
		PropertyValidation.requireAtLeast("zmqf.heartbeat.max-nodes", heartbeat.maxNodes(), 1);
		return new HeartbeatSettings(endpoint, heartbeat.interval(), heartbeat.timeout(), heartbeat.maxMissed(),
				heartbeat.maxNodes())
			.withLimits(this.limits.get());
	}

}
