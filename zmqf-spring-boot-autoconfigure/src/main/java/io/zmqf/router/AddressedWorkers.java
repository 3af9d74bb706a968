package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Workers by their identity: those that announced themselves, chosen by a strategy. */
final class AddressedWorkers implements Workers {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final byte[] NO_DATA = { '{', '}' };

	/** What a worker gets at once that does not say what it takes, as Python's don't. */
	private static final int UNANNOUNCED_CAPACITY = 8;

	private static final int MAX_EVENTS = 10_000;

	private final SocketLoop loop;

	private final RoutingStrategy strategy;

	private final Backend backend;

	private final RouterListener listener;

	private final Map<ByteBuffer, KnownWorker> byIdentity = new LinkedHashMap<>();

	/** Those that take requests of an event, found once for each event. */
	private final Map<String, List<KnownWorker>> byEvent = new LinkedHashMap<>();

	/** What workers announced that may be gone: their like may come again. */
	private final Set<String> everHandled = new HashSet<>();

	private volatile List<KnownWorker> snapshot = List.of();

	AddressedWorkers(SocketLoop loop, RoutingStrategy strategy, Backend backend, RouterListener listener) {
		this.loop = loop;
		this.strategy = strategy;
		this.backend = backend;
		this.listener = listener;
	}

	@Override
	public Dispatch dispatch(RoutedRequest request) {
		while (true) {
			List<KnownWorker> handling = handling(request.event());
			if (handling.isEmpty()) {
				return (isEmpty() || this.everHandled.contains(request.event())) ? Dispatch.NO_WORKER
						: Dispatch.NO_HANDLER;
			}
			SendResult result = SendResult.FULL;
			List<KnownWorker> candidates = withRoom(handling);
			while (result == SendResult.FULL && !candidates.isEmpty()) {
				KnownWorker chosen = chosen(request, candidates);
				result = this.loop.send(request.framesFor(chosen.identity(), this.loop.now()));
				switch (result) {
					case SENT -> {
						request.worker = chosen;
						chosen.take(request);
					}
					case FULL -> candidates = without(chosen, candidates);
					case UNROUTABLE -> lose(chosen, "it can't be reached");
				}
			}
			if (result != SendResult.UNROUTABLE) {
				return (result == SendResult.SENT) ? Dispatch.SENT : Dispatch.BUSY;
			}
		}
	}

	private static List<KnownWorker> without(KnownWorker worker, List<KnownWorker> workers) {
		return workers.stream().filter((other) -> other != worker).toList();
	}

	private KnownWorker chosen(RoutedRequest request, List<KnownWorker> candidates) {
		if (this.strategy.choose(request.event(), candidates) instanceof KnownWorker worker
				&& candidates.contains(worker)) {
			return worker;
		}
		throw new IllegalStateException(
				"The routing strategy " + this.strategy + " chose a worker that is no candidate");
	}

	private List<KnownWorker> handling(String event) {
		List<KnownWorker> known = this.byEvent.get(event);
		if (known != null) {
			return known;
		}
		List<KnownWorker> found = new ArrayList<>();
		boolean named = false;
		for (KnownWorker worker : this.byIdentity.values()) {
			if (worker.isAvailable() && worker.handles(event)) {
				found.add(worker);
				named |= worker.names(event);
			}
		}
		if (named) { // what clients invent must not be kept
			this.byEvent.put(event, found);
		}
		return found;
	}

	/** Asked for at each reply while requests wait, with no worker in it mostly. */
	private static List<KnownWorker> withRoom(List<KnownWorker> workers) {
		int count = 0;
		for (KnownWorker worker : workers) {
			count += worker.hasRoom() ? 1 : 0;
		}
		if (count == workers.size()) {
			return workers;
		}
		if (count == 0) {
			return List.of();
		}
		List<KnownWorker> free = new ArrayList<>(count);
		for (KnownWorker worker : workers) {
			if (worker.hasRoom()) {
				free.add(worker);
			}
		}
		return free;
	}

	private boolean isEmpty() {
		return this.byIdentity.values().stream().noneMatch(KnownWorker::isAvailable);
	}

	@Override
	public boolean isNoneFor(String event) {
		return handling(event).isEmpty();
	}

	@Override
	public int replyAddresses() {
		return 2;
	}

	@Override
	public boolean isFrom(RoutedRequest request, byte[][] reply) {
		return request.worker != null && Arrays.equals(request.worker.identity(), reply[0]);
	}

	@Override
	public void release(RoutedRequest request) {
		if (request.worker != null) {
			request.worker.release(request);
			request.worker = null;
		}
	}

	@Override
	public void control(byte[][] frames, String event) {
		if (event.equals(Events.READY)) {
			ready(frames[0], (frames.length > 3) ? frames[3] : Message.NO_DATA);
		}
		else if (!event.equals(Events.BYE)) {
			throw new MalformedMessageException("'" + event + "' is nothing that a worker says", null);
		}
		else {
			say(frames[0], Events.BYE); // the worker may close once it has read this
			KnownWorker worker = this.byIdentity.get(ByteBuffer.wrap(frames[0]));
			if (worker != null && worker.isAvailable()) {
				worker.leaves();
				changed();
				this.listener.workerLeft(worker.id(), "it said goodbye");
				this.backend.workerLeft();
			}
		}
	}

	private void ready(byte[] identity, byte[] data) {
		JsonNode announced = parse(data);
		Set<String> events = new LinkedHashSet<>();
		for (JsonNode event : announced.path("events")) {
			if (event.isString() && events.size() < MAX_EVENTS) {
				events.add(event.stringValue());
			}
		}
		if (this.everHandled.size() + events.size() <= MAX_EVENTS) {
			this.everHandled.addAll(events);
		}
		KnownWorker before = before(identity, announced.path("connection").asLong(0));
		say(identity, Events.WELCOME);
		join(identity, announced.has("events") ? events : null, Math.max(1, announced.path("capacity").asInt(1)));
		if (before != null) {
			giveBack(before);
		}
		this.backend.offerWaiting();
	}

	/**
	 * A worker may be back by a new connection before its old one is known to be lost:
	 * what was sent by that one may never have come to it, nor its replies to this.
	 * @return what the worker was by its old connection, {@code null} where it has none
	 */
	private @Nullable KnownWorker before(byte[] identity, long connection) {
		KnownWorker known = this.byIdentity.get(ByteBuffer.wrap(identity));
		boolean anew = known != null && known.connection != connection && known.connection != 0;
		if (known != null && anew) {
			forget(known, "it connected anew");
		}
		this.byIdentity.computeIfAbsent(ByteBuffer.wrap(identity),
				(key) -> new KnownWorker(identity)).connection = connection;
		return anew ? known : null;
	}

	private void say(byte[] identity, String event) {
		this.loop.send(new byte[][] { identity, MessageCodec.DELIMITER, MessageCodec.eventBytes(event), NO_DATA });
	}

	private void join(byte[] identity, @Nullable Set<String> events, int capacity) {
		KnownWorker worker = this.byIdentity.computeIfAbsent(ByteBuffer.wrap(identity),
				(key) -> new KnownWorker(identity));
		boolean joins = !worker.isAvailable() || worker.capacity() == 0;
		worker.announced(events, capacity);
		changed();
		if (joins) {
			this.listener.workerJoined(worker.id(), worker.events());
		}
	}

	/** Others may look at the workers while the loop goes on. */
	private void changed() {
		this.byEvent.clear();
		this.snapshot = List.copyOf(this.byIdentity.values());
	}

	@Override
	public List<KnownWorker> snapshot() {
		return this.snapshot;
	}

	private static JsonNode parse(byte[] data) {
		try {
			JsonNode json = JSON.readTree(data);
			if (json != null && json.isObject()) {
				return json;
			}
			throw new MalformedMessageException("the announcement is not a JSON object", null);
		}
		catch (JacksonException ex) {
			throw new MalformedMessageException("the announcement is not JSON", ex);
		}
	}

	@Override
	public void gone(byte[] identity, String reason) {
		KnownWorker worker = this.byIdentity.get(ByteBuffer.wrap(identity));
		if (worker != null) {
			lose(worker, reason);
		}
	}

	@Override
	public void alive(byte[] identity, boolean understandsQuestions) {
		if (this.byIdentity.containsKey(ByteBuffer.wrap(identity))) {
			return;
		}
		if (understandsQuestions) {
			say(identity, Events.READY_QUESTION);
		}
		else {
			join(identity, null, UNANNOUNCED_CAPACITY);
			this.backend.offerWaiting();
		}
	}

	private void lose(KnownWorker worker, String reason) {
		forget(worker, reason);
		giveBack(worker);
	}

	private void forget(KnownWorker worker, String reason) {
		this.byIdentity.remove(ByteBuffer.wrap(worker.identity()));
		changed();
		if (worker.isAvailable()) {
			this.listener.workerLeft(worker.id(), reason);
		}
		worker.leaves();
	}

	private void giveBack(KnownWorker worker) {
		for (RoutedRequest request : worker.requests()) {
			this.backend.workerLost(request);
		}
		this.backend.workerLeft();
	}

}
