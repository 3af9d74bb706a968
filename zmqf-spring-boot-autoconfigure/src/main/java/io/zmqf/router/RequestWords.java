package io.zmqf.router;

import io.zmqf.message.Word;
import io.zmqf.transport.SocketLoop;

/**
 * What clients and workers say of requests between their making and their end. Belongs to
 * the backend's loop.
 */
final class RequestWords {

	private final SocketLoop loop;

	private final RequestDispatcher requests;

	private final StreamRelay streams;

	RequestWords(SocketLoop loop, RequestDispatcher requests) {
		this.loop = loop;
		this.requests = requests;
		this.streams = new StreamRelay(loop, requests);
	}

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

	/** Takes a word towards the handler. */
	private void fromClient(Word word, RoutedRequest request, byte[][] frames, int delimiter) {
		if (word == Word.CANCEL) {
			this.requests.cancel(request);
		}
		else if (word == Word.CREDIT) {
			this.streams.credit(request, frames[delimiter + 2]);
		}
	}

	/**
	 * Takes a word towards the caller.
	 * @return whether somebody waits for it
	 */
	boolean fromWorker(Word word, RoutedRequest request, byte[][] frames, int delimiter) {
		return word == Word.ITEM && this.streams.item(request, frames, delimiter);
	}

}
