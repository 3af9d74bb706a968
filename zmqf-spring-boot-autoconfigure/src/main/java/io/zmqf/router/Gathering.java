package io.zmqf.router;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.message.GatheredItem;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.StreamTerms;
import org.jspecify.annotations.Nullable;

/**
 * A request to all workers of an event: each has a part of it, and each answer is passed
 * on as it comes. Belongs to the backend's loop.
 */
final class Gathering {

	/** The memory of a part that waits or is in flight, about. */
	static final int PART_BYTES = 320;

	private final RoutedRequest request;

	/** By node id, in the order in which the workers came. */
	private final Set<String> asked = new LinkedHashSet<>();

	/** The parts without an answer, with the node that each is for. */
	private final Map<RoutedRequest, String> open = new LinkedHashMap<>();

	private final List<String> missing = new ArrayList<>();

	/** The answers that the client has not room for yet, by node id. */
	private final Map<String, byte[][]> unsent = new LinkedHashMap<>();

	/** How many more answers the client takes, -1 without a limit. */
	private int credit;

	/** The memory of the request, of its parts and of the answers that wait. */
	private long bytes;

	Gathering(RoutedRequest request, int parts) {
		this.request = request;
		this.credit = request.answerCredit();
		this.bytes = bytes(request, parts);
	}

	/** The memory of a request with so many parts, before there are answers. */
	static long bytes(RoutedRequest request, int parts) {
		return request.bytes() + (long) PART_BYTES * parts;
	}

	long bytes() {
		return this.bytes;
	}

	RoutedRequest request() {
		return this.request;
	}

	/** A part for a worker; two sessions of a node have more of their names. */
	RoutedRequest part(KnownWorker worker) {
		String node = GatheredItem.node(worker.id());
		return part(this.asked.contains(node) ? worker.id() : node);
	}

	/** A part for a node. */
	RoutedRequest part(String node) {
		RoutedRequest part = this.request.part(this);
		this.asked.add(node);
		this.open.put(part, node);
		return part;
	}

	/** The parts without an answer at this moment. */
	List<RoutedRequest> open() {
		return List.copyOf(this.open.keySet());
	}

	/** Whether nobody is waited for, and the client has all answers. */
	boolean isComplete() {
		return this.open.isEmpty() && this.unsent.isEmpty();
	}

	/**
	 * An answer came, which is the next one unless the worker says that its time was up.
	 * Such a worker is missing, and so is one whose answer has to wait without room.
	 * @param part the part that it answers
	 * @param frames the frames of the reply
	 * @param delimiter the index of its empty frame
	 * @param room the bytes that there are for answers that wait
	 */
	void answered(RoutedRequest part, byte[][] frames, int delimiter, long room) {
		String node = this.open.remove(part);
		byte[][] envelope = Arrays.copyOf(this.request.frames(), this.request.delimiter());
		byte[][] item = (node != null) ? GatheredItem.of(frames, delimiter, node, envelope) : null;
		long size = (item != null) ? MessageCodec.bytes(item) : 0;
		if (node != null && item != null && (this.credit != 0 || size <= room)) {
			this.unsent.put(node, item);
			this.bytes += size;
		}
		else if (node != null) {
			this.missing.add(node);
		}
	}

	/** The client takes more answers, together no more than the largest credit. */
	void grant(int answers) {
		if (this.credit >= 0) {
			this.credit = Math.min(this.credit + answers, StreamTerms.MAX_CREDIT);
		}
	}

	/** The next answer that the client takes now, {@code null} for none. */
	byte @Nullable [][] next() {
		Iterator<byte[][]> answers = this.unsent.values().iterator();
		if (this.credit == 0 || !answers.hasNext()) {
			return null;
		}
		byte[][] next = answers.next();
		answers.remove();
		this.bytes -= MessageCodec.bytes(next);
		this.credit -= (this.credit > 0) ? 1 : 0;
		return next;
	}

	/** No answer comes to a part any more. */
	void misses(RoutedRequest part) {
		String node = this.open.remove(part);
		if (node != null) {
			this.missing.add(node);
		}
	}

	/** The end of the request, in whose place it is too late for what is still open. */
	byte[][] end() {
		open().forEach(this::misses);
		this.missing.addAll(this.unsent.keySet());
		return GatheredItem.end(this.request.frames(), this.request.delimiter(), List.copyOf(this.asked), this.missing);
	}

}
