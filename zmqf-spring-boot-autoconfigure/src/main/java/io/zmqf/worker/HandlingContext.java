package io.zmqf.worker;

/**
 * The context in which a handler ran, such as its trace, for what is reported after it
 * has ended. A handler's answer that implements it has such a context.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandlingContext {

	/**
	 * Runs a report in the context.
	 * @param report the report, such as a line in the log
	 */
	void run(Runnable report);

}
