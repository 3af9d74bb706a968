package io.zmqf.transport.session;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import zmq.io.Metadata;

/**
 * The metadata of all messages of a connection that was accepted.
 * <p>
 * JeroMQ's own can't be trusted: what a peer says of itself in the handshake, such as a
 * {@code User-Id} or a {@code Peer-Address}, replaces there what was found out about it.
 */
public final class AcceptedMetadata extends Metadata {

	private final @Nullable Peer peer;

	AcceptedMetadata(@Nullable Peer peer, @Nullable String address) {
		this.peer = peer;
		if (peer != null) {
			put(USER_ID, peer.name());
		}
		if (address != null) {
			put(PEER_ADDRESS, address);
		}
	}

	/**
	 * Who sent a message.
	 * @param metadata that of any of the message's frames, except the identity that a
	 * ROUTER adds
	 * @return the peer, or {@code null} where it has proved nothing
	 */
	public static @Nullable Peer peer(@Nullable Metadata metadata) {
		return (metadata instanceof AcceptedMetadata accepted) ? accepted.peer : null;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other == this;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
