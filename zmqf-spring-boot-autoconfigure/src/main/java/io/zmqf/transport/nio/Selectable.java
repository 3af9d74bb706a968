package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** A channel that an event loop selects. */
interface Selectable {

	/**
	 * Handles what the channel is ready for; whatever it throws ends it.
	 * @param buffers the loop's buffers
	 * @param key the valid key of the channel
	 */
	void ready(IoBuffers buffers, SelectionKey key) throws IOException;

	/** Closes the channel after a failure. */
	void fail(Throwable failure);

}
