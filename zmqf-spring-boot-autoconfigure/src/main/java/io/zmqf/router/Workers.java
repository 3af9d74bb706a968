package io.zmqf.router;

import java.util.List;

/** How the backend reaches its workers. Belongs to the backend's loop. */
interface Workers {

	/** What became of a request that was to go to a worker. */
	enum Dispatch {

		/** A worker has it. */
		SENT,
		/** Its workers have enough to do for now. */
		BUSY,
		/** There is no worker at all, or none any more for its event. */
		NO_WORKER,
		/** There are workers, but none ever handled its event. */
		NO_HANDLER

	}

	/** Gives a request to a worker, under its token. */
	Dispatch dispatch(RoutedRequest request);

	/** Those that are known, whose fields others may read; from any thread. */
	List<KnownWorker> snapshot();

	/** Whether no worker is there for an event. */
	boolean isNoneFor(String event);

	/** How many address frames stand before the empty frame of a reply. */
	int replyAddresses();

	/** Whether a reply may come from where it came from. */
	boolean isFrom(RoutedRequest request, byte[][] reply);

	/** A worker has one request less. */
	void release(RoutedRequest request);

	/**
	 * A message that is no reply.
	 * @param frames all its frames
	 * @param event its event
	 * @throws io.zmqf.message.MalformedMessageException if no worker would say it
	 */
	void control(byte[][] frames, String event);

	/**
	 * A worker is gone.
	 * @param identity its identity
	 * @param reason how that is known
	 */
	void gone(byte[] identity, String reason);

	/**
	 * A worker's heartbeat came.
	 * @param identity its identity
	 * @param understandsQuestions whether it can be asked to announce itself
	 */
	void alive(byte[] identity, boolean understandsQuestions);

}
