package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the authentication by routers, servers and receivers of
 * heartbeats.
 *
 * @param secretKey CURVE secret key of all sockets that bind: 40 characters of Z85, or
 * the location of a file with them or with a ZeroMQ certificate, such as
 * "file:/etc/shop/router.key_secret". Comma-separated list if clients may know several
 * keys; files are read again when they change.
 * @param clients Clients and workers that are authorised by their CURVE keys, by the
 * names that handlers see.
 * @param clientDirectory Directory with the public certificates of further clients and
 * workers, in files that end in ".key". Changes take effect at run time.
 * @param clientDirectoryInterval Interval at which the directory of clients is read.
 * @param cutOff Whether to close the connections of clients that are removed from the
 * directory, instead of only rejecting new ones.
 * @param anyClient Whether to accept every client that knows the server's CURVE key.
 * Messages are encrypted, and no client is rejected.
 * @param users Users that are authenticated by PLAIN passwords, without encryption.
 * @param workerRole Role that a worker of the router requires. By default every
 * authenticated peer may be a worker.
 * @param operatorRole Role that is required to query routers and servers by "zmqf.info",
 * "zmqf.stats" and "zmqf.contract". By default only peers inside the process may.
 * @param anyOperator Whether every peer may send the queries "zmqf.info", "zmqf.stats"
 * and "zmqf.contract", even without authentication.
 * @param allow Comma-separated list of IP addresses, or blocks such as "10.0.0.0/8", from
 * which TCP connections are accepted. By default all.
 * @param deny Comma-separated list of IP addresses or blocks from which no TCP
 * connections are accepted, even if they are allowed.
 * @since 0.1.0
 */
public record ServerSecurityProperties(@Nullable String secretKey,
		@DefaultValue Map<String, SecurityProperties.AuthorisedClient> clients, @Nullable String clientDirectory,
		@DefaultValue("2s") Duration clientDirectoryInterval, boolean cutOff, boolean anyClient,
		@DefaultValue Map<String, SecurityProperties.User> users, @Nullable String workerRole,
		@Nullable String operatorRole, boolean anyOperator, @DefaultValue List<String> allow,
		@DefaultValue List<String> deny) {

	/** Has no secrets. */
	@Override
	public String toString() {
		return "the security of what binds";
	}

}
