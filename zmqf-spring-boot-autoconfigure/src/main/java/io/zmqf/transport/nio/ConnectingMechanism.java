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
 * Creates the security mechanism of each handshake of a connecting socket. A server may
 * have several keys: the key of the last success is tried first, the others after
 * failures. Belongs to the event loop.
 */
final class ConnectingMechanism {

	private final ClientSecurity security;

	private final @Nullable KeyRing<CurveKey> serverKeys;

	/** The server key of the present handshake or connection. */
	private @Nullable CurveKey used;

	/** The number of failed handshakes since the last success. */
	private int failures;

	ConnectingMechanism(ClientSecurity security) {
		this.security = security;
		this.serverKeys = (security instanceof ClientSecurity.Curve curve) ? curve.serverKeys() : null;
	}

	/** Creates the mechanism of the next handshake. */
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

	/** Records that a handshake has succeeded. */
	void succeeded() {
		this.failures = 0;
	}

	/**
	 * Records that a handshake has failed. The next one uses another key.
	 * @return {@code true} if there is a key that was not tried since the last success
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

	/** Whether the key of the present connection's server is still trusted. */
	boolean isTrusted() {
		return this.serverKeys == null || this.used != null && this.serverKeys.keys().contains(this.used);
	}

	/**
	 * Registers a watcher for changes of the server's keys. It is called on any thread.
	 */
	Runnable watch(Runnable watcher) {
		return (this.serverKeys != null) ? this.serverKeys.watch(watcher) : () -> {
		};
	}

}
