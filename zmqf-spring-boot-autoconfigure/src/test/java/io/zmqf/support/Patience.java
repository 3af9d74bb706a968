package io.zmqf.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has all tests wait for longer than Awaitility does by itself, since a machine with
 * other work starts processes slowly, and learn sooner of what they wait for. Found by
 * JUnit as a service.
 */
public final class Patience implements BeforeAllCallback {

	private static final Duration PATIENCE = Duration.ofSeconds(40);

	private static final Duration INTERVAL = Duration.ofMillis(10);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(PATIENCE);
		Awaitility.setDefaultPollInterval(INTERVAL);
	}

}
