package io.zmqf.transport;

import java.time.Duration;
import java.util.Map;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.SocketSecurity;
import org.jspecify.annotations.Nullable;

/**
 * How a socket is made.
 *
 * @param type the type of the socket in ZeroMQ's terms
 * @param endpoint the endpoint to bind or to connect to
 * @param binds {@code true} if it binds
 * @param keepsProcess {@code true} if the process lives for as long as the socket is open
 * @param identity the identity that a ROUTER peer sees, {@code null} for one that the
 * peer chooses
 * @param peerLoss {@code true} if a ROUTER tells its handler which peer is gone
 * @param limits the limits of messages and connections
 * @param ping the interval at which a connecting socket asks its peer, by ZMTP's own
 * PING, for a sign that shows in {@link SocketLoop#heardAt()}; {@code null} for never
 * @param security the security of a socket that binds, or the credentials of one that
 * connects; both are ignored within the process
 * @param ownThread {@code true} if it shares no thread with sockets that have none of
 * their own; sockets inside the process always do
 * @param share the share of a host that several sockets connect to, which finds the
 * address
 * @param properties the properties that peers receive in the handshake; their names start
 * with {@code X-}
 * @since 0.1.0
 */
public record SocketSettings(Type type, Endpoint endpoint, boolean binds, boolean keepsProcess,
		byte @Nullable [] identity, boolean peerLoss, SocketLimits limits, @Nullable Duration ping,
		SocketSecurity security, boolean ownThread, ResolvedHost.@Nullable Share share,
		Map<String, String> properties) {

	/** What CURVE's handshake has room for, and a little less. */
	private static final int MAX_CURVE_IDENTITY = 200;

	public SocketSettings {
		properties = Map.copyOf(properties);
		for (String property : properties.keySet()) {
			if (!property.startsWith("X-")) {
				throw new IllegalArgumentException(
						"The property '" + property + "' of a socket is not allowed: its name has to start with X-");
			}
		}
		if (binds != security instanceof ServerSecurity) {
			throw new IllegalArgumentException(
					binds ? "A socket that binds lets others in" : "A socket that connects is let in by others");
		}
		if (identity != null && security.encrypts() && identity.length > MAX_CURVE_IDENTITY) {
			throw new IllegalArgumentException("An identity of " + identity.length
					+ " bytes does not fit CURVE: at most " + MAX_CURVE_IDENTITY + " are allowed");
		}
	}

	/** The types of socket in use. */
	public enum Type {

		/** One peer or several in turn. */
		DEALER,
		/** Many peers, each by its identity. */
		ROUTER

	}

	/**
	 * A socket that peers connect to.
	 * @param type the type of the socket in ZeroMQ's terms
	 * @param endpoint the endpoint to bind
	 * @return the settings
	 */
	public static SocketSettings binding(Type type, Endpoint endpoint) {
		return new SocketSettings(type, endpoint, true, true, null, false, SocketLimits.DEFAULT, null,
				ServerSecurity.NONE, false, null, Map.of());
	}

	/**
	 * A DEALER that connects to a peer to ask it.
	 * @param endpoint the peer's address
	 * @return the settings
	 */
	public static SocketSettings asking(Endpoint endpoint) {
		return new SocketSettings(Type.DEALER, endpoint.forConnecting(), false, false, null, false,
				SocketLimits.DEFAULT, null, ClientSecurity.NONE, false, null, Map.of());
	}

	/**
	 * A DEALER that connects to a peer to be asked.
	 * @param endpoint the peer's address
	 * @param identity the routing id that the peer sees
	 * @return the settings
	 */
	public static SocketSettings serving(Endpoint endpoint, byte[] identity) {
		return new SocketSettings(Type.DEALER, endpoint.forConnecting(), false, true, identity, false,
				SocketLimits.DEFAULT, null, ClientSecurity.NONE, false, null, Map.of());
	}

	/**
	 * The same for a ROUTER that is told of lost peers.
	 * @return the settings
	 */
	public SocketSettings withPeerLoss() {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, true,
				this.limits, this.ping, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * The same with other limits.
	 * @param other the limits of messages and connections
	 * @return the settings
	 */
	public SocketSettings withLimits(SocketLimits other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				other, this.ping, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * The same with questions to the peer.
	 * @param interval the interval at which it asks
	 * @return the settings
	 */
	public SocketSettings withPing(Duration interval) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, interval, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * The same with questions to the peer for a sign, as often as {@link SilenceWatch}
	 * takes them. Limits come first.
	 * @return the settings
	 */
	public SocketSettings asksForSigns() {
		return this.limits.silence().isZero() ? this : withPing(SilenceWatch.interval(this.limits));
	}

	/**
	 * The same with security.
	 * @param other the security of a socket that binds, or the credentials of one that
	 * connects
	 * @return the settings
	 */
	public SocketSettings withSecurity(SocketSecurity other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, other, this.ownThread, this.share, this.properties);
	}

	/**
	 * The same for a socket that nothing else may delay.
	 * @return the settings
	 */
	public SocketSettings withOwnThread() {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, !(this.endpoint instanceof Endpoint.Inproc), this.share,
				this.properties);
	}

	/**
	 * The same for one of several sockets that share a host.
	 * @param own the share that finds its address, {@code null} for none
	 * @return the settings
	 */
	public SocketSettings withShare(ResolvedHost.@Nullable Share own) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, this.ownThread, own, this.properties);
	}

	/**
	 * The same with properties for peers.
	 * @param other the properties, whose names start with {@code X-}
	 * @return the settings
	 */
	public SocketSettings withProperties(Map<String, String> other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, this.ownThread, this.share, other);
	}

}
