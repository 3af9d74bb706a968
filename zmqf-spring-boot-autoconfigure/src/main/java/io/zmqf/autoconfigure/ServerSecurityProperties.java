package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Whom routers, servers and receivers of heartbeats let in.
 *
 * @since 0.1.0
 */
public class ServerSecurityProperties {

	/**
	 * CURVE secret key of all that binds: 40 characters of Z85, or the location of a file
	 * with them or with a ZeroMQ certificate, such as "file:/etc/shop/router.key_secret".
	 * Comma-separated list where clients may know it by several keys; files are read
	 * again.
	 */
	private @Nullable String secretKey;

	/**
	 * Clients and workers that are let in by their CURVE keys, by the names that handlers
	 * know them by.
	 */
	private final Map<String, SecurityProperties.AuthorisedClient> clients = new LinkedHashMap<>();

	/**
	 * Directory with the public certificates of further clients and workers, files that
	 * end in ".key". Changes take effect at run time.
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
	 * Whether everybody with any CURVE key is let in: messages are encrypted, and nobody
	 * is refused.
	 */
	private boolean anyClient;

	/**
	 * Users that are let in by their passwords, with the mechanism PLAIN, which encrypts
	 * nothing.
	 */
	private final Map<String, SecurityProperties.User> users = new LinkedHashMap<>();

	/**
	 * Role that is needed to connect to a router as a worker. By default everybody who is
	 * let in may.
	 */
	private @Nullable String workerRole;

	/**
	 * Role that is needed to ask routers and servers for "zmqf.info" and "zmqf.stats". By
	 * default nobody may from outside the process.
	 */
	private @Nullable String operatorRole;

	/**
	 * Whether everybody who can connect may ask for "zmqf.info" and "zmqf.stats", also
	 * where nobody is asked who he is.
	 */
	private boolean anyOperator;

	/**
	 * Comma-separated list of IP addresses, or blocks such as "10.0.0.0/8", from which
	 * connections by TCP are accepted. By default all.
	 */
	private List<String> allow = new ArrayList<>();

	/**
	 * Comma-separated list of IP addresses or blocks from which no connections by TCP are
	 * accepted, although they are allowed.
	 */
	private List<String> deny = new ArrayList<>();

	public @Nullable String getSecretKey() {
		return this.secretKey;
	}

	public void setSecretKey(@Nullable String secretKey) {
		this.secretKey = secretKey;
	}

	public Map<String, SecurityProperties.AuthorisedClient> getClients() {
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

	public Map<String, SecurityProperties.User> getUsers() {
		return this.users;
	}

	public @Nullable String getWorkerRole() {
		return this.workerRole;
	}

	public void setWorkerRole(@Nullable String workerRole) {
		this.workerRole = workerRole;
	}

	public @Nullable String getOperatorRole() {
		return this.operatorRole;
	}

	public void setOperatorRole(@Nullable String operatorRole) {
		this.operatorRole = operatorRole;
	}

	public boolean isAnyOperator() {
		return this.anyOperator;
	}

	public void setAnyOperator(boolean anyOperator) {
		this.anyOperator = anyOperator;
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
