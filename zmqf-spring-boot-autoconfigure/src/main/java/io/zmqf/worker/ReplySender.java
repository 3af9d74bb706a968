package io.zmqf.worker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.message.GatheredItem;
import io.zmqf.message.MessageCodec;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * Sends the answers and the items of a connection's requests. What the connection does
 * not take for now waits here, and its request still counts as in hand. Belongs to the
 * connection's loop.
 */
final class ReplySender extends Timed {

	/** A socket that binds is not told when one of its peers takes messages again. */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** How many items of a reply are sent before others have their turn. */
	private static final int MAX_ITEMS = 256;

	/** Where the answers of a worker wait, which has one peer, its router. */
	private static final ByteBuffer ANSWERS = ByteBuffer.allocate(0);

	/** Where its items wait, which leave way for answers. */
	private static final ByteBuffer ITEMS = ByteBuffer.allocate(1);

	/** What has become of the items that are there. */
	private enum Items {

		SENT, LATER, WAIT

	}

	private final String name;

	private final boolean server;

	private final String nodeId;

	private final SocketLoop loop;

	private final TransportListener listener;

	private final InboundRequests inHand;

	private final Consumer<InboundRequest> answered;

	private final WorkerSettings.Queue limits;

	/**
	 * The requests whose answers or items wait, in a server by the identities of the
	 * clients that take nothing for now.
	 */
	private final Map<ByteBuffer, Deque<InboundRequest>> waiting = new TreeMap<>();

	/** The answers of a server that wait behind items, and the memory that they take. */
	private int kept;

	private long keptBytes;

	/**
	 * Creates the sender.
	 * @param name the name of the socket
	 * @param context the node of the connection
	 * @param loop the loop of the connection
	 * @param inHand the requests of the connection
	 * @param answered a callback for each request whose answer was sent or dropped,
	 * called once
	 */
	ReplySender(String name, WorkerContext context, SocketLoop loop, InboundRequests inHand,
			Consumer<InboundRequest> answered) {
		this.name = name;
		this.server = context.isServer();
		this.nodeId = context.settings().identity().nodeId();
		this.limits = context.settings().queue();
		this.loop = loop;
		this.listener = context.transport().listener();
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
			if (mustWait(request.itemFrames(item), request)) {
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
		if (request.endOfAll == null) {
			return mustWait(request.answerFrames(), request);
		}
		List<byte[][]> messages = toAll(request.answerFrames(), request.frames(), request.delimiter());
		for (; request.sentToAll < messages.size(); request.sentToAll++) {
			if (mustWait(messages.get(request.sentToAll), request)) {
				return true;
			}
		}
		return false;
	}

	/** The messages to a client that asks all, of whom this is the only one. */
	List<byte[][]> toAll(byte[][] answer, byte[][] request, int delimiter) {
		byte[][] item = GatheredItem.of(answer, delimiter, this.nodeId, Arrays.copyOf(request, delimiter));
		List<String> nodes = List.of(this.nodeId);
		return (item != null) ? List.of(item, GatheredItem.end(request, delimiter, nodes, List.of()))
				: List.<byte[][]>of(GatheredItem.end(request, delimiter, nodes, nodes));
	}

	/** Sends a message that belongs to no request in hand. */
	void sendOrDrop(byte[][] frames) {
		boolean unused = mustWait(frames, null);
	}

	/**
	 * Sends a message.
	 * @param frames the message
	 * @param request the request that it belongs to, {@code null} for none in hand
	 * @return whether it has to wait, which one that is not kept never does
	 */
	private boolean mustWait(byte[][] frames, @Nullable InboundRequest request) {
		SendResult result = this.loop.send(frames);
		if (result == SendResult.UNROUTABLE) {
			this.listener.dropped(this.name, DropReason.UNROUTABLE, frames);
		}
		if (result != SendResult.FULL) {
			return false;
		}
		boolean waits = request != null && isKept(request);
		if (!waits && this.server) {
			this.listener.dropped(this.name, DropReason.HIGH_WATER_MARK, frames);
		}
		return waits;
	}

	/**
	 * Whether an answer is not dropped where its client takes nothing for now: its own
	 * items have come before, or those of another reply to the same client.
	 */
	private boolean isKept(InboundRequest request) {
		return !this.server || request.items() != null || this.inHand.hasStream(request)
				&& this.kept < this.limits.capacity() && this.keptBytes + size(request) <= this.limits.maxSize();
	}

	private static long size(InboundRequest answered) {
		return MessageCodec.bytes(answered.answerFrames());
	}

	private void await(InboundRequest request) {
		if (request.waitsIn == null) {
			Deque<InboundRequest> place = this.waiting.computeIfAbsent(place(request), (key) -> new ArrayDeque<>());
			place.add(request);
			request.waitsIn = place;
			keep(request);
		}
		awaitRoom();
	}

	private ByteBuffer place(InboundRequest request) {
		if (this.server) {
			return ByteBuffer.wrap(request.frames()[0]);
		}
		return (request.items() != null) ? ITEMS : ANSWERS;
	}

	/** An answer that waits for its client leaves the place to the requests of others. */
	private void keep(InboundRequest request) {
		if (this.server && request.isAnswered() && request.items() == null) {
			request.kept = true;
			this.kept++;
			this.keptBytes += size(request);
			request.connection().places().vacate(request);
		}
	}

	private void taken(InboundRequest request) {
		request.waitsIn = null;
		if (request.kept) {
			request.kept = false;
			this.kept--;
			this.keptBytes -= size(request);
		}
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
		sendWaiting();
	}

	/** Sends what waits, as far as the connection takes it. */
	void sendWaiting() {
		try {
			for (ByteBuffer key : List.copyOf(this.waiting.keySet())) {
				Deque<InboundRequest> place = this.waiting.get(key);
				if (place != null) {
					sendWaiting(place);
				}
				if (place != null && place.isEmpty()) {
					this.waiting.remove(key);
				}
			}
		}
		finally {
			if (!this.waiting.isEmpty()) {
				awaitRoom();
			}
		}
	}

	/** Replies with items take turns. */
	private void sendWaiting(Deque<InboundRequest> place) {
		for (int i = place.size(); i > 0 && isReachable(); i--) {
			InboundRequest request = place.remove();
			taken(request);
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
		taken(request);
		return place != null && place.remove(request);
	}

}
