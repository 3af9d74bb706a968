package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks that roles that connect to other roles of the same application have matching
 * security. Otherwise every handshake would fail.
 *
 * @param properties the properties
 * @param security the security of the roles
 */
record LoopbackSecurityCheck(ZmqProperties properties, PropertiesSecurity security) {

	private static final String USERNAME = "zmqf.security.client.username";

	/**
	 * Checks a role whose addresses all lead to the application itself.
	 * @param role the property that holds the addresses
	 * @param addresses the addresses that the role connects to
	 * @param shown the credentials of the role
	 * @param serverKey the property that holds the public key of its peers
	 * @throws PropertyException if the application would reject its own connection
	 */
	void require(String role, List<Endpoint> addresses, ClientSecurity shown, String serverKey) {
		List<Endpoint> bound = bound();
		addresses.stream()
			.filter((address) -> bound.stream().anyMatch(address::reaches))
			.forEach((address) -> requireOwn(role, address, shown, serverKey));
	}

	/**
	 * Checks a role that connects to the application itself.
	 * @param role the property that may contain the addresses
	 * @param address an address of the application
	 * @param shown the credentials of the role
	 * @param serverKey the property that holds the public key of its peers
	 * @throws PropertyException if the application would reject its own connection
	 * @throws UnusableClientException if the role is the default client, which may be
	 * unused
	 */
	void requireOwn(String role, Endpoint address, ClientSecurity shown, String serverKey) {
		PropertyException contradiction = contradiction(role, address, shown, serverKey);
		if (contradiction != null) {
			throw role.equals("zmqf.client") ? new UnusableClientException(contradiction) : contradiction;
		}
	}

	private List<Endpoint> bound() {
		List<Endpoint> bound = new ArrayList<>();
		RouterProperties router = this.properties.router();
		add("zmqf.router.frontend", router.frontend(), bound);
		add("zmqf.router.backend", router.backend(), bound);
		this.properties.server().address().forEach((address) -> add("zmqf.server.address", address, bound));
		return bound;
	}

	private static void add(String property, @Nullable String address, List<Endpoint> bound) {
		if (StringUtils.hasText(address)) {
			bound.add(PropertyValidation.toBind(property, address));
		}
	}

	private @Nullable PropertyException contradiction(String role, Endpoint address, ClientSecurity shown,
			String serverKey) {
		if (address instanceof Endpoint.Inproc) {
			return null;
		}
		String itself = role + " connects to the application itself, at " + address;
		CurveKey key = this.security.ownKey();
		if (shown instanceof ClientSecurity.Curve curve) {
			if (key == null) {
				return new PropertyException(PropertiesSecurity.CLIENT_KEY, null,
						"is set, but " + itself + ", which has no secret key",
						"Set zmqf.security.server.secret-key too, or remove the client's.");
			}
			return curve.serverKeys().keys().contains(key) ? null
					: new PropertyException(serverKey, curve.serverKeys().first(), "is not " + key + ", but " + itself,
							"Set it to the public key of zmqf.security.server.secret-key.");
		}
		if (key != null) {
			return new PropertyException(PropertiesSecurity.CLIENT_KEY, null,
					"is not set, but " + itself + ", which zmqf.security.server.secret-key secures",
					"Set it to the secret key of the client, and authorise its public key by "
							+ "zmqf.security.server.clients or zmqf.security.server.client-directory.");
		}
		if (this.security.usesPasswords()) {
			return (shown instanceof ClientSecurity.Plain) ? null
					: new PropertyException(USERNAME, null, "is not set, but " + itself + ", which requires a password",
							"Set it and zmqf.security.client.password to a user that the application authenticates.");
		}
		return (shown instanceof ClientSecurity.Plain) ? new PropertyException(USERNAME, null,
				"is set, but " + itself + ", which does not authenticate clients",
				"Set zmqf.security.server.users too, or remove the client's.") : null;
	}

}
