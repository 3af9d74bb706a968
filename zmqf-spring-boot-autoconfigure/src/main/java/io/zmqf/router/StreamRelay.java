package io.zmqf.router;

import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.SocketLoop;

/**
 * Passes the items of workers to clients, and the credit of clients to workers. Belongs
 * to the backend's loop.
 *
 * @param loop the backend's loop
 * @param requests the requests of the router
 */
record StreamRelay(SocketLoop loop, RequestDispatcher requests) {

	/**
	 * A client takes more items. A worker that is given the request later learns it then.
	 */
	void credit(RoutedRequest request, byte[] data) {
		int items = StreamTerms.credit(data);
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
				this.requests.words().credit(worker, request.token, granted);
			}
		}
	}

	/**
	 * A worker has sent an item.
	 * @return whether somebody waits for it
	 */
	boolean item(RoutedRequest request, byte[][] frames, int delimiter) {
		RoutedStream stream = request.stream();
		if (stream == null || request.givenUp) {
			return false;
		}
		if (!stream.take(this.loop.now())) {
			this.requests.outcomes()
				.endStream(request, ProblemType.HANDLER_FAILED, "Its worker sent more items than the client takes");
			return false;
		}
		request.extend(this.loop.now());
		this.requests.outcomes().clients().item(request, request.reply(frames, delimiter));
		return true;
	}

}
