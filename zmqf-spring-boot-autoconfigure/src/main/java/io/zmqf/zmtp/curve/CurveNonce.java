package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The nonces of RFC 26. Each has 24 bytes and begins with its purpose. */
final class CurveNonce {

	static final String HELLO = "CurveZMQHELLO---";

	static final String WELCOME = "WELCOME-";

	static final String COOKIE = "COOKIE--";

	static final String INITIATE = "CurveZMQINITIATE";

	static final String VOUCH = "VOUCH---";

	static final String READY = "CurveZMQREADY---";

	static final String CLIENT_MESSAGE = "CurveZMQMESSAGEC";

	static final String SERVER_MESSAGE = "CurveZMQMESSAGES";

	/** The number of random bytes in a long nonce. */
	static final int LONG = 16;

	private static final int BYTES = 24;

	private CurveNonce() {
	}

	/**
	 * Creates a nonce from its purpose and bytes of a command, which are a counter or
	 * random.
	 */
	static byte[] of(String purpose, byte[] data, int from) {
		return ByteBuffer.allocate(BYTES)
			.put(purpose.getBytes(StandardCharsets.US_ASCII))
			.put(data, from, BYTES - purpose.length())
			.array();
	}

}
