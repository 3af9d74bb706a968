package io.zmqf.transport.nio;

import java.nio.ByteBuffer;

/**
 * The buffers that all connections of an event loop share. They also prove that the
 * caller holds the loop, because only its entry passes them on.
 *
 * @param input the buffer to read into
 * @param output the buffer to write from
 */
record IoBuffers(ByteBuffer input, ByteBuffer output) {

	private static final int BYTES = 64 * 1024;

	static IoBuffers allocate() {
		return new IoBuffers(ByteBuffer.allocateDirect(BYTES), ByteBuffer.allocateDirect(BYTES));
	}

}
