package io.zmqf.client;

import io.zmqf.message.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one node to a request to all nodes.
 *
 * @param <T> the type of the reply
 * @param node the id of the node
 * @param data the data of the reply, or {@code null} if it has none
 * @param problem the problem that replaces the reply, or {@code null} if there is a reply
 * or the node is missing
 * @param missing {@code true} if the node was lost or did not answer in time
 * @since 0.1.0
 */
public record NodeReply<T>(String node, @Nullable T data, @Nullable Problem problem, boolean missing) {

	/**
	 * Whether the node has replied.
	 * @return {@code false} if there is a problem or the node is missing
	 */
	public boolean isReply() {
		return this.problem == null && !this.missing;
	}

}
