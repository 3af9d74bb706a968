package io.zmqf.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.GatheredItem;
import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * A request to a {@link MockZmqServer} and its reply, owned by the loop of the server's
 * socket.
 */
final class MockExchange {

	private final MockZmqServer server;

	private final SocketLoop loop;

	private final Message message;

	private final MockZmqRequest request;

	private final JsonData json;

	/** The items that were not sent, and the number that the client accepts. */
	private final Deque<byte[]> unsent = new ArrayDeque<>();

	private int credit;

	/** The expectation that the request meets, or {@code null} after the reply. */
	private @Nullable RequestExpectation expectation;

	/** Sends the end of the stream, or {@code null} if the reply is not a stream. */
	private @Nullable Runnable next;

	MockExchange(MockZmqServer server, SocketLoop loop, Message message, MockZmqRequest request, JsonData json) {
		this.server = server;
		this.loop = loop;
		this.message = message;
		this.request = request;
		this.json = json;
	}

	MockZmqRequest request() {
		return this.request;
	}

	void meets(RequestExpectation met) {
		this.expectation = met;
	}

	/** Sends the response, or a problem if the response throws. */
	void answer(RequestExpectation.Response response) {
		try {
			response.answer(this);
		}
		catch (Throwable ex) { // including assertions of the test
			problem(this.server.failed(this.request, ex));
		}
		answered();
	}

	private void answered() {
		RequestExpectation met = this.expectation;
		if (met != null) {
			this.expectation = null;
			this.server.answered(met);
		}
	}

	/**
	 * Sends frames. The expectation is marked first, because the client may verify as
	 * soon as it receives them.
	 */
	private void write(byte[][] frames) {
		answered();
		this.loop.send(frames);
	}

	void reply(@Nullable Object data) {
		send(this.message.reply(this.json.write(data), Map.of()));
	}

	void problem(Problem problem) {
		send(this.message.error(problem.withEvent(this.message.event())));
	}

	void malformed() {
		send(this.message.reply("{\"unfinished".getBytes(StandardCharsets.UTF_8), Map.of()));
	}

	/** Sends the items of a reply, limited by the client's credit. */
	void items(MockItems reply) {
		StreamTerms terms = isToAll() ? null : StreamTerms.of(this.message.headers());
		RequestExpectation.Response last = reply.next();
		if (terms != null) {
			this.unsent.addAll(reply.items());
			this.next = (last != null) ? () -> last.answer(this) : () -> reply(null);
			grant(terms.credit());
		}
		else if (last != null) {
			last.answer(this);
		}
		else {
			send(this.message.reply(array(reply.items()), Map.of()));
		}
	}

	private static byte[] array(List<byte[]> items) {
		return items.stream()
			.map((item) -> new String(item, StandardCharsets.UTF_8))
			.collect(Collectors.joining(",", "[", "]"))
			.getBytes(StandardCharsets.UTF_8);
	}

	/** Adds credit for further items of the client. */
	void grant(int items) {
		this.credit += items;
		while (this.credit > 0 && !this.unsent.isEmpty()) {
			this.credit--;
			write(ControlMessage.ITEM.frames(this.unsent.remove(), this.message.envelope()));
		}
		Runnable last = this.next;
		if (last != null && this.unsent.isEmpty()) {
			this.next = null;
			last.run();
		}
	}

	/** Cancels the rest of the stream. */
	void cancel() {
		this.request.cancel();
		this.unsent.clear();
		this.next = null;
	}

	/** Replies to a request to all nodes. */
	void replies(Map<String, ?> replies, List<String> missing) {
		replies.forEach((node, data) -> sendItem(node, this.message.reply(this.json.write(data), Map.of())));
		List<String> addressees = new ArrayList<>(replies.keySet());
		addressees.addAll(missing);
		sendEnd(addressees, missing);
	}

	void respondAfter(Duration delay, RequestExpectation.Response response) {
		CompletableFuture.delayedExecutor(BoundedTime.of(delay).toNanos(), TimeUnit.NANOSECONDS)
			.execute(() -> this.loop.execute(() -> answer(response)));
	}

	/**
	 * Closes and reopens the socket on another thread, because a loop cannot wait for its
	 * own end.
	 */
	void loseConnection() {
		CompletableFuture.runAsync(() -> {
			this.server.stop();
			this.server.start();
		});
	}

	/** Sends a reply; in a request to all nodes it becomes the reply of one node. */
	private void send(Message reply) {
		if (isToAll()) {
			sendItem(MockZmqServer.NODE, reply);
			sendEnd(List.of(MockZmqServer.NODE), List.of());
		}
		else {
			write(MessageCodec.encode(reply));
		}
	}

	private boolean isToAll() {
		return Headers.ALL.equals(this.message.headers().get(Headers.TO));
	}

	private void sendItem(String node, Message reply) {
		byte[][] envelope = this.message.envelope();
		byte[][] item = GatheredItem.of(MessageCodec.encode(reply), envelope.length, node, envelope);
		if (item != null) {
			write(item);
		}
	}

	private void sendEnd(List<String> addressees, List<String> missing) {
		write(GatheredItem.end(MessageCodec.encode(this.message), this.message.envelope().length, addressees, missing));
	}

}
