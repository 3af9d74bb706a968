package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.zmqf.zmtp.FrameCipher;
import io.zmqf.zmtp.ZmtpException;

/** The cipher of a connection's {@code MESSAGE} commands (RFC 26). */
final class CurveCipher implements FrameCipher {

	private static final byte[] NAME = "\u0007MESSAGE".getBytes(StandardCharsets.US_ASCII);

	private static final int FLAGS_AT = CurveBox.TEXT;

	private static final int OVERHEAD = FLAGS_AT + 1;

	private static final int COMMAND_INSIDE = 2;

	private final CurveBox sent;

	private final CurveBox received;

	private long sentNonce;

	private long receivedNonce;

	/**
	 * Creates the cipher of a connection.
	 * @param key the shared key of the connection
	 * @param own the nonce prefix of this side
	 * @param sentNonce the last nonce of this side
	 * @param peer the nonce prefix of the peer
	 * @param receivedNonce the last nonce of the peer
	 */
	CurveCipher(SharedKey key, String own, long sentNonce, String peer, long receivedNonce) {
		this.sent = new CurveBox(key.bytes(), own.getBytes(StandardCharsets.US_ASCII));
		this.received = new CurveBox(key.bytes(), peer.getBytes(StandardCharsets.US_ASCII), this.sent);
		this.sentNonce = sentNonce;
		this.receivedNonce = receivedNonce;
	}

	@Override
	public int overhead() {
		return OVERHEAD;
	}

	@Override
	public byte[] encrypt(byte[] payload, int flags) {
		byte[] frame = new byte[OVERHEAD + payload.length];
		System.arraycopy(NAME, 0, frame, 0, NAME.length);
		ByteBuffer.wrap(frame).putLong(NAME.length, ++this.sentNonce);
		frame[FLAGS_AT] = (byte) ((flags & MORE) | ((flags & COMMAND) != 0 ? COMMAND_INSIDE : 0));
		System.arraycopy(payload, 0, frame, OVERHEAD, payload.length);
		this.sent.seal(frame, this.sentNonce);
		return frame;
	}

	@Override
	public int decrypt(byte[] frame) {
		if (frame.length < OVERHEAD || !Arrays.equals(frame, 0, NAME.length, NAME, 0, NAME.length)) {
			throw ZmtpException.malformed("it sent something that is not encrypted");
		}
		long nonce = ByteBuffer.wrap(frame).getLong(NAME.length);
		if (Long.compareUnsigned(nonce, this.receivedNonce) <= 0) {
			throw ZmtpException.malformed("it sent a message that was replayed or reordered");
		}
		this.receivedNonce = nonce;
		if (!this.received.open(frame, nonce)) {
			throw ZmtpException.malformed("it sent a message that was altered");
		}
		return switch (frame[FLAGS_AT]) {
			case 0 -> 0;
			case MORE -> MORE;
			case COMMAND_INSIDE -> COMMAND;
			default -> throw ZmtpException.malformed("it sent a message with illegal flags");
		};
	}

}
