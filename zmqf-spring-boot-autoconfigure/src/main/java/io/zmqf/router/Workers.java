package io.zmqf.router;

import io.zmqf.transport.SocketHandler;

/** How the backend reaches its workers. Belongs to the backend's loop. */
interface Workers {

	/** What became of a request that was to go to a worker. */
	enum Dispatch {

		/** A worker has it. */
		SENT,
		/** Its workers have enough to do for now. */
		BUSY,
		/** There is no worker at all. */
		NO_WORKER,
		/** There are workers, but none handles its event. */
		NO_HANDLER

	}

	/** Gives a request to a worker, under its token. */
	Dispatch dispatch(RoutedRequest request);

	/** Whether there is no worker at all. */
	boolean isEmpty();

	/** How many address frames stand before the empty frame of a reply. */
	int replyAddresses();

	/** Whether a reply may come from where it came from. */
	boolean isFrom(RoutedRequest request, byte[][] reply);

	/** A worker has one request less. */
	void release(RoutedRequest request);

	/** A message that is no reply. */
	void control(byte[][] frames, String event);

	/** As {@link SocketHandler#onPeerGone(byte[])}. */
	void gone(byte[] identity);

}
