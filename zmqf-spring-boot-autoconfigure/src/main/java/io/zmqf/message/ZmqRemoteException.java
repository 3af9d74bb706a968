package io.zmqf.message;

/**
 * The peer answered that it can't answer the request.
 *
 * @since 0.1.0
 */
public class ZmqRemoteException extends ZmqException {

	private final Problem problem;

	public ZmqRemoteException(String event, String endpoint, Problem problem) {
		super("'" + event + "' failed at " + endpoint + ": " + problem.summary(), event, endpoint, null);
		this.problem = problem;
	}

	/**
	 * What the peer said.
	 * @return the problem, as far as it could be read
	 */
	public Problem getProblem() {
		return this.problem;
	}

	/**
	 * The status of the problem.
	 * @return a number as HTTP has them, such as 404 where nobody handles the event
	 */
	public int getStatus() {
		return this.problem.status();
	}

	/**
	 * Whether the problem is of one of the protocol's own types.
	 * @param type the type to compare with
	 * @return {@code true} where it is that one
	 */
	public boolean is(ProblemType type) {
		return type.uri().equals(this.problem.type());
	}

}
