package io.zmqf.zmtp;

/**
 * The encryption of the frames of one connection, in both directions.
 *
 * @since 0.1.0
 */
public interface FrameCipher {

	/** The flag of a frame that others of its message follow. */
	int MORE = 1;

	/** The flag of a command. */
	int COMMAND = 4;

	/**
	 * The number of bytes that encryption adds in front of a frame.
	 * @return the size of everything but the payload
	 */
	int overhead();

	/**
	 * Encrypts a frame.
	 * @param payload the payload, which is left as it is
	 * @param flags {@link #MORE}, {@link #COMMAND} or 0
	 * @return the frame on the wire
	 */
	byte[] encrypt(byte[] payload, int flags);

	/**
	 * Decrypts a frame in place. The payload begins after the {@linkplain #overhead
	 * overhead}.
	 * @param frame the frame on the wire
	 * @return the flags: {@link #MORE}, {@link #COMMAND} or 0
	 * @throws ZmtpException if the frame was altered, replayed or reordered
	 */
	int decrypt(byte[] frame);

}
