package io.zmqf.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.zmqf.client.Gathered;
import io.zmqf.message.Events;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints the load of all workers once per interval, until the process is ended. */
final class WatchCommand {

	private WatchCommand() {
	}

	static int run(Arguments arguments, Output output) throws IOException {
		Duration interval = arguments.duration("--interval", Duration.ofSeconds(1));
		int count = arguments.number("--count", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
		try (Connection connection = Connection.open(arguments)) {
			arguments.end();
			Sums before = new Sums();
			long lastTime = System.nanoTime();
			before.add(GatheredJson.query(connection, Events.STATS));
			for (int i = 0; i < count; i++) {
				Thread.sleep(interval.toMillis());
				Sums now = new Sums();
				long time = System.nanoTime();
				Gathered<JsonNode> gathered = GatheredJson.query(connection, Events.STATS);
				now.add(gathered);
				output.printLine(now.since(before, (time - lastTime) / 1e9, gathered));
				before = now;
				lastTime = time;
			}
			return Command.OK;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Command.OK;
		}
	}

	/**
	 * The sums over all workers and servers. Routers are left out, because they count the
	 * same requests again.
	 */
	private static final class Sums {

		private final Map<String, Long> requests = new HashMap<>();

		private final Map<String, ObjectNode> events = new TreeMap<>();

		void add(Gathered<JsonNode> gathered) {
			gathered.replies().forEach((id, stats) -> {
				if (stats != null && !stats.path("type").asString().equals("router")) {
					stats.path("events").forEach((event) -> add(id, event));
				}
			});
		}

		private void add(String node, JsonNode event) {
			String name = event.path("event").asString();
			this.requests.put(node + " " + name, event.path("requests").asLong());
			ObjectNode sum = this.events.computeIfAbsent(name, (key) -> Output.object());
			for (String part : new String[] { "in_flight", "waiting", "abandoned" }) {
				sum.put(part, sum.path(part).asInt() + event.path(part).asInt());
			}
			sum.put("p99", Math.max(sum.path("p99").asDouble(), event.path("p99").asDouble()));
			long errors = 0;
			for (JsonNode number : event.path("errors")) {
				errors += number.asLong();
			}
			sum.put("errors", sum.path("errors").asLong() + errors);
		}

		ObjectNode since(Sums before, double seconds, Gathered<?> gathered) {
			Map<String, Long> answered = new HashMap<>();
			this.requests.forEach((key, number) -> {
				long difference = Math.max(0, number - before.requests.getOrDefault(key, number));
				answered.merge(key.substring(key.indexOf(' ') + 1), difference, Long::sum);
			});
			ObjectNode result = Output.object();
			ObjectNode all = result.putObject("events");
			this.events.forEach((name, sum) -> all.putObject(name)
				.put("rate", Math.round(10 * answered.getOrDefault(name, 0L) / seconds) / 10.0)
				.setAll(sum));
			gathered.missing().forEach(result.putArray("missing")::add);
			return result;
		}

	}

}
