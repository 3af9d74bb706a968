package io.zmqf.transport.security;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import org.jspecify.annotations.Nullable;

/**
 * The public keys that are let in, and whose they are. May be replaced at any time, as a
 * whole; any thread may ask.
 *
 * @since 0.1.0
 */
public final class AuthorisedClients {

	private final boolean anybody;

	private final boolean cutsOff;

	private final Set<Runnable> watchers = new CopyOnWriteArraySet<>();

	private volatile Map<CurveKey, Peer> byKey = Map.of();

	private AuthorisedClients(boolean anybody, boolean cutsOff) {
		this.anybody = anybody;
		this.cutsOff = cutsOff;
	}

	/**
	 * Lets in those that are known, and checks when they connect.
	 * @param clients the authorised clients, each with its key
	 * @return the clients, to be {@linkplain #replace replaced} where they change
	 */
	public static AuthorisedClients of(Collection<Peer> clients) {
		return new AuthorisedClients(false, false).with(clients);
	}

	/**
	 * Lets in those that are known, and cuts those off that are not known any more.
	 * @param clients the authorised clients, each with its key
	 * @return the clients, to be {@linkplain #replace replaced} where they change
	 */
	public static AuthorisedClients cuttingOff(Collection<Peer> clients) {
		return new AuthorisedClients(false, true).with(clients);
	}

	/**
	 * Lets everybody in, each under the name that is noted down for its key, or else
	 * under the key itself.
	 * @param clients those with names
	 * @return the clients, to be {@linkplain #replace replaced} where they change
	 */
	public static AuthorisedClients anybody(Collection<Peer> clients) {
		return new AuthorisedClients(true, false).with(clients);
	}

	private AuthorisedClients with(Collection<Peer> clients) {
		replace(clients);
		return this;
	}

	/**
	 * Lets in others from now on.
	 * @param clients the authorised clients, each with its key; of two with the same key
	 * the first counts
	 * @throws IllegalArgumentException if one has no key
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
		KeyRing.tell(this.watchers.iterator());
	}

	/**
	 * How many keys are known.
	 * @return their number at this moment
	 */
	public int size() {
		return this.byKey.size();
	}

	@Nullable Peer find(CurveKey key) {
		Peer known = this.byKey.get(key);
		return (known == null && this.anybody) ? new Peer(key.text(), Set.of(), key) : known;
	}

	/** Whether somebody who was let in may stay, with the name and roles of then. */
	boolean mayStay(Peer peer) {
		return !this.cutsOff || peer.key() == null || peer.equals(this.byKey.get(peer.key()));
	}

	/** Has somebody told of changes, until what is returned is run. */
	Runnable watch(Runnable watcher) {
		this.watchers.add(watcher);
		return () -> this.watchers.remove(watcher);
	}

}
