package io.zmqf.client;

import org.jspecify.annotations.Nullable;

/** The source of a subscription's items. Used by one thread at a time. */
interface ItemSource {

	/** The next thing to take from the source. */
	enum State {

		ITEM, PENDING, END

	}

	/**
	 * Finds the next item.
	 * @return {@link State#ITEM} if there is one to {@linkplain #take() take}
	 * @throws RuntimeException the failure that ends the items
	 */
	State next();

	/** Takes the item that {@link #next()} has found. */
	@Nullable Object take();

	/** Whether no more items are received. */
	boolean hasEnded();

	/** Ends the source for its consumer, with the consumer's failure if it has failed. */
	void cancel(@Nullable Throwable failure);

	/** Runs the subscriber's callbacks in the context of the caller. */
	void callBack(Runnable callbacks);

	/**
	 * Creates the exception for a {@code null} item, which subscribers cannot receive.
	 */
	RuntimeException nullItem();

}
