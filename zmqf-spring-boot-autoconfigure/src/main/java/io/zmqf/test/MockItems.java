package io.zmqf.test;

import java.util.List;

import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The items that a {@link MockZmqServer} replies with, and what follows them: the end of
 * the stream, unless one of these methods says otherwise. A client that takes no stream
 * gets one array, or what follows.
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

	/** Sends nothing more, so that the client times out. */
	public void thenNothing() {
		this.next = (exchange) -> {
		};
	}

	/** Loses the connection in mid-stream, and takes a new one. */
	public void thenLoseConnection() {
		this.next = MockExchange::loseConnection;
	}

	List<byte[]> items() {
		return this.items;
	}

	/** What follows the items, {@code null} for the end of the stream. */
	RequestExpectation.@Nullable Response next() {
		return this.next;
	}

}
