package io.zmqf.router;

import io.zmqf.message.ControlMessage;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.SocketLoop;

/**
 * Handles the control messages that clients and workers send about open requests.
 * Confined to the backend's loop.
 *
 * @param loop the backend's loop
 * @param requests the requests of the router
 */
record RequestControl(SocketLoop loop, RequestDispatcher requests) {

	/**
	 * Handles a control message of a client. Called on the frontend's loop.
	 * @param control the control message
	 * @param connection the connection of the client
	 * @param frames all frames of the message
	 * @param delimiter the index of its empty frame
	 */
	void onControlMessage(ControlMessage control, ClientConnection connection, byte[][] frames, int delimiter) {
		this.loop.execute(() -> {
			RoutedRequest request = connection.find(frames, delimiter);
			if (request != null) {
				fromClient(control, request, frames, delimiter);
			}
		});
	}

	/**
	 * Ends a stream whose client does not read the items that it granted credit for.
	 * Called on the frontend's loop.
	 * @param request the request for the stream. It is ignored if it has ended: another
	 * request may have the same envelope
	 * @param problem the problem that ends the stream
	 */
	void tooSlow(RoutedRequest request, RoutedStream.Cropped problem) {
		this.loop.execute(() -> {
			if (request.open) {
				this.requests.outcomes().endStream(request, problem.type(), problem.detail());
			}
		});
	}

	private void fromClient(ControlMessage control, RoutedRequest request, byte[][] frames, int delimiter) {
		if (control == ControlMessage.CANCEL) {
			this.requests.abandoned().cancel(request);
		}
		else if (control == ControlMessage.CREDIT) {
			credit(request, StreamTerms.credit(frames[delimiter + 2]));
		}
	}

	/**
	 * Adds credit of a client. A worker that gets the request later receives the credit
	 * with it.
	 */
	private void credit(RoutedRequest request, int items) {
		RoutedStream stream = request.stream();
		if (request.isGathering()) {
			this.requests.gatherings().credit(request, items);
		}
		else if (stream != null) {
			if (stream.isStalled() && items > 0) {
				request.extend(this.loop.now());
			}
			int granted = stream.grant(items);
			KnownWorker worker = request.worker;
			if (granted > 0 && worker != null && worker.capabilities.stream()) {
				this.requests.full().credit(worker, request.token, granted);
			}
		}
	}

	/**
	 * Handles a control message of a worker.
	 * @return {@code true} if the client waits for it
	 */
	boolean fromWorker(ControlMessage control, RoutedRequest request, byte[][] frames, int delimiter) {
		return control == ControlMessage.ITEM && item(request, frames, delimiter);
	}

	private boolean item(RoutedRequest request, byte[][] frames, int delimiter) {
		RoutedStream stream = request.stream();
		if (stream == null || request.abandoned) {
			return false;
		}
		if (!stream.take(this.loop.now())) {
			this.requests.outcomes()
				.endStream(request, ProblemType.HANDLER_FAILED, "The worker sent more items than the client requested");
			return false;
		}
		request.extend(this.loop.now());
		this.requests.outcomes().clients().replies().item(request, stream, request.reply(frames, delimiter));
		return true;
	}

}
