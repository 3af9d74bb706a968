package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.client.ZmqClient;
import tools.jackson.databind.JsonNode;

/**
 * Threads that send requests in turn, and check that each reply belongs to their own
 * request.
 */
final class Callers {

	private Callers() {
	}

	/**
	 * The outcomes of the requests.
	 *
	 * @param answered the number of correct replies
	 * @param by the number of replies of each worker
	 * @param failures the failures of the others
	 */
	record Outcome(int answered, Map<String, Integer> by, List<String> failures) {
	}

	static Outcome sendRequest(ZmqClient client, int callers, int requests, Executor executor) {
		AtomicInteger next = new AtomicInteger();
		Map<String, Integer> by = new ConcurrentHashMap<>();
		Queue<String> failures = new ConcurrentLinkedQueue<>();
		List<CompletableFuture<Void>> running = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			running.add(CompletableFuture.runAsync(() -> {
				for (int number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
					sendRequest(client, number, by, failures);
				}
			}, executor));
		}
		running.forEach(CompletableFuture::join);
		return new Outcome(by.values().stream().mapToInt(Integer::intValue).sum(), by, List.copyOf(failures));
	}

	private static void sendRequest(ZmqClient client, int number, Map<String, Integer> by, Queue<String> failures) {
		try {
			JsonNode reply = client.request("echo", "request " + number, JsonNode.class);
			if (reply != null && reply.path("echo").asString().equals("request " + number)) {
				by.merge(reply.path("by").asString(), 1, Integer::sum);
			}
			else {
				failures.add("request " + number + " was answered " + reply);
			}
		}
		catch (RuntimeException ex) {
			failures.add("request " + number + ": " + ex);
		}
	}

}
