package io.zmqf.router;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The backend's access to its workers. Confined to the backend's loop. */
interface Workers {

	/** The result of the dispatch of a request. */
	enum Dispatch {

		/** The request was sent to a worker. */
		SENT,
		/** The workers of its event have no room. */
		BUSY,
		/** There is no worker, or none any more for its event. */
		NO_WORKER,
		/** There are workers, but none has ever handled its event. */
		NO_HANDLER

	}

	/** Sends a request to a worker of its event. The token of the request is set. */
	Dispatch dispatch(RoutedRequest request);

	/** Sends a request to the given worker. The token of the request is set. */
	Dispatch dispatch(RoutedRequest request, KnownWorker worker);

	/**
	 * Returns the workers that handle an event, including full ones.
	 * @return the workers, or {@code null} if they are not known
	 */
	@Nullable List<KnownWorker> handling(String event);

	/**
	 * Returns {@code NO_HANDLER} if there are workers and none has ever handled the
	 * event, else {@code NO_WORKER}.
	 */
	Dispatch withoutWorkers(String event);

	/**
	 * Returns the known workers, of which only volatile state may be read. Thread-safe.
	 */
	List<KnownWorker> snapshot();

	/** Whether an event has no worker. */
	boolean isNoneFor(String event);

	/**
	 * Returns the time on the loop's clock until which a worker of an event is expected.
	 */
	long expectedUntil(String event);

	/** Attaches an event that begins to wait to the workers that handle it. */
	void await(WaitingEvent event);

	/** Returns the number of address frames before the empty frame of a reply. */
	int replyAddresses();

	/**
	 * Whether a reply comes from the worker of its request. If so, the worker is marked
	 * as alive, and gets no more requests if the reply says that it is stopping.
	 */
	boolean accepts(RoutedRequest request, byte[][] reply);

	/** Removes a request from the load of its worker. */
	void release(RoutedRequest request);

	/**
	 * Sends waiting requests to a worker while it has room.
	 * @param worker the worker, or {@code null} for any worker
	 */
	void offer(@Nullable KnownWorker worker);

	/** Sends waiting requests to all workers with room. */
	void offerAll();

	/**
	 * Handles a message that is not a reply.
	 * @param frames all frames of the message
	 * @param event the event of the message
	 * @throws io.zmqf.message.MalformedMessageException if the message is not valid
	 */
	void control(byte[][] frames, String event);

	/**
	 * Whether a routing id is that of a worker, or of one that left recently.
	 * @param identity the routing id
	 */
	boolean isWorker(byte[] identity);

	/**
	 * Handles the loss of a worker's connection.
	 * @param identity the routing id
	 */
	void disconnected(byte[] identity);

}
