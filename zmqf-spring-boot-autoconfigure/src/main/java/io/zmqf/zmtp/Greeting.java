package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import io.zmqf.zmtp.ZmtpException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The greeting of a peer, read byte by byte, and this side's own greeting. This side
 * sends the signature and its major version first. After the peer's version it sends the
 * rest of a ZMTP 3.1 greeting (RFC 37) or of a ZMTP 2.0 greeting (RFC 15).
 */
final class Greeting {

	/** The signature and the major version, which are sent at once. */
	static final byte[] BEGIN = { (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3 };

	private static final int SIGNATURE_END = 9;

	private static final int MAJOR = 10;

	private static final int MINOR = 11;

	private static final int MECHANISM = 12;

	private static final int AS_SERVER = 32;

	private static final int SIZE = 64;

	/**
	 * The offset of the socket type in a ZMTP 2.0 greeting; the flags and the size of the
	 * identity follow.
	 */
	private static final int OLD_TYPE = 11;

	private static final int OLD_IDENTITY = 14;

	private final Metadata own;

	private final Mechanism mechanism;

	private byte[] received = new byte[SIZE];

	private int count;

	private int expected = SIZE;

	private @Nullable ZmtpVersion version;

	Greeting(Metadata own, Mechanism mechanism) {
		this.own = own;
		this.mechanism = mechanism;
	}

	boolean isComplete() {
		return this.count == this.expected;
	}

	/**
	 * Reads input until this side has to answer or the greeting is complete. Returns the
	 * bytes to send, or {@code null} if there are none.
	 */
	byte @Nullable [] receive(ByteBuffer input) {
		while (input.hasRemaining() && !isComplete()) {
			this.received[this.count++] = input.get();
			switch (this.count) {
				case 1, 2, SIGNATURE_END + 1 -> checkSignature();
				case MAJOR + 1 -> {
					return answerVersion();
				}
				case OLD_IDENTITY -> expectIdentity();
				default -> {
					// no decision at this byte
				}
			}
		}
		return null;
	}

	/**
	 * Rejects ZMTP 1.0 and other protocols. ZMTP 1.0 begins with a frame, whose size
	 * takes one byte, or nine bytes from 255 on; its flags follow.
	 */
	private void checkSignature() {
		byte last = this.received[this.count - 1];
		boolean versioned = this.received[0] == BEGIN[0];
		if (this.count == 1 && (versioned || last != 0) || this.count == 2 && versioned
				|| this.count == SIGNATURE_END + 1 && last == BEGIN[SIGNATURE_END]) {
			return;
		}
		if (this.count > 1 && last == 0) {
			throw isOld();
		}
		throw new ZmtpException(Reason.NOT_ZMTP, "it does not speak ZMTP");
	}

	private static ZmtpException isOld() {
		return new ZmtpException(Reason.ZMTP_1, "it speaks ZMTP 1.0, which is not supported");
	}

	private byte[] answerVersion() {
		int major = this.received[MAJOR] & 0xff;
		if (major == 0) {
			throw isOld();
		}
		if (major >= BEGIN[MAJOR]) {
			byte[] whole = new byte[SIZE];
			whole[MINOR] = 1;
			putName(whole);
			whole[AS_SERVER] = (byte) (this.mechanism.isServer() ? 1 : 0);
			return Arrays.copyOfRange(whole, MINOR, SIZE);
		}
		if (!this.mechanism.name().equals("NULL")) {
			throw new ZmtpException(Reason.MECHANISM, "it speaks ZMTP 2.0, which has no security mechanism");
		}
		this.version = ZmtpVersion.ZMTP_2_0;
		byte[] identity = this.own.identity();
		this.received = Arrays.copyOf(this.received, OLD_IDENTITY + 0xff);
		return ByteBuffer.allocate(3 + identity.length)
			.put((byte) this.own.socketType().number())
			.put((byte) 0)
			.put((byte) identity.length)
			.put(identity)
			.array();
	}

	private void putName(byte[] greeting) {
		byte[] name = this.mechanism.name().getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(name, 0, greeting, MECHANISM, name.length);
	}

	private void expectIdentity() {
		if (this.version == ZmtpVersion.ZMTP_2_0) {
			if (this.received[OLD_IDENTITY - 2] != 0) {
				throw ZmtpException.malformed("it sent a malformed identity");
			}
			this.expected = OLD_IDENTITY + (this.received[OLD_IDENTITY - 1] & 0xff);
		}
	}

	/** The negotiated version. The greeting must be complete. */
	ZmtpVersion version() {
		if (this.version == null) {
			boolean isFirst = this.received[MAJOR] == BEGIN[MAJOR] && this.received[MINOR] == 0;
			this.version = isFirst ? ZmtpVersion.ZMTP_3_0 : ZmtpVersion.ZMTP_3_1;
		}
		return this.version;
	}

	/** Checks the mechanism of a complete ZMTP 3 greeting. */
	void checkMechanism() {
		byte[] wanted = new byte[SIZE];
		putName(wanted);
		if (!Arrays.equals(wanted, MECHANISM, AS_SERVER, this.received, MECHANISM, AS_SERVER)) {
			String name = ZmtpException.printable(this.received, MECHANISM, AS_SERVER).replaceAll("\\?+$", "");
			throw new ZmtpException(Reason.MECHANISM,
					"it uses the mechanism '" + name + "' and not " + this.mechanism.name());
		}
	}

	/** The metadata of a complete ZMTP 2.0 greeting. */
	Metadata metadata() {
		int number = this.received[OLD_TYPE] & 0xff;
		SocketType type = SocketType.find((candidate) -> candidate.number() == number);
		if (type == null) {
			throw new ZmtpException(Reason.SOCKET_TYPE, "it is a socket of type " + number);
		}
		return Metadata.of(type, Arrays.copyOfRange(this.received, OLD_IDENTITY, this.expected), Map.of());
	}

}
