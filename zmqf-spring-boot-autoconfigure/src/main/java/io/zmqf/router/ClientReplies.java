package io.zmqf.router;

import io.zmqf.outgoing.HeldMessages;
import io.zmqf.transport.SocketLoop;

/**
 * Gives clients what they get of the backend: replies, and the items and ends of streams.
 * Safe for threads.
 *
 * @param loop the frontend's loop
 * @param held the messages that wait for clients which take nothing for now
 * @param words the way to end a stream whose client does not read it
 */
record ClientReplies(SocketLoop loop, HeldMessages held, RequestWords words) {

	/** Gives a reply to its client. */
	void reply(byte[][] frames, long deadline) {
		this.loop.execute(() -> this.held.sendReply(frames, () -> deadline));
	}

	/** Gives a client the answer to what no worker is given. */
	void answer(byte[][] frames) {
		this.loop.execute(() -> this.held.sendOrDrop(frames));
	}

	/** Gives an item of a stream to its client. */
	void item(RoutedRequest request, RoutedStream stream, byte[][] frames) {
		this.loop.execute(() -> {
			if (stream.cropped == null && !this.held.sendItem(frames, stream.itemNanos(),
					() -> crop(request, stream, RoutedStream.Cropped.TOO_LATE))) {
				crop(request, stream, RoutedStream.Cropped.TOO_MUCH);
			}
		});
	}

	private void crop(RoutedRequest request, RoutedStream stream, RoutedStream.Cropped problem) {
		if (stream.cropped == null) {
			stream.cropped = problem;
			this.words.tooSlow(request, problem);
		}
	}

	/**
	 * Gives the end of a stream to its client. One that has not got all items is not told
	 * that these were all.
	 */
	void endOfStream(RoutedRequest request, RoutedStream stream, byte[][] frames) {
		this.loop.execute(() -> this.held.sendEnd(() -> end(request, stream, frames), stream.itemNanos()));
	}

	private static byte[][] end(RoutedRequest request, RoutedStream stream, byte[][] frames) {
		RoutedStream.Cropped problem = stream.cropped;
		return (problem != null) ? request.error(problem.type(), problem.detail()) : frames;
	}

}
