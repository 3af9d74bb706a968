package io.zmqf.zmtp.curve;

/**
 * Encrypts or decrypts one direction of a connection in place: NaCl's {@code
 * crypto_box_afternm} with XSalsa20 and Poly1305, on CURVE's MESSAGE commands (RFC 26).
 * The text of such a command begins at its 32nd byte. The key stream for it begins after
 * the 32 bytes of the authenticator's key.
 */
final class CurveBox {

	/** The offset of the text, after name, nonce and tag. */
	static final int TEXT = 32;

	private static final int TAG_AT = TEXT - Poly1305.TAG;

	private final Salsa20 cipher;

	private final Poly1305 authenticator;

	private final int[] block;

	/**
	 * Creates a box.
	 * @param key the key of the connection, 32 bytes
	 * @param nonceBegin the first 16 bytes of all nonces
	 */
	CurveBox(byte[] key, byte[] nonceBegin) {
		this(key, nonceBegin, new Poly1305(), new int[Salsa20.BLOCK]);
	}

	/**
	 * Creates a box that shares its working storage with another one of the same thread.
	 * @param key the key of the connection, 32 bytes
	 * @param nonceBegin the first 16 bytes of all nonces
	 * @param other the other box
	 */
	CurveBox(byte[] key, byte[] nonceBegin, CurveBox other) {
		this(key, nonceBegin, other.authenticator, other.block);
	}

	private CurveBox(byte[] key, byte[] nonceBegin, Poly1305 authenticator, int[] block) {
		this.cipher = new Salsa20(key, nonceBegin);
		this.authenticator = authenticator;
		this.block = block;
	}

	/**
	 * Encrypts the text of a command in place, and inserts the tag.
	 * @param command the command with plain text
	 * @param nonce the number of the command
	 */
	void seal(byte[] command, long nonce) {
		begin(nonce);
		apply(command, nonce);
		this.authenticator.authenticate(command, TEXT);
		LittleEndian.putLong(command, TAG_AT, this.authenticator.low());
		LittleEndian.putLong(command, TAG_AT + Long.BYTES, this.authenticator.high());
	}

	/**
	 * Decrypts the text of a command in place if its tag is valid.
	 * @param command the command with encrypted text
	 * @param nonce the number of the command
	 * @return {@code false} if the tag is invalid; the command is unchanged then
	 */
	boolean open(byte[] command, long nonce) {
		begin(nonce);
		this.authenticator.authenticate(command, TEXT);
		long difference = (this.authenticator.low() ^ LittleEndian.getLong(command, TAG_AT))
				| (this.authenticator.high() ^ LittleEndian.getLong(command, TAG_AT + Long.BYTES));
		if (difference != 0) {
			return false;
		}
		apply(command, nonce);
		return true;
	}

	/** The first half of the first block is the authenticator's key. */
	private void begin(long nonce) {
		this.cipher.block(nonce, 0, this.block);
		this.authenticator.setKey(this.block);
	}

	private void apply(byte[] command, long nonce) {
		int word = TEXT / Integer.BYTES;
		int at = TEXT;
		int number = 0;
		for (; at <= command.length - Integer.BYTES; at += Integer.BYTES) {
			if (word == Salsa20.BLOCK) {
				this.cipher.block(nonce, ++number, this.block);
				word = 0;
			}
			LittleEndian.put(command, at, LittleEndian.get(command, at) ^ this.block[word++]);
		}
		if (at < command.length && word == Salsa20.BLOCK) {
			this.cipher.block(nonce, ++number, this.block);
			word = 0;
		}
		for (int shift = 0; at < command.length; at++, shift += Byte.SIZE) {
			command[at] ^= (byte) (this.block[word] >>> shift);
		}
	}

}
