package io.zmqf.zmtp.curve;

/**
 * Encrypts, or decrypts, what goes over a connection in one direction: NaCl's
 * {@code crypto_box_afternm} with XSalsa20 and Poly1305, on CURVE's MESSAGE commands (RFC
 * 26) in place. In these what is encrypted begins at the 32nd byte, and the cipher's
 * stream after the 32 bytes of the authenticator's key.
 */
final class CurveBox {

	/** Where what is encrypted begins, after name, nonce and tag. */
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
	 * Encrypts what is in a command, and puts its tag there.
	 * @param command the command, whose text is readable yet
	 * @param nonce its number
	 */
	void seal(byte[] command, long nonce) {
		begin(nonce);
		apply(command, nonce);
		this.authenticator.authenticate(command, TEXT);
		LittleEndian.putLong(command, TAG_AT, this.authenticator.low());
		LittleEndian.putLong(command, TAG_AT + Long.BYTES, this.authenticator.high());
	}

	/**
	 * Decrypts what is in a command, if its tag is right.
	 * @param command the command
	 * @param nonce its number
	 * @return {@code false}, with the command as it was, if somebody else has made it
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

	/** Half of the first block is the authenticator's key. */
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
