package io.zmqf.router;

/**
 * Customizes the router's settings after the properties have been applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqRouterCustomizer {

	/**
	 * Customizes the settings.
	 * @param settings the settings
	 * @return the settings to use
	 */
	RouterSettings customize(RouterSettings settings);

}
