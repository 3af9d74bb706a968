package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.zmqf.message.JsonData;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqMalformedReplyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answers to a request to all, collected on the loop until their end.
 *
 * @param <T> the type of the replies
 */
final class GatheredFuture<T> extends OutcomeFuture<Gathered<T>> {

	private final JsonData json;

	private final Type type;

	/** Is told of each answer as it comes, on the loop. */
	private final Consumer<GatheredItem<T>> each;

	private final List<GatheredItem<T>> items = new ArrayList<>();

	GatheredFuture(ClientContext context, Type type, RequestObserver.Observed observed,
			Consumer<GatheredItem<T>> each) {
		super(context, observed);
		this.json = context.json();
		this.type = type;
		this.each = each;
	}

	@Override
	public void item(byte[][] frames) {
		GatheredItem<T> item = new GatheredItem<>(frames, this.json, this.type);
		this.items.add(item);
		this.each.accept(item);
	}

	@Override
	@SuppressWarnings("NullAway") // what the data is read as can be null
	Gathered<T> read(byte[][] received) {
		byte[] data = (byte[]) request().read(received, byte[].class);
		Map<String, NodeReply<T>> answers = new LinkedHashMap<>();
		Set<String> missing = new LinkedHashSet<>();
		for (String node : asked(data)) {
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

	private List<String> asked(byte @Nullable [] data) {
		try {
			List<String> asked = new ArrayList<>();
			for (JsonNode node : JsonMapper.shared().readTree(data).path("asked")) {
				asked.add(node.asString());
			}
			return asked;
		}
		catch (JacksonException ex) {
			throw new ZmqMalformedReplyException(request().event(), request().endpoint(),
					"the end does not say who was asked", ex);
		}
	}

}
