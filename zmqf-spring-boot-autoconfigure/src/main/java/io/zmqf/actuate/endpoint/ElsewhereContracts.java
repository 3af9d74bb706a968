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
 * The contracts of events that other nodes handle. They are queried on demand.
 *
 * @param local the nodes of the application
 * @param clients supplies the clients that are connected to other applications
 */
record ElsewhereContracts(LocalNodes local, Supplier<List<RequestClient>> clients) {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Queries all nodes for a contract, and waits at most a few seconds.
	 * @param event the name of the event
	 * @return an AsyncAPI document with this event, or {@code null} if no node returns
	 * one
	 */
	@Nullable JsonNode of(String event) {
		byte[] data = JsonMapper.shared().writeValueAsBytes(event);
		DeadlineFutures deadlines = new DeadlineFutures(TIMEOUT.plusSeconds(1));
		List<Supplier<@Nullable Collection<byte @Nullable []>>> all = new ArrayList<>();
		Router router = this.local.router();
		if (router != null) {
			all.add(deadlines.limit(router.queryWorkers(Events.CONTRACT, data, TIMEOUT).thenApply(Map::values)));
		}
		for (RequestClient client : this.clients.get()) {
			all.add(deadlines.limit(query(client, data)));
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

	private static CompletableFuture<Collection<byte @Nullable []>> query(RequestClient client, byte[] data) {
		try {
			return client.event(Events.CONTRACT)
				.data(data)
				.timeout(TIMEOUT)
				.gatherAsync(byte[].class)
				.thenApply(Gathered::replies)
				.thenApply(Map::values);
		}
		catch (ZmqException ex) { // the peer does not support requests to all nodes
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
			return null; // from another library
		}
	}

}
