package io.zmqf.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Extends the timeout of Awaitility for all tests, because a busy machine starts
 * processes slowly, and shortens its polling interval. Registered with JUnit as a
 * service.
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
