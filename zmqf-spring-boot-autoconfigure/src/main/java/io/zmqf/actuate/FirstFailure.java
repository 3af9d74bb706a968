package io.zmqf.actuate;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;

/**
 * Logs the first failure of a listener or an observer. Further failures are ignored, so
 * that they do not flood the log. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirstFailure {

	private final Log logger;

	private final AtomicBoolean written = new AtomicBoolean();

	public FirstFailure(Log logger) {
		this.logger = logger;
	}

	/**
	 * Logs a failure if it is the first one.
	 * @param subject the name of the component that failed, as the beginning of a
	 * sentence
	 * @param failure the failure
	 */
	public void log(String subject, Throwable failure) {
		if (this.written.compareAndSet(false, true)) {
			this.logger.warn(subject + " failed; further failures are not logged", failure);
		}
	}

}
