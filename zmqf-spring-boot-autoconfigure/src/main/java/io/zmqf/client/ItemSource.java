package io.zmqf.client;

import org.jspecify.annotations.Nullable;

/** Where a subscription has its items from; used by one thread at a time. */
interface ItemSource {

	/** What there is to take. */
	enum State {

		ITEM, PENDING, END

	}

	/**
	 * Looks for the next item.
	 * @return {@link State#ITEM} where there is one to {@linkplain #take() take}
	 * @throws RuntimeException why the items end here
	 */
	State next();

	/** The item that was found. */
	@Nullable Object take();

	/** Whether no more items are received. */
	boolean hasEnded();

	/** Nobody takes any more; the failure is that of who took them. */
	void cancel(@Nullable Throwable failure);

	/** Runs what the subscriber does in the context of the caller. */
	void callBack(Runnable callbacks);

	/** What a subscriber gets in place of {@code null}. */
	RuntimeException nullItem();

}
