package io.zmqf.client;

/**
 * Changes the settings of clients, after the properties.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqClientCustomizer {

	/**
	 * Changes settings.
	 * @param settings the settings of the client that their name tells
	 * @return the settings to use
	 */
	ClientSettings customize(ClientSettings settings);

}
