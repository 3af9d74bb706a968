package io.zmqf.transport.nio;

import java.util.List;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism of each handshake of a connecting socket: a server is tried by each of
 * the keys that it may have, first by the one that it had last. Belongs to the event
 * loop.
 */
final class ConnectingMechanism {

	private final ClientSecurity security;

	private final @Nullable KeyRing<CurveKey> serverKeys;

	/** The key of the present handshake, or of the present connection. */
	private @Nullable CurveKey used;

	/** The number of keys that failed since one succeeded. */
	private int failures;

	ConnectingMechanism(ClientSecurity security) {
		this.security = security;
		this.serverKeys = (security instanceof ClientSecurity.Curve curve) ? curve.serverKeys() : null;
	}

	/** The mechanism of the next handshake. */
	Mechanism next() {
		if (!(this.security instanceof ClientSecurity.Curve curve)) {
			return (this.security instanceof ClientSecurity.Plain plain)
					? new PlainClient(plain.user(), plain.password()) : new NullMechanism();
		}
		CurveKey key = isTrusted() ? this.used : null;
		if (key == null) {
			key = curve.serverKeys().first();
		}
		this.used = key;
		return new CurveClient(curve.keys().first().keys(), key.bytes());
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
