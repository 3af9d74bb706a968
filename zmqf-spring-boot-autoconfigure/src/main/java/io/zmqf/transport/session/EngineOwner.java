package io.zmqf.transport.session;

import zmq.io.StreamEngine.ErrorReason;

/** The session of a {@link GuardedEngine}, as far as the engine needs to know it. */
interface EngineOwner {

	/** What a failed handshake is reported as. */
	String getEndpoint();

	/** Whether the engine is still in use. */
	boolean holds(GuardedEngine engine);

	/** Whether the handshake is done. */
	boolean isEstablished();

	/** Whether the peer may send large frames. */
	default boolean isTrusted() {
		return true;
	}

	/** Whether something may be read now; the engine pauses reading otherwise. */
	default boolean mayRead() {
		return true;
	}

	/** How long the engine was at work. */
	default void worked(long nanos) {
	}

	/** The peer has got all that there was for it, or was waited for long enough. */
	void lingered();

	/** The connection is lost. */
	void engineError(boolean handshaked, ErrorReason reason);

}
