package io.zmqf.test;

import java.util.List;

import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The items of a {@link MockZmqServer}'s reply. The stream ends after them unless one of
 * these methods is called. A client that does not support streams receives the items as
 * an array, or only the response of the called method.
 *
 * @since 0.1.0
 */
public final class MockItems {

	private final List<byte[]> items;

	private final String event;

	private volatile RequestExpectation.@Nullable Response next;

	MockItems(List<byte[]> items, String event) {
		this.items = items;
		this.event = event;
	}

	/**
	 * Ends the stream with a problem.
	 * @param problem the problem
	 */
	public void thenProblem(Problem problem) {
		this.next = (exchange) -> exchange.problem(problem);
	}

	/**
	 * Ends the stream with a problem of the protocol.
	 * @param type the type of the problem
	 */
	public void thenProblem(ProblemType type) {
		thenProblem(type.of(this.event, null));
	}

	/** Sends nothing after the items, so that the client times out. */
	public void thenNothing() {
		this.next = (exchange) -> {
		};
	}

	/** Closes the connection after the items, and accepts a new one. */
	public void thenLoseConnection() {
		this.next = MockExchange::loseConnection;
	}

	List<byte[]> items() {
		return this.items;
	}

	/**
	 * Returns the response after the items, or {@code null} for the end of the stream.
	 */
	RequestExpectation.@Nullable Response next() {
		return this.next;
	}

}
