package io.zmqf.message;

/**
 * Thrown when the peer replied with a problem.
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
	 * Returns the problem in the reply.
	 * @return the problem, as far as it could be read
	 */
	public Problem getProblem() {
		return this.problem;
	}

	/**
	 * Returns the status of the problem.
	 * @return the status as in HTTP, such as 404 if no node handles the event
	 */
	public int getStatus() {
		return this.problem.status();
	}

	/**
	 * Whether the problem has a type of the protocol.
	 * @param type the type to compare with
	 * @return {@code true} if the problem has this type
	 */
	public boolean is(ProblemType type) {
		return type.uri().equals(this.problem.type());
	}

}
