package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.ControlMessage;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Headers;
import io.zmqf.message.MessageCodec;

/**
 * A query that the router's own application sends to all workers, with their answers. It
 * is a request to all that no socket received. Created on any thread, then confined to
 * the backend's loop.
 */
final class RouterQuery {

	private static final byte[][] ENVELOPE = { "own".getBytes(StandardCharsets.US_ASCII) };

	private static final int DELIMITER = ENVELOPE.length;

	private final Map<String, byte[]> answers = new LinkedHashMap<>();

	private final CompletableFuture<Map<String, byte[]>> end = new CompletableFuture<>();

	private final ClientConnection connection = new ClientConnection(this);

	/**
	 * Sends the query.
	 * @param query the event of the query
	 * @param data the data of the query
	 * @param timeout the maximum time to wait for answers
	 * @param backend the socket for workers
	 * @return a future of the replies by node id
	 */
	CompletableFuture<Map<String, byte[]>> send(String query, byte[] data, Duration timeout, Backend backend) {
		byte[][] frames = MessageCodec.encode(ENVELOPE, MessageCodec.eventBytes(query), data,
				Map.of(Headers.TO, Headers.ALL, Headers.TIMEOUT, Long.toString(timeout.toMillis())));
		RequestDispatcher requests = backend.requests();
		backend.loop()
			.execute(() -> requests.accept(new RoutedRequest(this.connection, frames, DELIMITER, query,
					ForwardedHeaders.of(frames, DELIMITER), backend.loop().now(), requests)));
		return this.end.completeOnTimeout(Map.of(), timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
	}

	/** Receives an answer or the end of the request, on the loop. Errors are ignored. */
	void receive(byte[][] frames) {
		if (ControlMessage.of(frames, DELIMITER) != ControlMessage.ITEM) {
			this.end.complete(this.answers);
			return;
		}
		Map<String, String> headers = Headers.of(frames, DELIMITER);
		String node = headers.get(Headers.NODE);
		if (node != null && !headers.containsKey(Headers.STATUS)) {
			this.answers.put(node, frames[DELIMITER + 2]);
		}
	}

}
