package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zmqf.actuate.event.Journal;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.PeerName;
import io.zmqf.message.RequestReference;
import io.zmqf.transport.BlockedLoopException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.WorkerListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs lost messages and failures. Each kind is logged at a limited rate, with the number
 * of suppressed lines.
 */
class LoggingListener implements TransportListener, WorkerListener {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private final Journal journal;

	private final LogThrottle throttle;

	private final LogThrottle failures;

	private final LogThrottle abandoned;

	private final Set<String> uncorrelated = ConcurrentHashMap.newKeySet();

	/** The last known peer name of each connecting socket. */
	private final Map<String, String> peers = new ConcurrentHashMap<>();

	LoggingListener(Journal journal) {
		this(journal, System::nanoTime);
	}

	LoggingListener(Journal journal, LongSupplier nanoTime) {
		this.journal = journal;
		this.throttle = new LogThrottle(1, PERIOD, nanoTime);
		this.failures = new LogThrottle(10, PERIOD, nanoTime);
		this.abandoned = new LogThrottle(1, Duration.ofHours(1), nanoTime);
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		dropped(socket, reason, () -> "");
	}

	@Override
	public void dropped(String socket, DropReason reason, byte[][] message) {
		if (reason == DropReason.LATE_REPLY && isItem(message)) {
			debug(socket, message);
			return;
		}
		dropped(socket, reason, () -> ", most recently " + RequestReference.of(message));
	}

	/**
	 * Whether a message is an item of a stream. Items may still be in flight when a
	 * stream is closed.
	 */
	private static boolean isItem(byte[][] message) {
		int delimiter = 0;
		while (delimiter < message.length && message[delimiter].length > 0) {
			delimiter++;
		}
		return ControlMessage.of(message, delimiter) == ControlMessage.ITEM;
	}

	private static void debug(String socket, byte[][] message) {
		if (RoleLog.of(socket).isDebugEnabled()) {
			RoleLog.of(socket)
				.debug(socket + " dropped an item of a stream that has ended: " + RequestReference.of(message));
		}
	}

	private void dropped(String socket, DropReason reason, Supplier<String> last) {
		if (reason == DropReason.MISDIRECTED) {
			return; // logged with its sender as a misdirected message
		}
		long before = this.throttle.nextOfSource("dropped/" + reason, socket + "/" + reason);
		if (before >= 0) {
			warn(RoleLog.of(socket),
					socket + " dropped " + (before + 1) + ((before == 0) ? " message: " : " messages: ")
							+ reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + last.get());
		}
		else if (RoleLog.of(socket).isDebugEnabled()) {
			RoleLog.of(socket).debug(socket + " dropped a message" + last.get());
		}
	}

	/**
	 * Logs a failure of a socket. A {@link TransportException} is logged at {@code DEBUG}
	 * only, as its caller reports it.
	 */
	@Override
	public void loopFailed(String socket, Throwable failure) {
		if (failure instanceof TransportException) {
			RoleLog.of(socket).debug(socket + " failed: " + failure.getMessage());
			return;
		}
		if (failure instanceof BlockedLoopException) {
			warn(RoleLog.of(socket), Objects.requireNonNull(failure.getMessage()));
			return;
		}
		String kind = "failed/" + failure.getClass().getName();
		long before = this.throttle.nextOfSource(kind, socket + "/" + kind);
		if (before >= 0) {
			error(RoleLog.of(socket), socket + " failed and continues" + times(before), failure);
		}
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		boolean stuck = time.compareTo(LOOP_STUCK) >= 0;
		long before = stuck ? 0 : this.throttle.next("blocked/" + loop);
		if (before >= 0) {
			String line = "The event loop " + loop + " has been blocked for " + time.toSeconds() + " s by "
					+ TransportLiveness.caller(place) + (isWaiting(place) ? "" : ", or lacks processor time")
					+ ": it sends and receives nothing in the meantime. A handler with blocking = "
					+ "false, a listener or a strategy must not block"
					+ (stuck ? ". The liveness state is BROKEN until it continues" : "") + times(before);
			Throwable calls = new Throwable("Stack trace of the event loop");
			calls.setStackTrace(place);
			logger.error(line, calls);
			this.journal.add(Journal.Level.ERROR, line);
		}
	}

	/** Whether a thread waits, sleeps or reads, and needs no processor time. */
	private static boolean isWaiting(StackTraceElement[] calls) {
		return calls.length > 0 && calls[0].isNativeMethod();
	}

	@Override
	public void loopUnblocked(String loop, Duration time) {
		this.failures.next("unblocked/" + loop, (before) -> info(logger,
				"The event loop " + loop + " continues after " + time.toSeconds() + " s" + times(before)));
	}

	@Override
	public void ioFailed(Throwable failure) {
		long before = this.throttle.next("io/" + failure.getClass().getName());
		if (before >= 0) {
			error(logger, "An event loop failed and was replaced; its sockets reconnect" + times(before), failure);
		}
	}

	@Override
	public void ioBroken(Throwable failure) {
		error(logger, "An event loop failed and can't be replaced: its connections are lost. Restart "
				+ "the application; its liveness state is BROKEN", failure);
	}

	private static String times(long before) {
		return (before > 0) ? ", " + (before + 1) + " times" : "";
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		if (this.uncorrelated.add(socket)) {
			warn(RoleLog.of(socket),
					socket + " drops replies from " + endpoint
							+ ", because they have no correlation frame. Set zmqf.client.correlation=none, or "
							+ "the property of the named client. A Python router with Python workers needs it");
		}
	}

	/**
	 * Logs the name of the peer if it differs from the last one. A peer that reconnects
	 * under the same name is not logged.
	 */
	@Override
	public void named(String socket, String endpoint, String name) {
		long before = name.equals(this.peers.put(socket, name)) ? -1
				: this.failures.nextOfSource("named", "named/" + socket);
		if (before >= 0) {
			info(RoleLog.of(socket), socket + " is connected to " + endpoint + ", which is " + name + times(before));
		}
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		if (state == SocketStatus.State.CLOSED) {
			this.peers.remove(socket);
		}
	}

	@Override
	public void welcomed(String worker, PeerName router) {
		this.failures.next("welcomed", (before) -> info(RoleLog.WORKER,
				"The router " + router + " knows this worker as " + worker + times(before)));
	}

	@Override
	public void executorRejected(Throwable failure) {
		this.throttle.next("no-thread", (before) -> warn(RoleLog.WORKER,
				"There is no thread for a request, and its caller gets busy instead" + times(before) + ": " + failure));
	}

	@Override
	public void requestAbandoned(String event, int abandoned) {
		if (this.abandoned.next(event) >= 0) {
			warn(RoleLog.WORKER,
					"A handler of '" + event
							+ "' still runs after its request has ended, and no longer counts against the concurrency; "
							+ abandoned + ((abandoned == 1) ? " request is" : " requests are")
							+ " in this state. Check Cancellation.current() in the handler, set "
							+ "@ZmqHandler(interruptible = true), or complete the returned future");
		}
	}

	@Override
	public void replyTooLarge(String event, String excess) {
		this.throttle.next("too-large/" + event,
				(before) -> warn(RoleLog.WORKER,
						"The reply to '" + event + "' has " + excess + " (zmqf.max-message-size, "
								+ "zmqf.max-headers-size, zmqf.memory.node), so its caller receives the problem "
								+ "too-large" + times(before)));
	}

	@Override
	public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
		this.failures.next(String.valueOf(request.event()),
				(before) -> error(RoleLog.WORKER,
						"The handler of " + request + " failed"
								+ ((failure != null) ? "" : ": it returned without a reply")
								+ ((before > 0) ? " (" + before + " earlier failures were not logged)" : ""),
						failure));
	}

	private void info(Log logger, String line) {
		logger.info(line);
		this.journal.add(Journal.Level.INFO, line);
	}

	private void warn(Log logger, String line) {
		logger.warn(line);
		this.journal.add(Journal.Level.WARN, line);
	}

	/**
	 * Logs an error. The message of the failure may contain request data, so the journal
	 * receives only its type.
	 */
	private void error(Log logger, String line, @Nullable Throwable failure) {
		logger.error(line, failure);
		this.journal.add(Journal.Level.ERROR,
				line + ((failure != null) ? " (" + failure.getClass().getSimpleName() + ", see the log)" : ""));
	}

}
