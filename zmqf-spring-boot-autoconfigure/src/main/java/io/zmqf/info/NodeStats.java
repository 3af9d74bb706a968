package io.zmqf.info;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zmqf.message.Events;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * The statistics of a node: the reply to {@code zmqf.stats}. Names in JSON are in snake
 * case.
 *
 * @param id the id of the node, as in {@link NodeInfo}
 * @param type {@code worker}, {@code server} or {@code router}
 * @param time the time of the measurement
 * @param inFlight the number of requests in flight; those of all workers for a router
 * @param waiting the number of requests that wait for a thread, or for a worker in a
 * router
 * @param capacity the maximum number of requests in flight; that of all workers for a
 * router
 * @param abandoned the number of requests whose handlers still run although their clients
 * no longer wait
 * @param events the statistics of each event, sorted by name
 * @param workers the workers of a router; empty for other nodes
 * @since 0.1.0
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeStats(String id, String type, Instant time, int inFlight, int waiting, int capacity, int abandoned,
		List<EventStats> events, List<WorkerLoad> workers) {

	/**
	 * Parses a reply.
	 * @param json the data of a reply to {@code zmqf.stats}
	 * @return the statistics
	 * @throws tools.jackson.core.JacksonException if the data is anything else
	 */
	public static NodeStats fromJson(byte[] json) {
		return JsonMapper.shared().readValue(json, NodeStats.class);
	}

	/**
	 * Writes the statistics as JSON.
	 * @return the JSON in UTF-8
	 */
	public byte[] toJson() {
		return JsonMapper.shared().writeValueAsBytes(this);
	}

	/**
	 * Returns the number of answered requests, without queries such as
	 * {@code zmqf.stats}.
	 * @return the number since the start of the node
	 */
	public long answered() {
		return this.events.stream()
			.filter((event) -> !Events.isQuery(event.event()))
			.mapToLong(EventStats::requests)
			.sum();
	}

	/**
	 * The statistics of one event. The rate, the percentiles and the slowest request are
	 * those of a window that ends now. If the node is queried continuously, the window
	 * covers about 10 to 20 seconds. Otherwise it begins at the previous query, or at the
	 * start of the node.
	 *
	 * @param event the name of the event
	 * @param requests the number of answered requests since the start of the node
	 * @param errors the number of answers that are problems, by status
	 * @param window the length of the window in seconds
	 * @param rate the number of answered requests per second in the window
	 * @param inFlight the number of requests in flight
	 * @param waiting the number of waiting requests
	 * @param abandoned the number of requests whose handlers still run although their
	 * clients no longer wait
	 * @param p50 the median time from arrival to answer in milliseconds, accurate to 7
	 * percent; 0 if there were no requests
	 * @param p99 the 99th percentile of that time
	 * @param slowest the slowest request, or {@code null} if there were none
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record EventStats(String event, long requests, Map<String, Long> errors, double window, double rate,
			int inFlight, int waiting, int abandoned, double p50, double p99, @Nullable SlowRequest slowest) {
	}

	/**
	 * A slow request.
	 *
	 * @param time the time from arrival to answer in milliseconds
	 * @param ended the time of the answer
	 * @param trace the trace id, or {@code null} if the request has none
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record SlowRequest(double time, Instant ended, @Nullable String trace) {
	}

	/**
	 * The load of a worker as known to its router. It includes workers that do not answer
	 * {@code zmqf.stats}.
	 *
	 * @param id the node id and the session, or the routing id if these are unknown
	 * @param events the events that the worker handles, or {@code null} if it did not
	 * announce them
	 * @param inFlight the number of requests in flight
	 * @param capacity the maximum number of requests in flight
	 * @param leaving {@code true} if the worker accepts no further requests
	 * @param requests the number of requests that were sent to the worker since it
	 * registered
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record WorkerLoad(String id, @Nullable List<String> events, int inFlight, int capacity, boolean leaving,
			long requests) {
	}

}
