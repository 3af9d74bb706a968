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
 * A request to all workers of an event. Each worker gets a part, and each answer is
 * forwarded as it arrives. Confined to the backend's loop.
 */
final class Gathering {

	/** The estimated memory of a part that waits or is in flight, in bytes. */
	static final int PART_BYTES = 320;

	private final RoutedRequest request;

	/**
	 * The ids of the nodes that have a part, in the order in which the workers joined.
	 */
	private final Set<String> addressees = new LinkedHashSet<>();

	/** The parts without an answer. The value is the node id. */
	private final Map<RoutedRequest, String> open = new LinkedHashMap<>();

	private final List<String> missing = new ArrayList<>();

	/** The answers for which the client has not granted credit yet, by node id. */
	private final Map<String, byte[][]> unsent = new LinkedHashMap<>();

	/** The number of further answers that the client accepts, or -1 for no limit. */
	private int credit;

	/** The memory of the request, its parts and its unsent answers, in bytes. */
	private long bytes;

	Gathering(RoutedRequest request, int parts) {
		this.request = request;
		this.credit = request.answerCredit();
		this.bytes = bytes(request, parts);
	}

	/** Returns the memory of a request and its parts, without answers. */
	static long bytes(RoutedRequest request, int parts) {
		return request.bytes() + (long) PART_BYTES * parts;
	}

	long bytes() {
		return this.bytes;
	}

	RoutedRequest request() {
		return this.request;
	}

	/**
	 * Creates the part of a worker. A second session of a node is named by its routing
	 * id.
	 */
	RoutedRequest part(KnownWorker worker) {
		String node = GatheredItem.node(worker.id());
		return part(this.addressees.contains(node) ? worker.id() : node);
	}

	/** Creates the part of a node. */
	RoutedRequest part(String node) {
		RoutedRequest part = this.request.part(this);
		this.addressees.add(node);
		this.open.put(part, node);
		return part;
	}

	/** Returns a copy of the parts without an answer. */
	List<RoutedRequest> open() {
		return List.copyOf(this.open.keySet());
	}

	/** Whether no answer is missing and the client has all of them. */
	boolean isComplete() {
		return this.open.isEmpty() && this.unsent.isEmpty();
	}

	/**
	 * Adds the answer to a part. The node counts as missing if its worker reports that
	 * its deadline has passed, or if the answer has to wait and there is no room.
	 * @param part the answered part
	 * @param frames the frames of the reply
	 * @param delimiter the index of its empty frame
	 * @param room the memory left for answers that wait, in bytes
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

	/** Adds credit of the client, up to the maximum credit. */
	void grant(int answers) {
		if (this.credit >= 0) {
			this.credit = Math.min(this.credit + answers, StreamTerms.MAX_CREDIT);
		}
	}

	/**
	 * Removes the next answer that can be sent. Returns {@code null} if there is none or
	 * no credit.
	 */
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

	/** Marks the node of a part as missing. */
	void misses(RoutedRequest part) {
		String node = this.open.remove(part);
		if (node != null) {
			this.missing.add(node);
		}
	}

	/**
	 * Returns the frames that end the request. Nodes whose answers are not sent count as
	 * missing.
	 */
	byte[][] end() {
		open().forEach(this::misses);
		this.missing.addAll(this.unsent.keySet());
		return GatheredItem.end(this.request.frames(), this.request.delimiter(), List.copyOf(this.addressees),
				this.missing);
	}

}
