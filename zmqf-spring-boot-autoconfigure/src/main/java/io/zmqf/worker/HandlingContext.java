package io.zmqf.worker;

/**
 * The context of a handler's call, such as its trace, for work after the handler has
 * returned. A handler provides it by a future reply that implements this interface.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandlingContext {

	/**
	 * Runs work in the context.
	 * @param work the work, such as writing a log message
	 */
	void run(Runnable work);

}
