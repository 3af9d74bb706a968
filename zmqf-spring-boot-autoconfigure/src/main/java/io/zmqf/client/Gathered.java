package io.zmqf.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.zmqf.message.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The answers of all workers of an event, by node id. Each node that received the request
 * is in exactly one of the three collections.
 *
 * @param <T> the type of the replies
 * @param replies the data of the replies, {@code null} for a reply without data
 * @param problems the problems of the nodes that failed, or whose reply did not fit the
 * type
 * @param missing the nodes that were lost or did not answer in time
 * @since 0.1.0
 */
public record Gathered<T>(Map<String, @Nullable T> replies, Map<String, Problem> problems, Set<String> missing) {

	public Gathered {
		replies = Collections.unmodifiableMap(new LinkedHashMap<>(replies));
		problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
		missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
	}

	/**
	 * Whether every node that received the request has replied.
	 * @return {@code false} if there are problems or missing nodes
	 */
	public boolean isComplete() {
		return this.problems.isEmpty() && this.missing.isEmpty();
	}

}
