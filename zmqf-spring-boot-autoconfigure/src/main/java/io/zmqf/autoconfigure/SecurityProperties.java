package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom an application lets in, and who it is itself where it connects.
 *
 * @param required Whether to refuse addresses that others than this machine can reach and
 * that nothing secures, rather than to warn of them.
 * @param plainOverNetwork Whether user names and passwords may be used over a network,
 * where everybody on the way can read them and all messages.
 * @param keyInterval How often the files with secret keys, and with the public keys of
 * servers, are read again.
 * @param server the keys and users that sockets which bind let in
 * @param client the keys or the user of sockets which connect
 * @since 0.1.0
 */
public record SecurityProperties(boolean required, boolean plainOverNetwork, @DefaultValue("2s") Duration keyInterval,
		@DefaultValue @NestedConfigurationProperty ServerSecurityProperties server,
		@DefaultValue @NestedConfigurationProperty ClientSecurityProperties client) {

	/**
	 * A client or a worker that is let in by its key.
	 *
	 * @param publicKey CURVE public key: 40 characters of Z85, or the location of a file.
	 * @param roles Roles that handlers may ask for.
	 */
	public record AuthorisedClient(@Nullable String publicKey, @DefaultValue Set<String> roles) {
	}

	/**
	 * A user that is let in by a password.
	 *
	 * @param password Password of the user.
	 * @param roles Roles that handlers may ask for.
	 */
	public record User(@Nullable String password, @DefaultValue Set<String> roles) {

		/** Has no secrets. */
		@Override
		public String toString() {
			return "a user with the roles " + this.roles;
		}

	}

}
