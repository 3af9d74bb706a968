package io.zmqf.client;

/**
 * Customizes the settings of clients after the properties are applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqClientCustomizer {

	/**
	 * Customizes the settings of a client.
	 * @param settings the settings, with the name of the client
	 * @return the settings to use
	 */
	ClientSettings customize(ClientSettings settings);

}
