package io.zmqf.worker;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.message.GatheredItem;
import io.zmqf.outgoing.HeldMessages;
import io.zmqf.outgoing.Rounds;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The sender of replies and items on a connection. If the connection is not writable,
 * they wait here, and their requests remain in flight. Only a server's replies without
 * items end their requests and are held as messages. Confined to the connection's event
 * loop.
 */
final class ReplySender extends Timed {

	/**
	 * The interval of attempts to send. A bound socket is not notified when one of its
	 * peers becomes writable.
	 */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * The maximum number of items of a reply to send before other tasks have their turn.
	 */
	private static final int MAX_ITEMS = 256;

	/** The key of the queue of a worker's replies. A worker has one peer, its router. */
	private static final FrameKey ANSWERS = new FrameKey(new byte[0]);

	/** The key of the queue of a worker's items, which are sent after replies. */
	private static final FrameKey ITEMS = new FrameKey(new byte[1]);

	/** The result of sending the available items. */
	private enum Items {

		SENT, LATER, WAIT

	}

	private final boolean server;

	private final String nodeId;

	private final SocketLoop loop;

	private final InboundRequests inbound;

	private final Consumer<InboundRequest> answered;

	/** The held replies of a server, whose requests are no longer in flight. */
	private final HeldMessages held;

	/**
	 * The queues of requests whose replies or items wait. A worker has one for replies,
	 * then one for items. A server has one for each client that is not writable, by
	 * routing id; these take turns.
	 */
	private final Map<FrameKey, Deque<InboundRequest>> waiting;

	/**
	 * Creates the sender.
	 * @param name the name of the socket
	 * @param context the context of the node
	 * @param loop the loop of the connection
	 * @param inHand the requests of the connection
	 * @param answered a callback that runs once for each request, after its reply was
	 * sent or dropped
	 * @param heldSent a callback for when no held message is left
	 */
	ReplySender(String name, WorkerContext context, SocketLoop loop, InboundRequests inHand,
			Consumer<InboundRequest> answered, Runnable heldSent) {
		this.server = context.isServer();
		this.waiting = this.server ? new LinkedHashMap<>() : new TreeMap<>();
		this.nodeId = context.settings().identity().nodeId();
		this.held = new HeldMessages(name, loop, context.transport(), context.settings().queue().maxSize(), heldSent);
		this.loop = loop;
		this.inbound = inHand;
		this.answered = answered;
	}

	/** Sends the reply to a request. */
	void send(InboundRequest request) {
		if (!this.inbound.contains(request)) {
			return;
		}
		Items items = Items.SENT;
		boolean waits = false;
		try {
			items = sendItemsOf(request);
			waits = items == Items.WAIT || items == Items.SENT && mustWait(request);
		}
		finally {
			if (items == Items.LATER) {
				this.loop.execute(request);
			}
			else if (waits) {
				await(request);
			}
			else {
				this.answered.accept(request);
			}
		}
	}

	/** Sends the available items of a reply that has not ended. */
	void sendItems(InboundRequest request) {
		if (!this.inbound.contains(request) || request.waitsIn != null) {
			return;
		}
		Items items = Items.WAIT;
		try {
			items = sendItemsOf(request);
		}
		finally {
			if (items == Items.WAIT) {
				await(request);
			}
		}
		StreamedItems rest = request.items();
		if (items == Items.LATER && rest != null) {
			this.loop.execute(rest);
		}
	}

	/** Sends the available items, up to the maximum of a turn. */
	private Items sendItemsOf(InboundRequest request) {
		if (!isReachable()) {
			return Items.WAIT;
		}
		StreamedItems items = request.items();
		int count = 0;
		for (byte[] item; items != null && (item = items.unsent()) != null; items.sent()) {
			if (count++ == MAX_ITEMS) {
				return Items.LATER;
			}
			if (!this.held.isSent(request.itemFrames(item))) {
				return Items.WAIT;
			}
		}
		return Items.SENT;
	}

	private boolean isReachable() {
		return this.server || this.loop.isConnected();
	}

	/** Sends the reply. Returns {@code true} if it has to wait. */
	private boolean mustWait(InboundRequest request) {
		if (!this.server || request.items() != null) {
			return !this.held.isSent(request.answerFrames());
		}
		if (request.endOfAll == null) {
			boolean unused = this.held.sendReply(request.answerFrames(), request::deadline);
			return false;
		}
		boolean sent = true;
		for (byte[][] frames : toAll(request.answerFrames(), request.frames(), request.delimiter())) {
			sent = this.held.sendReply(sent ? frames : missing(request.frames(), request.delimiter()),
					request::deadline);
		}
		return false;
	}

	/**
	 * Returns the messages that reply to a request to all workers, of which this server
	 * is the only one.
	 */
	List<byte[][]> toAll(byte[][] answer, byte[][] request, int delimiter) {
		byte[][] item = GatheredItem.of(answer, delimiter, this.nodeId, Arrays.copyOf(request, delimiter));
		List<String> nodes = List.of(this.nodeId);
		return (item != null) ? List.of(item, GatheredItem.end(request, delimiter, nodes, List.of()))
				: List.<byte[][]>of(missing(request, delimiter));
	}

	/** Returns the end of a reply from all workers that reports this node as missing. */
	private byte[][] missing(byte[][] request, int delimiter) {
		List<String> nodes = List.of(this.nodeId);
		return GatheredItem.end(request, delimiter, nodes, nodes);
	}

	private void await(InboundRequest request) {
		if (request.waitsIn == null) {
			Deque<InboundRequest> place = this.waiting.computeIfAbsent(place(request), (key) -> new ArrayDeque<>());
			place.add(request);
			request.waitsIn = place;
		}
		awaitRoom();
	}

	private FrameKey place(InboundRequest request) {
		if (this.server) {
			return new FrameKey(request.frames()[0]);
		}
		return (request.items() != null) ? ITEMS : ANSWERS;
	}

	private void awaitRoom() {
		if (!this.server) {
			this.loop.awaitWritable();
		}
		else if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	@Override
	protected void onTime() {
		try {
			this.held.retry(); // replies are sent before items
		}
		finally {
			sendWaiting();
		}
	}

	/**
	 * Returns the held messages: replies without a request in flight. They also send
	 * rejections and replies to queries.
	 */
	HeldMessages held() {
		return this.held;
	}

	/**
	 * Sends waiting replies and items while the connection is writable. With many queues,
	 * one call serves only the next ones.
	 */
	void sendWaiting() {
		try {
			Rounds.turn(this.waiting.keySet(), this::isSent);
		}
		finally {
			if (!this.waiting.isEmpty()) {
				awaitRoom();
			}
		}
	}

	private boolean isSent(FrameKey client) {
		Deque<InboundRequest> place = this.waiting.remove(client);
		if (place == null) {
			return true;
		}
		this.waiting.put(client, place); // behind all others
		sendWaiting(place);
		return place.isEmpty() && this.waiting.remove(client, place);
	}

	/** Sends the replies and items of a queue. Replies with items take turns. */
	private void sendWaiting(Deque<InboundRequest> place) {
		for (int i = place.size(); i > 0 && isReachable(); i--) {
			InboundRequest request = place.remove();
			request.waitsIn = null;
			StreamedItems items = request.items();
			byte[] next = (items != null) ? items.unsent() : null;
			if (items != null && !request.isAnswered()) {
				sendItems(request);
			}
			else {
				send(request);
			}
			Deque<InboundRequest> again = request.waitsIn;
			if (again != null) { // the connection is not writable for the others either
				if (items == null || items.unsent() == next) {
					again.removeLastOccurrence(request);
					again.addFirst(request);
				}
				return;
			}
		}
	}

	/**
	 * Removes a request from the waiting ones. Returns {@code true} if it was waiting.
	 */
	boolean forget(InboundRequest request) {
		Deque<InboundRequest> place = request.waitsIn;
		request.waitsIn = null;
		return place != null && place.remove(request);
	}

}
