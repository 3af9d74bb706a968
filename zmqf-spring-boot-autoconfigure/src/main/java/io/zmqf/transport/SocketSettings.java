package io.zmqf.transport;

import java.time.Duration;
import java.util.Map;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.SocketSecurity;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a socket.
 *
 * @param type the ZeroMQ socket type
 * @param endpoint the endpoint to bind or to connect to
 * @param binds {@code true} to bind, {@code false} to connect
 * @param keepsProcess {@code true} if the open socket keeps the process alive; a socket
 * inside the process never does
 * @param identity the routing id that a ROUTER peer sees, or {@code null} if the peer
 * generates one
 * @param peerLoss {@code true} if a ROUTER notifies its handler of disconnected peers
 * @param limits the limits of messages and connections
 * @param ping the interval at which a connecting socket sends ZMTP's PING, whose answer
 * updates {@link SocketLoop#lastReceived()}; {@code null} for none
 * @param security the security of a bound socket, or the credentials of a connecting one;
 * ignored inside the process
 * @param ownThread {@code true} if the socket shares no thread with sockets that lack
 * this setting; sockets inside the process always share one
 * @param share the socket's share of a host with several sockets, which supplies the
 * address; otherwise {@code null}
 * @param properties the properties that peers receive in the handshake; their names start
 * with {@code X-}
 * @since 0.1.0
 */
public record SocketSettings(Type type, Endpoint endpoint, boolean binds, boolean keepsProcess,
		byte @Nullable [] identity, boolean peerLoss, SocketLimits limits, @Nullable Duration ping,
		SocketSecurity security, boolean ownThread, ResolvedHost.@Nullable Share share,
		Map<String, String> properties) {

	/**
	 * The maximum size of a routing id in bytes, for which CURVE's handshake has room.
	 */
	private static final int MAX_CURVE_IDENTITY = 200;

	public SocketSettings {
		keepsProcess &= !(endpoint instanceof Endpoint.Inproc);
		properties = Map.copyOf(properties);
		for (String property : properties.keySet()) {
			if (!property.startsWith("X-")) {
				throw new IllegalArgumentException(
						"The property '" + property + "' of a socket is not allowed: its name must start with X-");
			}
		}
		if (binds != security instanceof ServerSecurity) {
			throw new IllegalArgumentException(
					binds ? "A binding socket needs a ServerSecurity" : "A connecting socket needs a ClientSecurity");
		}
		if (identity != null && security.encrypts() && identity.length > MAX_CURVE_IDENTITY) {
			throw new IllegalArgumentException("An identity of " + identity.length
					+ " bytes does not fit CURVE: at most " + MAX_CURVE_IDENTITY + " are allowed");
		}
	}

	/** The supported socket types. */
	public enum Type {

		/** A socket with one peer, or with several in turn. */
		DEALER,
		/** A socket with many peers, addressed by routing id. */
		ROUTER

	}

	/**
	 * Creates the settings of a socket that binds.
	 * @param type the ZeroMQ socket type
	 * @param endpoint the endpoint to bind
	 * @return the settings
	 */
	public static SocketSettings binding(Type type, Endpoint endpoint) {
		return new SocketSettings(type, endpoint, true, true, null, false, SocketLimits.DEFAULT, null,
				ServerSecurity.NONE, false, null, Map.of());
	}

	/**
	 * Creates the settings of a DEALER that connects to send requests.
	 * @param endpoint the endpoint of the peer
	 * @return the settings
	 */
	public static SocketSettings asking(Endpoint endpoint) {
		return new SocketSettings(Type.DEALER, endpoint.forConnecting(), false, false, null, false,
				SocketLimits.DEFAULT, null, ClientSecurity.NONE, false, null, Map.of());
	}

	/**
	 * Creates the settings of a DEALER that connects to receive requests.
	 * @param endpoint the endpoint of the peer
	 * @param identity the routing id that the peer sees
	 * @return the settings
	 */
	public static SocketSettings serving(Endpoint endpoint, byte[] identity) {
		return new SocketSettings(Type.DEALER, endpoint.forConnecting(), false, true, identity, false,
				SocketLimits.DEFAULT, null, ClientSecurity.NONE, false, null, Map.of());
	}

	/**
	 * Returns these settings with notifications of a ROUTER's disconnected peers.
	 * @return the settings
	 */
	public SocketSettings withPeerLoss() {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, true,
				this.limits, this.ping, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * Returns these settings with other limits.
	 * @param other the limits of messages and connections
	 * @return the settings
	 */
	public SocketSettings withLimits(SocketLimits other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				other, this.ping, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * Returns these settings with a PING interval.
	 * @param interval the interval between two PINGs
	 * @return the settings
	 */
	public SocketSettings withPing(Duration interval) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, interval, this.security, this.ownThread, this.share, this.properties);
	}

	/**
	 * Returns these settings with the PING interval that {@link SilenceWatch} needs. The
	 * limits must be set before.
	 * @return the settings
	 */
	public SocketSettings asksForSigns() {
		return this.limits.silence().isZero() ? this : withPing(SilenceWatch.interval(this.limits));
	}

	/**
	 * Returns these settings with other security.
	 * @param other the security of a bound socket, or the credentials of a connecting one
	 * @return the settings
	 */
	public SocketSettings withSecurity(SocketSecurity other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, other, this.ownThread, this.share, this.properties);
	}

	/**
	 * Returns these settings with a separate thread, so that no other socket delays this
	 * one.
	 * @return the settings
	 */
	public SocketSettings withOwnThread() {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, !(this.endpoint instanceof Endpoint.Inproc), this.share,
				this.properties);
	}

	/**
	 * Returns these settings with a share of a host.
	 * @param own the share that supplies the address, or {@code null} for none
	 * @return the settings
	 */
	public SocketSettings withShare(ResolvedHost.@Nullable Share own) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, this.ownThread, own, this.properties);
	}

	/**
	 * Returns these settings with other properties.
	 * @param other the properties, whose names start with {@code X-}
	 * @return the settings
	 */
	public SocketSettings withProperties(Map<String, String> other) {
		return new SocketSettings(this.type, this.endpoint, this.binds, this.keepsProcess, this.identity, this.peerLoss,
				this.limits, this.ping, this.security, this.ownThread, this.share, other);
	}

}
