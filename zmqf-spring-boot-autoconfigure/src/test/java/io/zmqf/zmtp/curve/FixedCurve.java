package io.zmqf.zmtp.curve;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

import io.zmqf.zmtp.Mechanism;

/** CURVE with the same transient keys and nonces in each run. */
public final class FixedCurve {

	private FixedCurve() {
	}

	/** A client, for one connection. */
	public static Mechanism client(CurveKeys keys, byte[] serverKey, long seed) {
		return new CurveClient(keys, serverKey, random(seed));
	}

	/** A server, for one connection. */
	public static Mechanism server(CurveKeys keys, long seed) {
		return new CurveServer(() -> List.of(keys), random(seed));
	}

	private static IntFunction<byte[]> random(long seed) {
		Random random = new Random(seed);
		return (length) -> {
			byte[] bytes = new byte[length];
			random.nextBytes(bytes);
			return bytes;
		};
	}

}
