package io.zmqf.worker;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.zmqf.message.Events;
import io.zmqf.message.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which event. Filled before the worker starts; any thread reads.
 */
public final class HandlerRegistry {

	private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

	private final UnaryOperator<RequestHandler> wrapping;

	/** The frames of the events whose handlers need no thread of their own. */
	private final Set<ByteBuffer> nonBlocking = ConcurrentHashMap.newKeySet();

	/** Creates a registry whose handlers are called as they are. */
	public HandlerRegistry() {
		this(UnaryOperator.identity());
	}

	/**
	 * Creates a registry.
	 * @param wrapping what stands between requests and each handler, such as an observer
	 */
	public HandlerRegistry(UnaryOperator<RequestHandler> wrapping) {
		this.wrapping = wrapping;
	}

	/**
	 * Adds a handler.
	 * @param event the name of the requests that it answers
	 * @param handler the handler
	 * @throws IllegalArgumentException if the event can't be handled
	 * @throws IllegalStateException if it has a handler already; the message names both
	 */
	public void register(String event, RequestHandler handler) {
		RequestHandler other = this.handlers.putIfAbsent(Events.requireUsable(event), this.wrapping.apply(handler));
		if (other != null) {
			throw new IllegalStateException("Two handlers for event '" + event + "': " + other.description() + " and "
					+ handler.description() + ". An event has one handler");
		}
		if (!handler.isBlocking()) {
			this.nonBlocking.add(ByteBuffer.wrap(MessageCodec.eventBytes(event)));
		}
	}

	/**
	 * The events that have a handler.
	 * @return their names, in no order
	 */
	public Set<String> events() {
		return Collections.unmodifiableSet(this.handlers.keySet());
	}

	/**
	 * What answers which event.
	 * @return the handlers' descriptions, by event
	 */
	public Map<String, String> descriptions() {
		Map<String, String> descriptions = new TreeMap<>();
		this.handlers.forEach((event, handler) -> descriptions.put(event, handler.description()));
		return descriptions;
	}

	/** Whether a request can be handled where it arrived. */
	boolean isNonBlocking(byte[] event) {
		return !this.nonBlocking.isEmpty() && this.nonBlocking.contains(ByteBuffer.wrap(event));
	}

	@Nullable RequestHandler find(String event) {
		return this.handlers.get(event);
	}

}
