package io.zmqf.zmtp.curve;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Four bytes as a word, the lowest first, as NaCl has them. */
final class LittleEndian {

	private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private LittleEndian() {
	}

	static int get(byte[] bytes, int index) {
		return (int) WORD.get(bytes, index);
	}

	static void put(byte[] bytes, int index, int word) {
		WORD.set(bytes, index, word);
	}

}
