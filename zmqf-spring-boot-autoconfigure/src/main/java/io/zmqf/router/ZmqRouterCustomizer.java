package io.zmqf.router;

/** Changes the settings of the router, after the properties. */
@FunctionalInterface
public interface ZmqRouterCustomizer {

	/**
	 * Changes settings.
	 * @param settings the settings
	 * @return the settings to use
	 */
	RouterSettings customize(RouterSettings settings);

}
