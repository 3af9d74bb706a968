package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.zmqf.message.JsonData;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqMalformedReplyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The future of the answers of all nodes. They are collected on the event loop.
 *
 * @param <T> the type of the replies
 */
final class GatheredFuture<T> extends OutcomeFuture<Gathered<T>> {

	private final JsonData json;

	private final Type type;

	private final int maxAnswers;

	/** The maximum size of the answers that were not consumed, in bytes. */
	private final long maxBytes;

	/**
	 * The consumer of each answer, called on the event loop; {@code null} to collect the
	 * answers.
	 */
	private final @Nullable Consumer<GatheredItem<T>> each;

	private final List<GatheredItem<T>> items = new ArrayList<>();

	/** The number of received answers. Owned by the event loop. */
	private int count;

	/** The size of the answers that were not consumed, in bytes. */
	private final AtomicLong held = new AtomicLong();

	GatheredFuture(ClientContext context, Type type, RequestObserver.Observed observed,
			@Nullable Consumer<GatheredItem<T>> each) {
		super(context, observed);
		this.json = context.json();
		this.type = type;
		this.maxAnswers = context.settings().limits().highWaterMark();
		this.maxBytes = context.memory().peer();
		this.each = each;
	}

	@Override
	public @Nullable String item(byte[][] frames) {
		GatheredItem<T> item = new GatheredItem<>(frames, this.json, this.type, this.held);
		if (++this.count > this.maxAnswers) {
			return "it has more than " + this.maxAnswers + " replies, the limit of zmqf.high-water-mark";
		}
		if (this.held.get() > this.maxBytes) {
			return "its replies take more than " + this.maxBytes + " bytes, the limit of zmqf.memory.peer";
		}
		if (this.each != null) {
			this.each.accept(item);
		}
		else {
			this.items.add(item);
		}
		return null;
	}

	@Override
	@SuppressWarnings("NullAway") // the decoded data can be null
	Gathered<T> read(byte[][] received) {
		byte[] data = (byte[]) request().read(received, byte[].class);
		Map<String, NodeReply<T>> answers = new LinkedHashMap<>();
		Set<String> missing = new LinkedHashSet<>();
		for (String node : addressees(data)) {
			missing.add(node);
		}
		for (GatheredItem<T> item : this.items) {
			NodeReply<T> answer = item.read();
			answers.put(answer.node(), answer);
			missing.remove(answer.node());
		}
		Map<String, @Nullable T> replies = new LinkedHashMap<>();
		Map<String, Problem> problems = new LinkedHashMap<>();
		answers.forEach((node, answer) -> {
			if (answer.problem() != null) {
				problems.put(node, answer.problem());
			}
			else {
				replies.put(node, answer.data());
			}
		});
		return new Gathered<>(replies, problems, missing);
	}

	private List<String> addressees(byte @Nullable [] data) {
		try {
			List<String> addressees = new ArrayList<>();
			for (JsonNode node : (ArrayNode) JsonMapper.shared().readTree(data).path("asked")) {
				addressees.add(node.asString());
			}
			return addressees;
		}
		catch (JacksonException | ClassCastException ex) {
			throw new ZmqMalformedReplyException(request().event(), request().endpoint(),
					"the end of the replies does not list the workers", ex);
		}
	}

}
