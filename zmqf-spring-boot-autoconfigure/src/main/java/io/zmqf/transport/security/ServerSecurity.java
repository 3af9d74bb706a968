package io.zmqf.transport.security;

import java.util.concurrent.CompletableFuture;

import io.zmqf.zmtp.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of clients by a bound socket. Its methods are called on I/O threads.
 *
 * @since 0.1.0
 */
public sealed interface ServerSecurity extends SocketSecurity {

	/** Accepts every client without authentication and encryption. */
	ServerSecurity NONE = new Open(AddressRules.NONE);

	/**
	 * The rules for the addresses of clients.
	 * @return the rules, which are checked before any data is read
	 */
	AddressRules addresses();

	/**
	 * Authenticates a client.
	 * @param credentials the CURVE credentials, already verified by the handshake, or the
	 * claimed PLAIN credentials
	 * @param origin the origin of the client; fair scheduling takes turns between origins
	 * @return the result, which may complete later and may be cancelled
	 */
	CompletableFuture<AuthenticationResult> authenticate(Credentials credentials, Object origin);

	/**
	 * Whether an accepted peer may stay connected.
	 * @param peer the authenticated peer
	 * @return {@code false} to close the connection
	 */
	default boolean mayStay(Peer peer) {
		return true;
	}

	/**
	 * Registers a watcher, which is called when the result of {@link #mayStay} may have
	 * changed.
	 * @param watcher the watcher, called on any thread
	 * @return the unregistration of the watcher
	 */
	default Runnable watch(Runnable watcher) {
		return () -> {
		};
	}

	/**
	 * Accepts every client.
	 *
	 * @param addresses the rules for the addresses of clients
	 */
	record Open(AddressRules addresses) implements ServerSecurity {

		@Override
		public boolean authenticates() {
			return false;
		}

		@Override
		public CompletableFuture<AuthenticationResult> authenticate(Credentials credentials, Object origin) {
			return CompletableFuture.completedFuture(AuthenticationResult.failed());
		}

	}

	/**
	 * CURVE: accepts clients with an authorised public key.
	 *
	 * @param keys the key pairs of the server; a client may use the public key of any of
	 * them
	 * @param clients the authorised clients
	 * @param role the role that a client must have, or {@code null} for none
	 * @param addresses the rules for the addresses of clients
	 */
	record Curve(KeyRing<CurveKeyPair> keys, AuthorisedClients clients, @Nullable String role,
			AddressRules addresses) implements ServerSecurity {

		/**
		 * Accepts clients from all addresses and with any role.
		 * @param keys the key pair of the server
		 * @param clients the authorised clients
		 */
		public Curve(CurveKeyPair keys, AuthorisedClients clients) {
			this(KeyRing.of(keys), clients, null, AddressRules.NONE);
		}

		@Override
		public boolean encrypts() {
			return true;
		}

		@Override
		public CompletableFuture<AuthenticationResult> authenticate(Credentials credentials, Object origin) {
			CurveKey key = CurveKey.of(((Credentials.Curve) credentials).publicKey());
			Peer client = this.clients.find(key);
			return CompletableFuture.completedFuture((client != null) ? AuthenticationResult.about(client, this.role)
					: AuthenticationResult.refused("the key " + key + " is not authorised"));
		}

		@Override
		public boolean mayStay(Peer peer) {
			return this.clients.mayStay(peer);
		}

		@Override
		public Runnable watch(Runnable watcher) {
			return this.clients.watch(watcher);
		}

	}

	/**
	 * PLAIN: accepts clients with a valid password.
	 *
	 * @param users checks the passwords
	 * @param role the role that a client must have, or {@code null} for none
	 * @param addresses the rules for the addresses of clients
	 */
	record Plain(PlainUsers users, @Nullable String role, AddressRules addresses) implements ServerSecurity {

		/**
		 * Accepts clients from all addresses and with any role.
		 * @param users checks the passwords
		 */
		public Plain(PlainUsers users) {
			this(users, null, AddressRules.NONE);
		}

		@Override
		public CompletableFuture<AuthenticationResult> authenticate(Credentials credentials, Object origin) {
			return PasswordAuthenticator.check(this.users, this.role, (Credentials.Plain) credentials, origin);
		}

	}

}
