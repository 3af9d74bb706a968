package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the security of all sockets.
 *
 * @param required Whether an unsecured address that other machines can reach fails the
 * start, instead of causing a warning.
 * @param plainOverNetwork Whether to allow user names and passwords over a network, where
 * they and all messages can be read.
 * @param keyInterval Interval at which the files of secret keys, and of the public keys
 * of servers, are read.
 * @param server the keys and users that binding sockets accept
 * @param client the credentials of connecting sockets
 * @since 0.1.0
 */
public record SecurityProperties(boolean required, boolean plainOverNetwork, @DefaultValue("2s") Duration keyInterval,
		@DefaultValue @NestedConfigurationProperty ServerSecurityProperties server,
		@DefaultValue @NestedConfigurationProperty ClientSecurityProperties client) {

	/**
	 * Configuration properties for a client or worker that authenticates by its key.
	 *
	 * @param publicKey CURVE public key: 40 characters of Z85, or the location of a file.
	 * @param roles Roles that handlers may require.
	 */
	public record AuthorisedClient(@Nullable String publicKey, @DefaultValue Set<String> roles) {
	}

	/**
	 * Configuration properties for a user that authenticates by a password.
	 *
	 * @param password Password of the user.
	 * @param roles Roles that handlers may require.
	 */
	public record User(@Nullable String password, @DefaultValue Set<String> roles) {

		/** Has no secrets. */
		@Override
		public String toString() {
			return "a user with the roles " + this.roles;
		}

	}

}
