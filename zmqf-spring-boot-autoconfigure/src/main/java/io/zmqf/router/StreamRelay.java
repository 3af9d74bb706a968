package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.StreamTerms;
import io.zmqf.message.TokenTable;
import io.zmqf.message.Word;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Passes the items of workers to clients, and the credit of clients to workers. Belongs
 * to the backend's loop.
 */
final class StreamRelay extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final SocketLoop loop;

	private final RequestDispatcher requests;

	/** The streams whose workers take no messages for now. */
	private final Set<RoutedRequest> owing = new LinkedHashSet<>();

	StreamRelay(SocketLoop loop, RequestDispatcher requests) {
		this.loop = loop;
		this.requests = requests;
	}

	/** A client takes more items. */
	void credit(RoutedRequest request, byte[] data) {
		int items = StreamTerms.credit(new String(data, StandardCharsets.US_ASCII));
		RoutedStream stream = request.stream();
		if (stream != null && stream.hasBegun() && items > 0) {
			if (stream.isStalled()) {
				request.extend(this.loop.now());
			}
			stream.grant(items);
			stream.owed += items;
			pay(request, stream);
		}
	}

	private void pay(RoutedRequest request, RoutedStream stream) {
		KnownWorker worker = request.worker;
		if (worker == null) {
			return; // it is over
		}
		byte[] items = Integer.toString(stream.owed).getBytes(StandardCharsets.US_ASCII);
		SendResult result = this.loop
			.send(Word.CREDIT.frames(items, worker.identity(), TokenTable.frame(request.token)));
		if (result == SendResult.FULL) {
			this.owing.add(request);
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
		else {
			stream.owed = 0;
		}
	}

	@Override
	protected void onTime() {
		List<RoutedRequest> all = new ArrayList<>(this.owing);
		this.owing.clear();
		for (RoutedRequest request : all) {
			RoutedStream stream = request.stream();
			if (stream != null) {
				pay(request, stream);
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
		if (!stream.take()) {
			this.requests.overrun(request);
			return false;
		}
		request.extend(this.loop.now());
		this.requests.passOn(request.reply(frames, delimiter));
		return true;
	}

}
