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
 * How a node does: the answer to {@code zmqf.stats}. In JSON its names have underscores.
 *
 * @param id the id of the node, as in {@link NodeInfo}
 * @param type {@code worker}, {@code server} or {@code router}
 * @param time the time of the measurement
 * @param inFlight the requests that are handled, or that a router's workers have
 * @param waiting the requests that wait for a thread, or in a router for a worker
 * @param capacity the requests that it takes at once, a router's workers together
 * @param abandoned the requests whose handlers still run although nobody waits
 * @param events its events, by name
 * @param workers the workers that a router knows, none for others
 * @since 0.1.0
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NodeStats(String id, String type, Instant time, int inFlight, int waiting, int capacity, int abandoned,
		List<EventStats> events, List<WorkerLoad> workers) {

	/**
	 * Reads an answer.
	 * @param json the data of a reply to {@code zmqf.stats}
	 * @return what it says
	 * @throws tools.jackson.core.JacksonException if it is anything else
	 */
	public static NodeStats fromJson(byte[] json) {
		return JsonMapper.shared().readValue(json, NodeStats.class);
	}

	/**
	 * Writes the answer.
	 * @return JSON in UTF-8
	 */
	public byte[] toJson() {
		return JsonMapper.shared().writeValueAsBytes(this);
	}

	/**
	 * Counts the requests of all events but of questions such as {@code zmqf.stats}.
	 * @return the requests that had an answer since the beginning
	 */
	public long answered() {
		return this.events.stream()
			.filter((event) -> !Events.isQuestion(event.event()))
			.mapToLong(EventStats::requests)
			.sum();
	}

	/**
	 * The requests of one event. Rate, percentiles and the slowest one are those of a
	 * window, which ends now: about 10 to 20 seconds where somebody looks all the time,
	 * and since the last look, or the beginning, where nobody does.
	 *
	 * @param event its name
	 * @param requests the requests that had an answer since the beginning
	 * @param errors the number of those with a problem, by its status
	 * @param window the length of the window in seconds
	 * @param rate the requests a second that had an answer in the window
	 * @param inFlight the requests that are handled, or that workers have
	 * @param waiting the requests that wait
	 * @param abandoned the requests whose handlers still run although nobody waits
	 * @param p50 the time in milliseconds from arrival to answer within which half of the
	 * requests had theirs, within 7 percent; 0 where there were none
	 * @param p99 the same for 99 of 100 requests
	 * @param slowest the slowest request, {@code null} where there were none
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record EventStats(String event, long requests, Map<String, Long> errors, double window, double rate,
			int inFlight, int waiting, int abandoned, double p50, double p99, @Nullable SlowRequest slowest) {
	}

	/**
	 * A request that took long.
	 *
	 * @param time the time in milliseconds from arrival to answer
	 * @param ended the time of its answer
	 * @param trace the id of its trace, {@code null} where its sender named none
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record SlowRequest(double time, Instant ended, @Nullable String trace) {
	}

	/**
	 * A worker as its router sees it, also one that says nothing itself.
	 *
	 * @param id the id of the node with its session, or whatever it is addressed by
	 * @param events the events that it handles, {@code null} if it did not name them
	 * @param inFlight the requests that it has
	 * @param capacity the requests that it takes at once
	 * @param leaving {@code true} if it takes no more requests
	 * @param requests the requests that it was given since it came
	 */
	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	public record WorkerLoad(String id, @Nullable List<String> events, int inFlight, int capacity, boolean leaving,
			long requests) {
	}

}
