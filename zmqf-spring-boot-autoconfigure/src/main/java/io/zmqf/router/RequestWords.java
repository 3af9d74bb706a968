package io.zmqf.router;

import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Word;
import io.zmqf.transport.SocketLoop;

/**
 * What clients and workers say of requests between their making and their end. Belongs to
 * the backend's loop.
 *
 * @param loop the backend's loop
 * @param requests the requests of the router
 */
record RequestWords(SocketLoop loop, RequestDispatcher requests) {

	/**
	 * Takes a word of a client; from the frontend's loop.
	 * @param word the word
	 * @param connection the client
	 * @param frames all frames of the message
	 * @param delimiter the index of its empty frame
	 */
	void hear(Word word, ClientConnection connection, byte[][] frames, int delimiter) {
		this.loop.execute(() -> {
			RoutedRequest request = connection.find(frames, delimiter);
			if (request != null) {
				fromClient(word, request, frames, delimiter);
			}
		});
	}

	/**
	 * A client does not read the items that it has given credit for; from the frontend's
	 * loop.
	 * @param request the request for them, whose envelope another one may have as well
	 * @param problem the problem that ends it
	 */
	void tooSlow(RoutedRequest request, RoutedStream.Cropped problem) {
		this.loop.execute(() -> {
			if (request.open) {
				this.requests.outcomes().endStream(request, problem.type(), problem.detail());
			}
		});
	}

	/** Takes a word towards the handler. */
	private void fromClient(Word word, RoutedRequest request, byte[][] frames, int delimiter) {
		if (word == Word.CANCEL) {
			this.requests.givenUp().cancel(request);
		}
		else if (word == Word.CREDIT) {
			credit(request, StreamTerms.credit(frames[delimiter + 2]));
		}
	}

	/**
	 * A client takes more items. A worker that is given the request later learns it then.
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
	 * Takes a word towards the caller.
	 * @return whether somebody waits for it
	 */
	boolean fromWorker(Word word, RoutedRequest request, byte[][] frames, int delimiter) {
		return word == Word.ITEM && item(request, frames, delimiter);
	}

	private boolean item(RoutedRequest request, byte[][] frames, int delimiter) {
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
		this.requests.outcomes().clients().replies().item(request, stream, request.reply(frames, delimiter));
		return true;
	}

}
