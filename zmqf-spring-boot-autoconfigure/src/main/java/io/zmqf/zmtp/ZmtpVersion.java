package io.zmqf.zmtp;

/**
 * The negotiated ZMTP version of a connection.
 *
 * @since 0.1.0
 */
public enum ZmtpVersion {

	/** ZMTP 2.0 (RFC 15), without mechanisms and commands. */
	ZMTP_2_0,
	/** ZMTP 3.0 (RFC 23). */
	ZMTP_3_0,
	/** ZMTP 3.1 (RFC 37). */
	ZMTP_3_1;

	/**
	 * Whether {@code PING} may be sent to the peer. RFC 37 adds it in 3.1. However,
	 * libzmq since 4.2 and JeroMQ answer it and announce 3.0.
	 * @return {@code false} for ZMTP 2.0
	 */
	public boolean hasHeartbeats() {
		return this != ZMTP_2_0;
	}

}
