package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Whom an application lets in, and who it is itself where it connects.
 *
 * @since 0.1.0
 */
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

	/**
	 * How often the files with secret keys, and with the public keys of servers, are read
	 * again.
	 */
	private Duration keyInterval = Duration.ofSeconds(2);

	@NestedConfigurationProperty
	private final ServerSecurityProperties server = new ServerSecurityProperties();

	@NestedConfigurationProperty
	private final ClientSecurityProperties client = new ClientSecurityProperties();

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

	public Duration getKeyInterval() {
		return this.keyInterval;
	}

	public void setKeyInterval(Duration keyInterval) {
		this.keyInterval = keyInterval;
	}

	public ServerSecurityProperties getServer() {
		return this.server;
	}

	public ClientSecurityProperties getClient() {
		return this.client;
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

}
