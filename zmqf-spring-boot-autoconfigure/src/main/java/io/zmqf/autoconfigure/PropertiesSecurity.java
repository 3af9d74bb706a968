package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.zmqf.info.Disclosure;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.AddressBlock;
import io.zmqf.transport.security.AddressRules;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.transport.security.PlainUsers;
import io.zmqf.transport.security.ServerSecurity;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Maps properties to the security of sockets. An unsecured address that other machines
 * can reach is logged as a warning, or rejected if security is required.
 */
class PropertiesSecurity implements AutoCloseable {

	private static final Log logger = RoleLog.SECURITY;

	private static final String SERVER = "zmqf.security.server.";

	private static final String SERVER_KEY = SERVER + "secret-key";

	private static final String OPERATOR_ROLE = SERVER + "operator-role";

	private static final String CLIENT = "zmqf.security.client.";

	static final String CLIENT_KEY = CLIENT + "secret-key";

	/**
	 * The property of the public key of peers. A client may have a property of its own.
	 */
	static final String PEER_KEY = CLIENT + "server-key";

	private final SecurityProperties properties;

	private final KeyFiles files;

	private final Supplier<AuthorisedClients> clients;

	private final Supplier<@Nullable PlainUsers> users;

	private final Supplier<@Nullable String> serverKey;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the mapping.
	 * @param properties the properties
	 * @param keys the loader of the keys in the properties
	 * @param clients the supplier of the clients that may connect by key, called only if
	 * a server key is set
	 * @param users the supplier of the users that may connect by password, which returns
	 * {@code null} for those of the properties
	 * @param serverKey the supplier of the public key in connection details, which
	 * returns {@code null} for that of the properties
	 */
	PropertiesSecurity(SecurityProperties properties, CurveKeyLoader keys, Supplier<AuthorisedClients> clients,
			Supplier<@Nullable PlainUsers> users, Supplier<@Nullable String> serverKey) {
		this.properties = properties;
		this.files = new KeyFiles(keys, properties::keyInterval);
		this.clients = clients;
		this.users = users;
		this.serverKey = serverKey;
	}

	/**
	 * Creates the security of bound sockets.
	 * @param property the property that contains the addresses
	 * @param endpoints the endpoints to bind
	 * @return the security of the sockets
	 */
	ServerSecurity server(String property, List<Endpoint> endpoints) {
		return server(property, endpoints, null);
	}

	/**
	 * Creates the security of a router's backend, which accepts only peers with the role
	 * of workers, if one is set.
	 * @param property the property that contains the address
	 * @param endpoint the endpoint to bind
	 * @return the security of the backend
	 */
	ServerSecurity workers(String property, Endpoint endpoint) {
		return server(property, List.of(endpoint), role(this.properties.server().workerRole()));
	}

	private ServerSecurity server(String property, List<Endpoint> endpoints, @Nullable String role) {
		ServerSecurityProperties server = this.properties.server();
		if (endpoints.stream().allMatch(Endpoint.Inproc.class::isInstance)) {
			return ServerSecurity.NONE;
		}
		requireEffect(server);
		AddressRules rules = new AddressRules(blocks(SERVER + "allow", server.allow()),
				blocks(SERVER + "deny", server.deny()));
		PlainUsers configured = this.users.get();
		if (StringUtils.hasText(server.secretKey())) {
			if (usesPasswords()) {
				throw new PropertyException(SERVER_KEY, null,
						"is set together with users, but a socket has only one security mechanism",
						"Remove the key or the users.");
			}
			return new ServerSecurity.Curve(ownKeys(server.secretKey()), this.clients.get(), role, rules);
		}
		if (usesPasswords()) {
			requirePlain(property, endpoints);
			return new ServerSecurity.Plain((configured != null) ? configured : new ConfiguredUsers(server.users()),
					role, rules);
		}
		requireNoRole(SERVER + "worker-role", role);
		requireNoRole(OPERATOR_ROLE, operatorRole());
		unsecured(property, endpoints, "is open to the network without authentication or encryption: anyone who can "
				+ "reach it can read and send messages", "Set " + SERVER_KEY + ", or bind 127.0.0.1 instead");
		return rules.equals(AddressRules.NONE) ? ServerSecurity.NONE : new ServerSecurity.Open(rules);
	}

	private static void requireNoRole(String property, @Nullable String role) {
		if (role != null) {
			throw new PropertyException(property, role, "can't be checked, because clients are not authenticated",
					"Set " + SERVER_KEY + ", or remove the role.");
		}
	}

	private @Nullable String operatorRole() {
		return role(this.properties.server().operatorRole());
	}

	private static @Nullable String role(@Nullable String role) {
		return StringUtils.hasText(role) ? role.strip() : null;
	}

	/**
	 * Adds to the description of the application the peers that may query it.
	 * @param application the description of the application
	 * @return the description with the authorized role
	 */
	Disclosure disclosure(Disclosure application) {
		String role = operatorRole();
		boolean anyOperator = this.properties.server().anyOperator();
		if (role != null && anyOperator) {
			throw new PropertyException(OPERATOR_ROLE, role, "is set together with " + SERVER + "any-operator",
					"Remove one of them.");
		}
		return new Disclosure(application.application(), application.version(), application.roles(), role, anyOperator,
				application.contracts());
	}

	/**
	 * Rejects settings of clients that have no effect without a server key. Otherwise
	 * every client could connect although only some are configured.
	 */
	private static void requireEffect(ServerSecurityProperties server) {
		if (!StringUtils.hasText(server.secretKey())) {
			require(server.clients().isEmpty(), "clients", "secret-key", "clients are not authenticated by keys");
			require(!StringUtils.hasText(server.clientDirectory()), "client-directory", "secret-key",
					"clients are not authenticated by keys");
			require(!server.anyClient(), "any-client", "secret-key", "nothing is encrypted");
		}
		require(!server.cutOff() || StringUtils.hasText(server.clientDirectory()), "cut-off", "client-directory",
				"without a directory no client can be removed");
	}

	private static void require(boolean met, String name, String missing, String consequence) {
		if (!met) {
			throw new PropertyException(SERVER + name, null,
					"is set, but " + SERVER + missing + " is not: " + consequence,
					"Set " + SERVER + missing + ", too, or remove " + SERVER + name + ".");
		}
	}

	private static void requireNoUser(String property, @Nullable String value, @Nullable String shown) {
		if (StringUtils.hasText(value)) {
			throw new PropertyException(property, shown,
					"is set together with " + CLIENT_KEY + ", but a socket has only one security mechanism",
					"Remove one of them.");
		}
	}

	/**
	 * Rejects a server key without a client key. The connection would otherwise be in
	 * plain text.
	 */
	private void requireEffect(ClientSecurityProperties client, @Nullable String ownServerKey,
			String ownServerKeyProperty) {
		String useless = StringUtils.hasText(ownServerKey) ? ownServerKeyProperty
				: (StringUtils.hasText(client.serverKey()) || this.serverKey.get() != null) ? PEER_KEY : null;
		if (useless != null) {
			throw new PropertyException(useless, null,
					"is set, but " + CLIENT_KEY + " is not: without it, nothing is encrypted",
					"Set " + CLIENT_KEY + ", too, or remove " + useless + ".");
		}
		if (StringUtils.hasText(client.password()) && !StringUtils.hasText(client.username())) {
			throw new PropertyException(CLIENT + "password", null, "is set, but " + CLIENT + "username is not",
					"Set " + CLIENT + "username, too, or remove the password.");
		}
	}

	/**
	 * Creates the credentials of a connecting role.
	 * @param property the property that contains the addresses
	 * @param endpoints the endpoints to connect to
	 * @param ownServerKey the peers' public key, or {@code null} for the common key
	 * @param ownServerKeyProperty the property that contains that key
	 * @return the security of each connection
	 */
	ClientSecurity client(String property, List<Endpoint> endpoints, @Nullable String ownServerKey,
			String ownServerKeyProperty) {
		ClientSecurityProperties client = this.properties.client();
		if (endpoints.stream().allMatch(Endpoint.Inproc.class::isInstance)) {
			return ClientSecurity.NONE;
		}
		if (StringUtils.hasText(client.secretKey())) {
			requireNoUser(CLIENT + "username", client.username(), client.username());
			requireNoUser(CLIENT + "password", client.password(), null);
			return new ClientSecurity.Curve(this.files.pair(CLIENT_KEY, client.secretKey()),
					StringUtils.hasText(ownServerKey) ? this.files.publicKeys(ownServerKeyProperty, ownServerKey)
							: serverKeys());
		}
		requireEffect(client, ownServerKey, ownServerKeyProperty);
		if (StringUtils.hasText(client.username())) {
			requirePlain(property, endpoints);
			return plain(client.username(), client.password());
		}
		unsecured(property, endpoints, "connects over the network without authentication or encryption: others on the "
				+ "network can read and change messages", "Set " + CLIENT_KEY + " and " + PEER_KEY);
		return ClientSecurity.NONE;
	}

	/**
	 * Creates the credentials of a connecting role.
	 * @param property the property that contains the addresses
	 * @param endpoints the endpoints to connect to
	 * @return the security of each connection
	 */
	ClientSecurity client(String property, List<Endpoint> endpoints) {
		return client(property, endpoints, null, PEER_KEY);
	}

	/**
	 * Returns the public key of the application's bound sockets.
	 * @return the key, or {@code null} if they have none
	 */
	@Nullable CurveKey ownKey() {
		String secret = this.properties.server().secretKey();
		return StringUtils.hasText(secret) ? ownKeys(secret).first().publicKey() : null;
	}

	private KeyRing<CurveKeyPair> ownKeys(String secret) {
		return this.files.pairs(SERVER_KEY, secret);
	}

	@Override
	public void close() {
		this.files.close();
	}

	/**
	 * Whether the bound sockets of the application authenticate by password.
	 * @return {@code true} if there are users
	 */
	boolean usesPasswords() {
		return this.users.get() != null || !this.properties.server().users().isEmpty();
	}

	private KeyRing<CurveKey> serverKeys() {
		String ofDetails = this.serverKey.get();
		String key = (ofDetails != null) ? ofDetails : this.properties.client().serverKey();
		if (StringUtils.hasText(key)) {
			return this.files.publicKeys(PEER_KEY, key);
		}
		String own = this.properties.server().secretKey();
		if (!StringUtils.hasText(own)) {
			throw new PropertyException(PEER_KEY, null,
					"is not set, although " + CLIENT_KEY + " is: a client needs the public key of its server",
					"Set it to the public key of the routers and servers to connect to.");
		}
		return this.files.publicKeys(ownKeys(own));
	}

	private static ClientSecurity plain(String user, @Nullable String password) {
		if (!StringUtils.hasText(password)) {
			throw new PropertyException(CLIENT + "password", null, "is not set, although " + CLIENT + "username is",
					"Set it.");
		}
		try {
			return new ClientSecurity.Plain(user, password);
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(CLIENT + "username", user, "can't be used: " + ex.getMessage(),
					"Choose a shorter one.", ex);
		}
	}

	private void requirePlain(String property, List<Endpoint> endpoints) {
		for (Endpoint endpoint : endpoints) {
			if (!endpoint.isLocal() && !this.properties.plainOverNetwork()) {
				throw new PropertyException(property, endpoint,
						"uses the network with PLAIN security: others on the network can read passwords and messages",
						"Use CURVE, by " + SERVER_KEY + " and " + CLIENT_KEY
								+ ", or a loopback or IPC address. If the network is trusted, set "
								+ "zmqf.security.plain-over-network=true.");
			}
		}
	}

	private void unsecured(String property, List<Endpoint> endpoints, String risk, String remedy) {
		for (Endpoint endpoint : endpoints) {
			if (endpoint.isLocal()) {
				continue;
			}
			if (this.properties.required()) {
				throw new PropertyException(property, endpoint,
						risk + ", and zmqf.security.required=true does not allow this", remedy + ".");
			}
			if (this.warned.add(property + "=" + endpoint)) {
				logger.warn(property + "=" + endpoint + " " + risk + ". " + remedy);
			}
		}
	}

	private static List<AddressBlock> blocks(String property, List<String> blocks) {
		return blocks.stream().map((block) -> {
			try {
				return AddressBlock.parse(block.strip());
			}
			catch (IllegalArgumentException ex) {
				throw new PropertyException(property, block, "can't be used: " + ex.getMessage(),
						"Set it to IP addresses or blocks such as 10.0.0.0/8.", ex);
			}
		}).toList();
	}

}
