package io.zmqf.transport.security;

import java.util.concurrent.CompletableFuture;

import io.zmqf.zmtp.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in by a socket that is bound. Asked on I/O threads.
 *
 * @since 0.1.0
 */
public sealed interface ServerSecurity extends SocketSecurity {

	/** Everybody is let in, and nothing is encrypted. */
	ServerSecurity NONE = new Open(AddressRules.NONE);

	/**
	 * From where connections are taken.
	 * @return rules that are looked at before anything is read
	 */
	AddressRules addresses();

	/**
	 * Decides.
	 * @param credentials the credentials that the peer has proved, or claims
	 * @param origin the place that the peer comes from, whose peers take their turns
	 * together
	 * @return the verdict, now or later, which may be cancelled where nobody waits for it
	 */
	CompletableFuture<AuthenticationResult> authenticate(Credentials credentials, Object origin);

	/**
	 * Whether somebody who was let in may stay.
	 * @param peer the peer, which was authenticated
	 * @return {@code false} to have the connection closed
	 */
	default boolean mayStay(Peer peer) {
		return true;
	}

	/**
	 * Has somebody told when another answer of {@link #mayStay} is to be expected.
	 * @param watcher the watcher to call, on any thread
	 * @return ends it
	 */
	default Runnable watch(Runnable watcher) {
		return () -> {
		};
	}

	/**
	 * Everybody is let in.
	 *
	 * @param addresses from where
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
	 * Those are let in whose public key is known and who have the secret one.
	 *
	 * @param keys the server's own keys, any of which clients may know it by
	 * @param clients the authorised clients
	 * @param role the role that they must have, {@code null} for none
	 * @param addresses from where
	 */
	record Curve(KeyRing<CurveKeyPair> keys, AuthorisedClients clients, @Nullable String role,
			AddressRules addresses) implements ServerSecurity {

		/**
		 * From everywhere, and in any role.
		 * @param keys the server's own keys
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
	 * Those are let in who know a password.
	 *
	 * @param users the known users
	 * @param role the role that they must have, {@code null} for none
	 * @param addresses from where
	 */
	record Plain(PlainUsers users, @Nullable String role, AddressRules addresses) implements ServerSecurity {

		/**
		 * From everywhere, and in any role.
		 * @param users the known users
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
