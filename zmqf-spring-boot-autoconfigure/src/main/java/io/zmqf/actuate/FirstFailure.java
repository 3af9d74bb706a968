package io.zmqf.actuate;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;

/**
 * Writes the first failure of what only watches to the log, so that it harms nobody who
 * is watched and fills no log. Safe for threads.
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
	 * Writes a failure to the log if it is the first one.
	 * @param subject the name of what has failed, the beginning of a sentence
	 * @param failure the failure
	 */
	public void log(String subject, Throwable failure) {
		if (this.written.compareAndSet(false, true)) {
			this.logger.warn(subject + " failed; the next failures are not logged", failure);
		}
	}

}
