package io.zmqf.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.WorkerListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the log what somebody has to know. What can happen often is written at a
 * limited rate, with the count.
 */
class LoggingListener implements TransportListener, WorkerListener {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private final LongSupplier nanoTime;

	private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

	private final Set<String> uncorrelated = ConcurrentHashMap.newKeySet();

	LoggingListener() {
		this(System::nanoTime);
	}

	LoggingListener(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		long count = countedAt(socket + "/" + reason);
		if (count > 0) {
			logger.warn(socket + " dropped " + count + ((count == 1) ? " message: " : " messages: ")
					+ reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
		}
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		long count = countedAt(socket + "/" + failure.getClass().getName());
		if (count > 0) {
			logger.error(socket + " failed and goes on" + ((count > 1) ? ", " + count + " times" : ""), failure);
		}
	}

	@Override
	public void ioFailed(Throwable failure) {
		long count = countedAt("io/" + failure.getClass().getName());
		if (count > 0) {
			logger.error("ZeroMQ failed on a thread of its own" + ((count > 1) ? ", " + count + " times" : ""),
					failure);
		}
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		if (this.uncorrelated.add(socket)) {
			logger.warn(socket + " gets replies from " + endpoint + " that don't say which request they answer, and "
					+ "drops them. Set zmqf.client.correlation=none, or that of the named client: a Python router "
					+ "with Python workers needs it");
		}
	}

	@Override
	public void handlerFailed(String event, @Nullable Throwable failure) {
		logger.error("The handler of '" + event + "' failed" + ((failure != null) ? "" : ": it gave no reply at all"),
				failure);
	}

	/** How often something happened since it was last written, 0 for not now. */
	private long countedAt(String what) {
		return this.limits.computeIfAbsent(what, (key) -> new RateLimit()).countedAt(this.nanoTime.getAsLong());
	}

}
