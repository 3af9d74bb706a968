package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.util.Arrays;

import io.zmqf.zmtp.ZmtpException;

/**
 * The key for the boxes of a handshake that both sides share (NaCl's {@code crypto_box}).
 */
final class SharedKey {

	static final int TAG = Poly1305.TAG;

	private static final int NONCE_BEGIN = 16;

	private final byte[] key;

	SharedKey(byte[] key) {
		this.key = key;
	}

	/** The key that a secret and a public key determine. */
	static SharedKey agree(PrivateKey own, byte[] peer) {
		return new SharedKey(Salsa20.derive(X25519.agree(own, peer), new byte[NONCE_BEGIN]));
	}

	byte[] bytes() {
		return this.key;
	}

	/**
	 * Encrypts the concatenated parts with a nonce of 24 bytes. Returns the tag and the
	 * encrypted text.
	 */
	byte[] seal(byte[] nonce, byte[]... parts) {
		ByteBuffer command = ByteBuffer.allocate(CurveBox.TEXT + Arrays.stream(parts).mapToInt((p) -> p.length).sum());
		command.position(CurveBox.TEXT);
		for (byte[] part : parts) {
			command.put(part);
		}
		box(nonce).seal(command.array(), nonceEnd(nonce));
		return Arrays.copyOfRange(command.array(), CurveBox.TEXT - TAG, command.capacity());
	}

	/**
	 * Decrypts a box with a nonce of 24 bytes, and returns its text.
	 * @throws ZmtpException if the box was encrypted with another key or was altered
	 */
	byte[] open(byte[] nonce, byte[] data, int from, int to) {
		byte[] command = new byte[CurveBox.TEXT - TAG + to - from];
		System.arraycopy(data, from, command, CurveBox.TEXT - TAG, to - from);
		if (!box(nonce).open(command, nonceEnd(nonce))) {
			throw new ZmtpException(ZmtpException.Reason.CRYPTOGRAPHIC,
					"it uses other keys, or its handshake was altered");
		}
		return Arrays.copyOfRange(command, CurveBox.TEXT, command.length);
	}

	private CurveBox box(byte[] nonce) {
		return new CurveBox(this.key, Arrays.copyOf(nonce, NONCE_BEGIN));
	}

	private static long nonceEnd(byte[] nonce) {
		return ByteBuffer.wrap(nonce).getLong(NONCE_BEGIN);
	}

}
