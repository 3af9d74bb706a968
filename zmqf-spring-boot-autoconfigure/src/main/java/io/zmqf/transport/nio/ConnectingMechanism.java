package io.zmqf.transport.nio;

import java.util.List;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.transport.security.SocketSecurity;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism of each handshake of a connecting socket: a server is tried by each of
 * the keys that it may have, first by the one that it had last. Belongs to the event
 * loop.
 */
final class ConnectingMechanism {

	private final Mechanism only;

	private final @Nullable KeyRing<CurveKey> serverKeys;

	private final @Nullable KeyRing<CurveKeyPair> ownKeys;

	/**
	 * The own keys of the last handshake, computed anew where others took their place.
	 */
	private @Nullable CurveKeyPair seen;

	private @Nullable CurveKeys own;

	/** The key of the present handshake, or of the present connection. */
	private @Nullable CurveKey used;

	/** The number of keys that failed since one succeeded. */
	private int failures;

	ConnectingMechanism(SocketSecurity security, Mechanism only) {
		ClientSecurity.Curve curve = (security instanceof ClientSecurity.Curve known) ? known : null;
		this.only = only;
		this.serverKeys = (curve != null) ? curve.serverKeys() : null;
		this.ownKeys = (curve != null) ? curve.keys() : null;
	}

	/** The mechanism of the next handshake. */
	Mechanism next() {
		if (this.serverKeys == null || this.ownKeys == null) {
			return this.only;
		}
		CurveKey key = isTrusted() ? this.used : null;
		if (key == null) {
			key = this.serverKeys.first();
		}
		this.used = key;
		return new CurveClient(own(this.ownKeys.first()), key.bytes());
	}

	private CurveKeys own(CurveKeyPair current) {
		CurveKeys known = this.own;
		if (known == null || current != this.seen) {
			known = CurveKeys.of(current.secretKey());
			this.own = known;
			this.seen = current;
		}
		return known;
	}

	/** A handshake has succeeded. */
	void succeeded() {
		this.failures = 0;
	}

	/**
	 * A handshake has failed: the next one is by another key.
	 * @return whether there is a key that was not tried since the last success
	 */
	boolean failed() {
		if (this.serverKeys == null) {
			return false;
		}
		List<CurveKey> keys = this.serverKeys.keys();
		this.used = keys.get((keys.indexOf(this.used) + 1) % keys.size());
		this.failures++;
		return this.failures % keys.size() != 0;
	}

	/** Whether the server of the present connection may still prove itself by its key. */
	boolean isTrusted() {
		return this.serverKeys == null || this.used != null && this.serverKeys.keys().contains(this.used);
	}

	/** Has a watcher notified of other keys; on any thread. */
	Runnable watch(Runnable watcher) {
		return (this.serverKeys != null) ? this.serverKeys.watch(watcher) : () -> {
		};
	}

}
