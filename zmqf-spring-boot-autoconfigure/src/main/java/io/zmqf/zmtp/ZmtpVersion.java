package io.zmqf.zmtp;

/** The version of ZMTP that both sides of a connection speak. */
public enum ZmtpVersion {

	/** ZMTP 2.0 (RFC 15): no mechanisms, no commands. */
	ZMTP_2_0,
	/** ZMTP 3.0 (RFC 23). */
	ZMTP_3_0,
	/** ZMTP 3.1 (RFC 37), with heartbeats. */
	ZMTP_3_1;

	/**
	 * Whether the peer answers {@code PING}.
	 * @return {@code true} for ZMTP 3.1
	 */
	public boolean hasHeartbeats() {
		return this == ZMTP_3_1;
	}

}
