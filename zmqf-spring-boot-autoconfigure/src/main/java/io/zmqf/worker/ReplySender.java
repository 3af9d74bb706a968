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
 * Sends the answers and the items of a connection's requests. What the connection does
 * not take for now waits here, and its request still counts as in hand, except for the
 * answers of a server that have no items. Belongs to the connection's loop.
 */
final class ReplySender extends Timed {

	/** A socket that binds is not told when one of its peers takes messages again. */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** How many items of a reply are sent before others have their turn. */
	private static final int MAX_ITEMS = 256;

	/** Where the answers of a worker wait, which has one peer, its router. */
	private static final FrameKey ANSWERS = new FrameKey(new byte[0]);

	/** Where its items wait, which leave way for answers. */
	private static final FrameKey ITEMS = new FrameKey(new byte[1]);

	/** What has become of the items that are there. */
	private enum Items {

		SENT, LATER, WAIT

	}

	private final boolean server;

	private final String nodeId;

	private final SocketLoop loop;

	private final InboundRequests inHand;

	private final Consumer<InboundRequest> answered;

	/** The answers of a server, whose requests are not in hand any more. */
	private final HeldMessages held;

	/**
	 * The requests whose answers or items wait: in a worker answers before items, in a
	 * server by the identities of the clients that take nothing for now, in turn.
	 */
	private final Map<FrameKey, Deque<InboundRequest>> waiting;

	/**
	 * Creates the sender.
	 * @param name the name of the socket
	 * @param context the node of the connection
	 * @param loop the loop of the connection
	 * @param inHand the requests of the connection
	 * @param answered a callback for each request whose answer was sent or dropped,
	 * called once
	 * @param heldSent a callback for when no answer waits any more that is not in hand
	 */
	ReplySender(String name, WorkerContext context, SocketLoop loop, InboundRequests inHand,
			Consumer<InboundRequest> answered, Runnable heldSent) {
		this.server = context.isServer();
		this.waiting = this.server ? new LinkedHashMap<>() : new TreeMap<>();
		this.nodeId = context.settings().identity().nodeId();
		this.held = new HeldMessages(name, loop, context.transport(), context.settings().queue().maxSize(), heldSent);
		this.loop = loop;
		this.inHand = inHand;
		this.answered = answered;
	}

	/** Sends the answer of a request. */
	void send(InboundRequest request) {
		if (!this.inHand.contains(request)) {
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

	/** Sends the items that are there of a reply that has not ended. */
	void sendItems(InboundRequest request) {
		if (!this.inHand.contains(request) || request.waitsIn != null) {
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

	/** Sends the items that are there, as long as it is their turn. */
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

	/** Whether the answer has to wait. */
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

	/** The messages to a client that asks all, of whom this is the only one. */
	List<byte[][]> toAll(byte[][] answer, byte[][] request, int delimiter) {
		byte[][] item = GatheredItem.of(answer, delimiter, this.nodeId, Arrays.copyOf(request, delimiter));
		List<String> nodes = List.of(this.nodeId);
		return (item != null) ? List.of(item, GatheredItem.end(request, delimiter, nodes, List.of()))
				: List.<byte[][]>of(missing(request, delimiter));
	}

	/** The end for a client that has no answer of this node. */
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
			this.held.retry(); // items leave way for replies
		}
		finally {
			sendWaiting();
		}
	}

	/** The answers that wait and are not in hand, and what is sent to nobody in hand. */
	HeldMessages held() {
		return this.held;
	}

	/**
	 * Sends what waits, as far as the connection takes it: the next ones, where many
	 * wait.
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
		this.waiting.put(client, place); // after all others
		sendWaiting(place);
		return place.isEmpty() && this.waiting.remove(client, place);
	}

	/** Replies with items take turns. */
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
			if (again != null) { // so would all others
				if (items == null || items.unsent() == next) {
					again.removeLastOccurrence(request);
					again.addFirst(request);
				}
				return;
			}
		}
	}

	/** Sends nothing of a request any more, and returns whether something waited. */
	boolean forget(InboundRequest request) {
		Deque<InboundRequest> place = request.waitsIn;
		request.waitsIn = null;
		return place != null && place.remove(request);
	}

}
