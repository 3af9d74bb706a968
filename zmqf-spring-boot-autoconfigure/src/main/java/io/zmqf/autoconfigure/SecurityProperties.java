package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Whom an application lets in, and who it is itself where it connects. */
public class SecurityProperties {

	/**
	 * Whether to refuse addresses that others than this machine can reach and that
	 * nothing secures, rather than to warn of them.
	 */
	private boolean required;

	/**
	 * Whether user names and passwords may be used over a network, where everybody on the
	 * way can read them and all messages.
	 */
	private boolean plainOverNetwork;

	private final Server server = new Server();

	private final Client client = new Client();

	public boolean isRequired() {
		return this.required;
	}

	public void setRequired(boolean required) {
		this.required = required;
	}

	public boolean isPlainOverNetwork() {
		return this.plainOverNetwork;
	}

	public void setPlainOverNetwork(boolean plainOverNetwork) {
		this.plainOverNetwork = plainOverNetwork;
	}

	public Server getServer() {
		return this.server;
	}

	public Client getClient() {
		return this.client;
	}

	/** Whom routers, servers and receivers of heartbeats let in. */
	public static class Server {

		/**
		 * CURVE secret key of all that binds: 40 characters of Z85, or the location of a
		 * file with them or with a ZeroMQ certificate, such as
		 * "file:/etc/shop/router.key_secret".
		 */
		private @Nullable String secretKey;

		/**
		 * Clients and workers that are let in by their CURVE keys, by the names that
		 * handlers know them by.
		 */
		private final Map<String, AuthorisedClient> clients = new LinkedHashMap<>();

		/**
		 * Directory with the public certificates of further clients and workers, files
		 * that end in ".key". Changes take effect at run time.
		 */
		private @Nullable String clientDirectory;

		/**
		 * How often the directory of clients is looked at.
		 */
		private Duration clientDirectoryInterval = Duration.ofSeconds(2);

		/**
		 * Whether to close the connections of clients that are taken from the directory,
		 * rather than to refuse only their next ones.
		 */
		private boolean cutOff;

		/**
		 * Whether everybody with any CURVE key is let in: messages are encrypted, and
		 * nobody is refused.
		 */
		private boolean anyClient;

		/**
		 * Users that are let in by their passwords, with the mechanism PLAIN, which
		 * encrypts nothing.
		 */
		private final Map<String, User> users = new LinkedHashMap<>();

		/**
		 * Role that is needed to connect to a router as a worker. By default everybody
		 * who is let in may.
		 */
		private @Nullable String workerRole;

		/**
		 * Comma-separated list of IP addresses, or blocks such as "10.0.0.0/8", from
		 * which connections by TCP are accepted. By default all.
		 */
		private List<String> allow = new ArrayList<>();

		/**
		 * Comma-separated list of IP addresses or blocks from which no connections by TCP
		 * are accepted, although they are allowed.
		 */
		private List<String> deny = new ArrayList<>();

		public @Nullable String getSecretKey() {
			return this.secretKey;
		}

		public void setSecretKey(@Nullable String secretKey) {
			this.secretKey = secretKey;
		}

		public Map<String, AuthorisedClient> getClients() {
			return this.clients;
		}

		public @Nullable String getClientDirectory() {
			return this.clientDirectory;
		}

		public void setClientDirectory(@Nullable String clientDirectory) {
			this.clientDirectory = clientDirectory;
		}

		public Duration getClientDirectoryInterval() {
			return this.clientDirectoryInterval;
		}

		public void setClientDirectoryInterval(Duration clientDirectoryInterval) {
			this.clientDirectoryInterval = clientDirectoryInterval;
		}

		public boolean isCutOff() {
			return this.cutOff;
		}

		public void setCutOff(boolean cutOff) {
			this.cutOff = cutOff;
		}

		public boolean isAnyClient() {
			return this.anyClient;
		}

		public void setAnyClient(boolean anyClient) {
			this.anyClient = anyClient;
		}

		public Map<String, User> getUsers() {
			return this.users;
		}

		public @Nullable String getWorkerRole() {
			return this.workerRole;
		}

		public void setWorkerRole(@Nullable String workerRole) {
			this.workerRole = workerRole;
		}

		public List<String> getAllow() {
			return this.allow;
		}

		public void setAllow(List<String> allow) {
			this.allow = allow;
		}

		public List<String> getDeny() {
			return this.deny;
		}

		public void setDeny(List<String> deny) {
			this.deny = deny;
		}

	}

	/** A client or a worker that is let in by its key. */
	public static class AuthorisedClient {

		/**
		 * CURVE public key: 40 characters of Z85, or the location of a file.
		 */
		private @Nullable String publicKey;

		/**
		 * Roles that handlers may ask for.
		 */
		private Set<String> roles = new LinkedHashSet<>();

		public @Nullable String getPublicKey() {
			return this.publicKey;
		}

		public void setPublicKey(@Nullable String publicKey) {
			this.publicKey = publicKey;
		}

		public Set<String> getRoles() {
			return this.roles;
		}

		public void setRoles(Set<String> roles) {
			this.roles = roles;
		}

	}

	/** A user that is let in by a password. */
	public static class User {

		/**
		 * Password of the user.
		 */
		private @Nullable String password;

		/**
		 * Roles that handlers may ask for.
		 */
		private Set<String> roles = new LinkedHashSet<>();

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

		public Set<String> getRoles() {
			return this.roles;
		}

		public void setRoles(Set<String> roles) {
			this.roles = roles;
		}

	}

	/** Who clients, workers and senders of heartbeats are. */
	public static class Client {

		/**
		 * CURVE secret key of all that connects: 40 characters of Z85, or the location of
		 * a file with them or with a ZeroMQ certificate.
		 */
		private @Nullable String secretKey;

		/**
		 * CURVE public key of the routers and servers to connect to: 40 characters of
		 * Z85, or the location of a file. By default the one of the application itself,
		 * where it has a secret key for what binds.
		 */
		private @Nullable String serverKey;

		/**
		 * Name of the user, for the mechanism PLAIN.
		 */
		private @Nullable String username;

		/**
		 * Password of the user.
		 */
		private @Nullable String password;

		public @Nullable String getSecretKey() {
			return this.secretKey;
		}

		public void setSecretKey(@Nullable String secretKey) {
			this.secretKey = secretKey;
		}

		public @Nullable String getServerKey() {
			return this.serverKey;
		}

		public void setServerKey(@Nullable String serverKey) {
			this.serverKey = serverKey;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

}
