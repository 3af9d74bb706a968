package io.zmqf.router;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The ways in which the backend reaches its workers. Belongs to the backend's loop. */
interface Workers {

	/** The outcome of a request that was to go to a worker. */
	enum Dispatch {

		/** A worker has it. */
		SENT,
		/** Its workers have no room for now. */
		BUSY,
		/** There is no worker at all, or none any more for its event. */
		NO_WORKER,
		/** There are workers, but none ever handled its event. */
		NO_HANDLER

	}

	/** Gives a request to a worker, under its token. */
	Dispatch dispatch(RoutedRequest request);

	/** Gives a request to one worker, under its token. */
	Dispatch dispatch(RoutedRequest request, KnownWorker worker);

	/**
	 * The workers that handle an event, whether they have room or not.
	 * @return the workers, {@code null} where nobody knows them
	 */
	@Nullable List<KnownWorker> handling(String event);

	/** Whether an event that nobody handles was handled before, or may soon be. */
	Dispatch withoutWorkers(String event);

	/** The known workers, whose fields others may read; from any thread. */
	List<KnownWorker> snapshot();

	/** Whether no worker is there for an event. */
	boolean isNoneFor(String event);

	/** The time, as the loop counts, until which a worker of an event is expected. */
	long expectedUntil(String event);

	/** Has an event that begins to wait do so for the workers that handle it. */
	void await(WaitingEvent event);

	/** The number of address frames before the empty frame of a reply. */
	int replyAddresses();

	/** Whether a reply comes from the worker of its request, which is alive then. */
	boolean accepts(RoutedRequest request, byte[][] reply);

	/** A worker has one request less. */
	void release(RoutedRequest request);

	/**
	 * A worker has room, and takes requests that wait.
	 * @param worker the worker, {@code null} for any
	 */
	void offer(@Nullable KnownWorker worker);

	/** All workers with room take requests that wait. */
	void offerAll();

	/**
	 * A message that is no reply.
	 * @param frames all its frames
	 * @param event its event
	 * @throws io.zmqf.message.MalformedMessageException if no worker would send it
	 */
	void control(byte[][] frames, String event);

	/**
	 * Whether the sender of a message is a worker, or was one lately.
	 * @param identity its routing id
	 */
	boolean isWorker(byte[] identity);

	/**
	 * The connection of a worker is lost.
	 * @param identity its routing id
	 */
	void gone(byte[] identity);

}
