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
 * Which handler answers which event. Filled before the worker starts; any thread reads.
 *
 * @since 0.1.0
 */
public final class HandlerRegistry {

	/** By the frame of the event. */
	private final Map<byte[], Registration> handlers = new ConcurrentSkipListMap<>(Arrays::compare);

	private final UnaryOperator<RequestHandler> wrapping;

	/** The handlers that wait for the end of the one before; guarded by this. */
	private final Map<String, List<RequestHandler>> successors = new HashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/** What waits for the requests of handlers that were removed. */
	private final List<Function<Set<Registration>, CompletableFuture<Void>>> waits = new CopyOnWriteArrayList<>();

	/** Creates a registry whose handlers are called as they are. */
	public HandlerRegistry() {
		this(UnaryOperator.identity());
	}

	/**
	 * Creates a registry.
	 * @param wrapping the wrapper of each handler, such as an observer
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
		Registration other = this.handlers.putIfAbsent(MessageCodec.eventBytes(Events.requireUsable(event)),
				registration(event, handler));
		if (other != null) {
			throw new IllegalStateException("Two handlers for event '" + event + "': " + other.handler().description()
					+ " and " + handler.description() + ". An event has one handler");
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
	 * Adds a handler that takes the place of the one that an event has, once that is
	 * removed, or at once where it has been.
	 * @param event the name of the requests that both answer
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
	 * Has a worker told of each change.
	 * @param listener a callback after each change, on the thread that makes it
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Has somebody wait for the requests of handlers that are removed.
	 * @param wait the function that returns, for handlers that were removed, a future
	 * that is completed once no request of theirs is in hand
	 */
	void onRemoval(Function<Set<Registration>, CompletableFuture<Void>> wait) {
		this.waits.add(wait);
	}

	/**
	 * Removes handlers, and waits for the requests that they have. Further requests of
	 * their events are for their successors, or have no handler.
	 * @param removed the handlers, by event, or successors that have not taken their
	 * place yet
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
	 * The events that have a handler.
	 * @return their names at this moment, in their order
	 */
	public Set<String> events() {
		return this.handlers.values().stream().map(Registration::event).collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * What answers which event.
	 * @return the handlers' descriptions, by event
	 */
	public Map<String, String> descriptions() {
		Map<String, String> descriptions = new TreeMap<>();
		this.handlers.values().forEach((each) -> descriptions.put(each.event(), each.handler().description()));
		return descriptions;
	}

	/** All handlers, by event. */
	List<Registration> registrations() {
		return this.handlers.values().stream().sorted(Comparator.comparing(Registration::event)).toList();
	}

	/**
	 * Finds what answers a request.
	 * @param frame the frame of its event
	 * @return the handler with what is known of it, {@code null} where there is none
	 */
	@Nullable Registration find(byte[] frame) {
		return this.handlers.get(frame);
	}

	/**
	 * A handler.
	 *
	 * @param event the event that it answers
	 * @param handler the handler to call
	 * @param blocking {@code true} if it needs a thread of its own
	 * @param interruptible {@code true} if that thread is interrupted once nobody waits
	 * @param streaming {@code true} if it may answer with many items
	 * @param overdue the number of its threads that run although nobody waits for their
	 * request
	 * @param pace the time that it takes
	 * @param meter the meter of its answers
	 */
	record Registration(String event, RequestHandler handler, boolean blocking, boolean interruptible,
			boolean streaming, AtomicInteger overdue, Pace pace, EventMeter meter) {
	}

}
