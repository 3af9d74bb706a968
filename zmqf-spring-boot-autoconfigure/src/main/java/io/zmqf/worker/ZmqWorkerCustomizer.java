package io.zmqf.worker;

/**
 * A customizer of the settings of workers and servers. It is applied after the
 * configuration properties.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqWorkerCustomizer {

	/**
	 * Customizes settings.
	 * @param settings the settings, of a worker or a server depending on their type
	 * @return the settings to use
	 */
	WorkerSettings customize(WorkerSettings settings);

}
