package io.zmqf.zmtp.curve;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes little-endian numbers of four or eight bytes, as NaCl uses them. */
final class LittleEndian {

	private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private LittleEndian() {
	}

	static int get(byte[] bytes, int index) {
		return (int) WORD.get(bytes, index);
	}

	static void put(byte[] bytes, int index, int word) {
		WORD.set(bytes, index, word);
	}

	static long getLong(byte[] bytes, int index) {
		return (long) LONG.get(bytes, index);
	}

	static void putLong(byte[] bytes, int index, long number) {
		LONG.set(bytes, index, number);
	}

}
