package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom routers, servers and receivers of heartbeats let in.
 *
 * @param secretKey CURVE secret key of all that binds: 40 characters of Z85, or the
 * location of a file with them or with a ZeroMQ certificate, such as
 * "file:/etc/shop/router.key_secret". Comma-separated list where clients may know it by
 * several keys; files are read again.
 * @param clients Clients and workers that are let in by their CURVE keys, by the names
 * that handlers know them by.
 * @param clientDirectory Directory with the public certificates of further clients and
 * workers, files that end in ".key". Changes take effect at run time.
 * @param clientDirectoryInterval How often the directory of clients is looked at.
 * @param cutOff Whether to close the connections of clients that are taken from the
 * directory, rather than to refuse only their next ones.
 * @param anyClient Whether everybody with any CURVE key is let in: messages are
 * encrypted, and nobody is refused.
 * @param users Users that are let in by their passwords, with the mechanism PLAIN, which
 * encrypts nothing.
 * @param workerRole Role that is needed to connect to a router as a worker. By default
 * everybody who is let in may.
 * @param operatorRole Role that is needed to ask routers and servers for "zmqf.info" and
 * "zmqf.stats". By default nobody may from outside the process.
 * @param anyOperator Whether everybody who can connect may ask for "zmqf.info" and
 * "zmqf.stats", also where nobody is asked who he is.
 * @param allow Comma-separated list of IP addresses, or blocks such as "10.0.0.0/8", from
 * which connections by TCP are accepted. By default all.
 * @param deny Comma-separated list of IP addresses or blocks from which no connections by
 * TCP are accepted, although they are allowed.
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
