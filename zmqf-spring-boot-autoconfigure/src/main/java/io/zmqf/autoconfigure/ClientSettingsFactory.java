package io.zmqf.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.Correlation;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Maps the properties of clients to their settings.
 *
 * @param properties the properties
 * @param addresses the effective addresses
 * @param security the security of the clients
 * @param own the security check of clients that connect to the application itself
 * @param limits the limits of sockets
 */
record ClientSettingsFactory(ZmqProperties properties, ConfiguredAddresses addresses, PropertiesSecurity security,
		LoopbackSecurityCheck own, Supplier<SocketLimits> limits) {

	/**
	 * Whether a client has an address of its own. Otherwise it connects to the
	 * application's own router or server.
	 * @param name the name of the client, or {@code null} for the client of
	 * {@code zmqf.client}
	 * @return {@code true} if its address is set
	 */
	boolean hasAddress(@Nullable String name) {
		return addresses(name, propertiesOf(name)).stream().anyMatch(StringUtils::hasText);
	}

	/**
	 * Returns the addresses of a client. Connection details replace those of the default
	 * client.
	 */
	private List<String> addresses(@Nullable String name, ClientProperties client) {
		return (name != null) ? (this.addresses.inMemory() ? List.of() : client.address())
				: this.addresses.resolve(client.address(), ZmqConnectionDetails::getClientAddresses);
	}

	private ClientProperties propertiesOf(@Nullable String name) {
		if (name == null) {
			return this.properties.client();
		}
		ClientProperties client = this.properties.clients().get(name);
		return (client != null) ? client : ZmqProperties.byDefault().client();
	}

	static String prefix(@Nullable String name) {
		if (name == null) {
			return "zmqf.client";
		}
		return name.contains(".") ? "zmqf.clients[" + name + "]" : "zmqf.clients." + name;
	}

	/**
	 * Creates the settings of a client.
	 * @param name the name of the client, or {@code null} for the client of
	 * {@code zmqf.client}
	 * @param own the address of the application's own router or server, used if no
	 * address is set
	 * @return the settings
	 * @throws UnusableClientException if the client exists only because the application
	 * has a router or a server, which rejects it
	 */
	ClientSettings client(@Nullable String name, @Nullable Endpoint own) {
		String prefix = prefix(name);
		ClientProperties client = propertiesOf(name);
		List<Endpoint> addresses = this.addresses.toConnect(prefix + ".address", addresses(name, client), own != null);
		boolean implied = addresses.isEmpty();
		if (implied) {
			addresses = List.of(ownAddress(prefix, own));
		}
		ClientSecurity shown = security(name, prefix, addresses, client, implied);
		String serverKey = StringUtils.hasText(client.serverKey()) ? prefix + ".server-key"
				: PropertiesSecurity.PEER_KEY;
		if (implied) {
			this.own.requireOwn(prefix, addresses.get(0), shown, serverKey);
		}
		else {
			this.own.require(prefix + ".address", addresses, shown, serverKey);
		}
		PropertyValidation.requireAtLeast(prefix + ".timeout", client.timeout(), PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast(prefix + ".connections", client.connections(), 1);
		PropertyValidation.requireAtLeast(prefix + ".stream-window", client.streamWindow(), 1);
		PropertyValidation.requireAtMost(prefix + ".stream-window", client.streamWindow(), StreamTerms.MAX_CREDIT);
		if (client.correlation() == Correlation.ENVELOPE
				&& client.connections() != ClientSettings.DEFAULT_CONNECTIONS) {
			throw new PropertyException(prefix + ".connections", client.connections(),
					"is set, but only clients with " + prefix + ".correlation=none have several connections",
					"Set the correlation, too, or remove the property.");
		}
		return new ClientSettings((name != null) ? "client[" + name + "]" : "client", addresses, client.timeout(),
				client.correlation(), client.connections(), this.limits.get(), shown, client.streamWindow());
	}

	private ClientSecurity security(@Nullable String name, String prefix, List<Endpoint> addresses,
			ClientProperties client, boolean implied) {
		try {
			return this.security.client(prefix + ".address", addresses, client.serverKey(), prefix + ".server-key");
		}
		catch (PropertyException ex) {
			throw (implied && name == null) ? new UnusableClientException(ex) : ex;
		}
	}

	private static Endpoint ownAddress(String prefix, @Nullable Endpoint own) {
		if (own == null) {
			throw new PropertyException(prefix + ".address", null,
					"is not set, and the application has no router or server of its own",
					"Set it to the address of a router's frontend or of a server, such as tcp://router-host:5555.");
		}
		return own.forConnecting();
	}

	/**
	 * Creates the retry settings of a client.
	 * @param name the name of the client, or {@code null} for the client of
	 * {@code zmqf.client}
	 * @return the settings, or {@code null} if requests are not retried
	 */
	@Nullable ClientRetry retry(@Nullable String name) {
		return ClientRetry.of(prefix(name), propertiesOf(name));
	}

}
