package io.zmqf.worker;

/**
 * The context in which a handler ran, such as its trace, for what is reported or done
 * after it has returned. A handler's answer that implements it has such a context.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandlingContext {

	/**
	 * Runs something in the context.
	 * @param work the work, such as a report in the log
	 */
	void run(Runnable work);

}
