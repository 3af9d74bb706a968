package io.zmqf.router;

/**
 * Changes the settings of the router, after the properties.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqRouterCustomizer {

	/**
	 * Changes settings.
	 * @param settings the settings
	 * @return the settings to use
	 */
	RouterSettings customize(RouterSettings settings);

}
