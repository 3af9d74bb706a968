package io.zmqf.message;

/**
 * Thrown by a handler to reply with a problem. All other exceptions of a handler become
 * {@link ProblemType#HANDLER_FAILED} without their message.
 *
 * @since 0.1.0
 */
public class ProblemException extends RuntimeException {

	private final Problem problem;

	public ProblemException(Problem problem) {
		this(problem, null);
	}

	public ProblemException(Problem problem, @org.jspecify.annotations.Nullable Throwable cause) {
		super(problem.summary(), cause);
		this.problem = problem;
	}

	/**
	 * Returns the problem to send to the caller.
	 * @return the problem
	 */
	public Problem getProblem() {
		return this.problem;
	}

}
