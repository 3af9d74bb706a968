package io.zmqf.zmtp;

/**
 * The cipher of one connection's frames, in both directions.
 *
 * @since 0.1.0
 */
public interface FrameCipher {

	/** The flag of a frame that is not the last of its message. */
	int MORE = 1;

	/** The flag of a command. */
	int COMMAND = 4;

	/**
	 * The number of bytes that encryption adds before the payload.
	 * @return the overhead in bytes
	 */
	int overhead();

	/**
	 * Encrypts a frame.
	 * @param payload the payload, which is not modified
	 * @param flags {@link #MORE}, {@link #COMMAND} or 0
	 * @return the encrypted frame
	 */
	byte[] encrypt(byte[] payload, int flags);

	/**
	 * Decrypts a frame in place. The payload begins after the {@linkplain #overhead
	 * overhead}.
	 * @param frame the encrypted frame
	 * @return the flags: {@link #MORE}, {@link #COMMAND} or 0
	 * @throws ZmtpException if the frame was altered, replayed or reordered
	 */
	int decrypt(byte[] frame);

}
