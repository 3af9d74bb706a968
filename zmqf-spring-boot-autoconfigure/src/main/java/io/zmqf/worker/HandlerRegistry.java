package io.zmqf.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.zmqf.info.EventMeter;
import io.zmqf.message.Events;
import io.zmqf.message.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The registry of handlers by event. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HandlerRegistry {

	/** The registrations by the frame of their event. */
	private final Map<byte[], Registration> handlers = new ConcurrentSkipListMap<>(Arrays::compare);

	private final UnaryOperator<RequestHandler> wrapping;

	/**
	 * The handlers to register when their predecessor is removed, by event. Guarded by
	 * {@code this}.
	 */
	private final Map<String, List<RequestHandler>> successors = new HashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/** The functions that wait for the requests of removed handlers. */
	private final List<Function<Set<Registration>, CompletableFuture<Void>>> waits = new CopyOnWriteArrayList<>();

	/** Creates a registry that does not wrap its handlers. */
	public HandlerRegistry() {
		this(UnaryOperator.identity());
	}

	/**
	 * Creates a registry.
	 * @param wrapping the function that wraps each handler, such as for observation
	 */
	public HandlerRegistry(UnaryOperator<RequestHandler> wrapping) {
		this.wrapping = wrapping;
	}

	/**
	 * Registers a handler.
	 * @param event the event of its requests
	 * @param handler the handler
	 * @throws IllegalArgumentException if the event cannot have a handler
	 * @throws IllegalStateException if the event already has a handler; the message names
	 * both
	 */
	public void register(String event, RequestHandler handler) {
		Registration other = this.handlers.putIfAbsent(MessageCodec.eventBytes(Events.requireUsable(event)),
				registration(event, handler));
		if (other != null) {
			throw new IllegalStateException("Two handlers for event '" + event + "': " + other.handler().description()
					+ " and " + handler.description() + ". An event has only one handler");
		}
		changed();
	}

	private void changed() {
		this.listeners.forEach(Runnable::run);
	}

	private Registration registration(String event, RequestHandler handler) {
		return new Registration(event, this.wrapping.apply(CancelledHandler.of(handler)), handler.isBlocking(),
				handler.isBlocking() && handler.isInterruptible(), handler.isStreaming(), new AtomicInteger(),
				new Pace(), new EventMeter(System.nanoTime()));
	}

	/**
	 * Registers a handler that replaces the present handler of an event when that is
	 * removed. If the event has no handler, the new one is registered immediately.
	 * @param event the event of both handlers
	 * @param handler the handler
	 */
	public synchronized void registerSuccessor(String event, RequestHandler handler) {
		if (this.handlers.containsKey(MessageCodec.eventBytes(event))) {
			this.successors.computeIfAbsent(event, (key) -> new ArrayList<>()).add(handler);
		}
		else {
			register(event, handler);
		}
	}

	/**
	 * Adds a listener to changes of the registry.
	 * @param listener the callback, which runs after each change on the thread that makes
	 * it
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Adds a function that waits for the requests of removed handlers.
	 * @param wait the function, whose future completes when no request of the removed
	 * handlers is in flight
	 */
	void onRemoval(Function<Set<Registration>, CompletableFuture<Void>> wait) {
		this.waits.add(wait);
	}

	/**
	 * Removes handlers and waits for their requests in flight. Further requests of their
	 * events go to successors, or have no handler.
	 * @param removed the handlers by event, which may be successors that are not
	 * registered yet
	 * @param timeout the maximum time to wait
	 */
	public void unregister(Map<String, RequestHandler> removed, Duration timeout) {
		Set<Registration> registrations = Collections.newSetFromMap(new IdentityHashMap<>());
		removed.forEach((event, handler) -> {
			Registration registration = remove(event, handler);
			if (registration != null) {
				registrations.add(registration);
			}
		});
		if (!registrations.isEmpty()) {
			changed();
			CompletableFuture
				.allOf(this.waits.stream().map((wait) -> wait.apply(registrations)).toArray(CompletableFuture[]::new))
				.completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS)
				.join();
		}
	}

	private synchronized @Nullable Registration remove(String event, RequestHandler handler) {
		List<RequestHandler> waiting = this.successors.computeIfAbsent(event, (key) -> new ArrayList<>());
		if (waiting.remove(handler) || !this.handlers.containsKey(MessageCodec.eventBytes(event))) {
			return null;
		}
		return waiting.isEmpty() ? this.handlers.remove(MessageCodec.eventBytes(event))
				: this.handlers.put(MessageCodec.eventBytes(event), registration(event, waiting.remove(0)));
	}

	/**
	 * Returns the events that have a handler.
	 * @return the current events, sorted by name
	 */
	public Set<String> events() {
		return this.handlers.values().stream().map(Registration::event).collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the descriptions of the handlers.
	 * @return the descriptions by event
	 */
	public Map<String, String> descriptions() {
		Map<String, String> descriptions = new TreeMap<>();
		this.handlers.values().forEach((each) -> descriptions.put(each.event(), each.handler().description()));
		return descriptions;
	}

	/** Returns all registrations, sorted by event. */
	List<Registration> registrations() {
		return this.handlers.values().stream().sorted(Comparator.comparing(Registration::event)).toList();
	}

	/**
	 * Finds the handler of a request.
	 * @param frame the frame of the request's event
	 * @return the registration, or {@code null} if the event has no handler
	 */
	@Nullable Registration find(byte[] frame) {
		return this.handlers.get(frame);
	}

	/**
	 * The registration of a handler.
	 *
	 * @param event the event
	 * @param handler the handler to call
	 * @param blocking {@code true} if the handler may block and runs on the executor
	 * @param interruptible {@code true} if its thread is interrupted when the request is
	 * cancelled
	 * @param streaming {@code true} if it may reply with a stream of items
	 * @param overdue the number of its threads that still run after the end of their
	 * request
	 * @param pace the recent duration of the handler
	 * @param meter the meter of its replies
	 */
	record Registration(String event, RequestHandler handler, boolean blocking, boolean interruptible,
			boolean streaming, AtomicInteger overdue, Pace pace, EventMeter meter) {
	}

}
