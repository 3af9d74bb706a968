package io.zmqf.transport.security;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.jspecify.annotations.Nullable;

/**
 * The clients that may connect, by their public keys. All of them can be replaced at any
 * time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AuthorisedClients {

	private final boolean anyClient;

	private final boolean cutsOff;

	private final Set<Runnable> watchers = new CopyOnWriteArraySet<>();

	private volatile Map<CurveKey, Peer> byKey = Map.of();

	private AuthorisedClients(boolean anyClient, boolean cutsOff) {
		this.anyClient = anyClient;
		this.cutsOff = cutsOff;
	}

	/**
	 * Accepts known clients only, and checks them when they connect.
	 * @param clients the authorised clients, each with its key
	 * @return the clients, which can be {@linkplain #replace replaced}
	 */
	public static AuthorisedClients of(Collection<Peer> clients) {
		return new AuthorisedClients(false, false).with(clients);
	}

	/**
	 * Accepts known clients only, and closes the connections of clients that are no
	 * longer known.
	 * @param clients the authorised clients, each with its key
	 * @return the clients, which can be {@linkplain #replace replaced}
	 */
	public static AuthorisedClients cuttingOff(Collection<Peer> clients) {
		return new AuthorisedClients(false, true).with(clients);
	}

	/**
	 * Accepts every client. Its name is the one that is registered for its key, or else
	 * the key itself.
	 * @param clients the clients with names
	 * @return the clients, which can be {@linkplain #replace replaced}
	 */
	public static AuthorisedClients anyClient(Collection<Peer> clients) {
		return new AuthorisedClients(true, false).with(clients);
	}

	private AuthorisedClients with(Collection<Peer> clients) {
		replace(clients);
		return this;
	}

	/**
	 * Replaces the clients, and notifies the watchers.
	 * @param clients the authorised clients, each with its key; if several have the same
	 * key, the first is used
	 * @throws IllegalArgumentException if a client has no key
	 */
	public void replace(Collection<Peer> clients) {
		Map<CurveKey, Peer> replacement = new HashMap<>();
		for (Peer client : clients) {
			if (client.key() == null) {
				throw new IllegalArgumentException("Client '" + client.name() + "' has no key");
			}
			replacement.putIfAbsent(client.key(), client);
		}
		this.byKey = replacement;
		KeyRing.notifyWatchers(this.watchers.iterator());
	}

	/**
	 * The number of known keys.
	 * @return the current number
	 */
	public int size() {
		return this.byKey.size();
	}

	@Nullable Peer find(CurveKey key) {
		Peer client = this.byKey.get(key);
		return (client == null && this.anyClient) ? new Peer(key.text(), Set.of(), key) : client;
	}

	/**
	 * Whether an accepted peer may stay connected: its key must be known with the same
	 * name and roles.
	 */
	boolean mayStay(Peer peer) {
		return !this.cutsOff || peer.key() == null || peer.equals(this.byKey.get(peer.key()));
	}

	/**
	 * Registers a watcher, which is called after each replacement. Returns its
	 * unregistration.
	 */
	Runnable watch(Runnable watcher) {
		this.watchers.add(watcher);
		return () -> this.watchers.remove(watcher);
	}

}
