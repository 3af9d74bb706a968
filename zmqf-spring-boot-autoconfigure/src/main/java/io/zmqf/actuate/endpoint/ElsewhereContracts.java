package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.client.Gathered;
import io.zmqf.client.RequestClient;
import io.zmqf.message.Events;
import io.zmqf.message.ZmqException;
import io.zmqf.router.Router;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contracts of events that other nodes answer, which are asked for them.
 *
 * @param local the nodes of the application
 * @param clients the clients that are connected to nodes elsewhere
 */
record ElsewhereContracts(LocalNodes local, Supplier<List<RequestClient>> clients) {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Asks all nodes, and waits a few seconds at most.
	 * @param event the name of the event
	 * @return an AsyncAPI document with this event, {@code null} where nobody answers
	 * with one
	 */
	@Nullable JsonNode of(String event) {
		byte[] data = JsonMapper.shared().writeValueAsBytes(event);
		Questions questions = new Questions(TIMEOUT.plusSeconds(1));
		List<Supplier<@Nullable Collection<byte @Nullable []>>> all = new ArrayList<>();
		Router router = this.local.router();
		if (router != null) {
			all.add(questions.ask(router.askWorkers(Events.CONTRACT, data, TIMEOUT).thenApply(Map::values)));
		}
		for (RequestClient client : this.clients.get()) {
			all.add(questions.ask(ask(client, data)));
		}
		return all.stream()
			.map(Supplier::get)
			.filter(Objects::nonNull)
			.flatMap(Collection::stream)
			.map((json) -> read(json, event))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static CompletableFuture<Collection<byte @Nullable []>> ask(RequestClient client, byte[] data) {
		try {
			return client.event(Events.CONTRACT)
				.data(data)
				.timeout(TIMEOUT)
				.gatherAsync(byte[].class)
				.thenApply(Gathered::replies)
				.thenApply(Map::values);
		}
		catch (ZmqException ex) { // its peer knows no requests to all
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static @Nullable JsonNode read(byte @Nullable [] json, String event) {
		if (json == null) {
			return null;
		}
		try {
			JsonNode document = JsonMapper.shared().readTree(json);
			return document.path("channels").has(event) ? document : null;
		}
		catch (JacksonException ex) {
			return null; // not of this library
		}
	}

}
