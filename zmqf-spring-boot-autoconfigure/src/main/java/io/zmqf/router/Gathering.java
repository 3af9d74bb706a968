package io.zmqf.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.message.GatheredItem;
import org.jspecify.annotations.Nullable;

/**
 * A request to all workers of an event: each has a part of it, and each answer is passed
 * on as it comes. Belongs to the backend's loop.
 */
final class Gathering {

	private final RoutedRequest request;

	/** By node id, in the order in which the workers came. */
	private final Set<String> asked = new LinkedHashSet<>();

	/** The parts without an answer, with the node that each is for. */
	private final Map<RoutedRequest, String> open = new LinkedHashMap<>();

	private final List<String> missing = new ArrayList<>();

	Gathering(RoutedRequest request) {
		this.request = request;
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

	/** Whether nobody is waited for. */
	boolean isComplete() {
		return this.open.isEmpty();
	}

	/**
	 * An answer came.
	 * @param part the part that it answers
	 * @param frames the frames of the reply
	 * @param delimiter the index of its empty frame
	 * @return the item for the client, {@code null} where the worker says that its time
	 * was up, and is missing
	 */
	byte @Nullable [][] answered(RoutedRequest part, byte[][] frames, int delimiter) {
		String node = this.open.remove(part);
		byte[][] item = (node != null) ? GatheredItem.of(frames, delimiter, node, this.request.envelope()) : null;
		if (node != null && item == null) {
			this.missing.add(node);
		}
		return item;
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
		return GatheredItem.end(this.request.frames(), this.request.delimiter(), List.copyOf(this.asked), this.missing);
	}

}
