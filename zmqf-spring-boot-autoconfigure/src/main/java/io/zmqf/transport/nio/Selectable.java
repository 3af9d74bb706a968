package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** A channel that is registered with an event loop. */
interface Selectable {

	/**
	 * Handles the operations that the channel is ready for. An exception closes it.
	 * @param buffers the loop's buffers
	 * @param key the valid key of the channel
	 */
	void ready(IoBuffers buffers, SelectionKey key) throws IOException;

	/** Closes the channel after a failure. */
	void fail(Throwable failure);

}
