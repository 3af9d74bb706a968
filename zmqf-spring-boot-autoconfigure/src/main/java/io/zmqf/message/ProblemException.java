package io.zmqf.message;

/**
 * Thrown by a handler to choose what its caller gets to see: the problem is sent as it
 * is. Every other exception of a handler is told as {@link ProblemType#HANDLER_FAILED}
 * without its message.
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
	 * What the caller gets to see.
	 * @return the problem
	 */
	public Problem getProblem() {
		return this.problem;
	}

}
