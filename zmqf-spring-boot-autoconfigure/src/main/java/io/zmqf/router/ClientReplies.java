package io.zmqf.router;

import io.zmqf.outgoing.HeldMessages;
import io.zmqf.transport.SocketLoop;

/**
 * Sends the backend's messages to clients: replies, and the items and ends of streams.
 * Thread-safe.
 *
 * @param loop the frontend's loop
 * @param held the messages to clients whose connections are full
 * @param control the control messages, to end a stream whose client does not read it
 */
record ClientReplies(SocketLoop loop, HeldMessages held, RequestControl control) {

	/** Sends a reply to its client. */
	void reply(byte[][] frames, long deadline) {
		this.loop.execute(() -> this.held.sendReply(frames, () -> deadline));
	}

	/**
	 * Sends the router's own answer to a client. It is dropped if the connection is full.
	 */
	void answer(byte[][] frames) {
		this.loop.execute(() -> this.held.sendOrDrop(frames));
	}

	/**
	 * Sends an item of a stream to its client. The stream is cropped if the item can't be
	 * sent.
	 */
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
			this.control.tooSlow(request, problem);
		}
	}

	/**
	 * Sends the end of a stream to its client. If items were dropped, the client gets an
	 * error instead.
	 */
	void endOfStream(RoutedRequest request, RoutedStream stream, byte[][] frames) {
		this.loop.execute(() -> this.held.sendEnd(() -> end(request, stream, frames), stream.itemNanos()));
	}

	private static byte[][] end(RoutedRequest request, RoutedStream stream, byte[][] frames) {
		RoutedStream.Cropped problem = stream.cropped;
		return (problem != null) ? request.error(problem.type(), problem.detail()) : frames;
	}

}
