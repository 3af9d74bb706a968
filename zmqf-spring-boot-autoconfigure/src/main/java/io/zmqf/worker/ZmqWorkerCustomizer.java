package io.zmqf.worker;

/**
 * Changes the settings of workers and servers, after the properties.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqWorkerCustomizer {

	/**
	 * Changes settings.
	 * @param settings the settings of a worker or a server, as its type says
	 * @return the settings to use
	 */
	WorkerSettings customize(WorkerSettings settings);

}
