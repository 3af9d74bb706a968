package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tracks blocked event loops. The liveness becomes {@code BROKEN} if the transport fails
 * permanently or an event loop is blocked for too long. Thread-safe.
 */
final class TransportLiveness implements TransportListener {

	/**
	 * The prefixes of classes that may call the code of an application on an event loop.
	 */
	private static final String[] OTHERS = { "io.zmqf.", "io.micrometer.", "java.", "jdk.", "kotlin.", "kotlinx.",
			"org.springframework.", "reactor.", "sun." };

	private final ApplicationEventPublisher publisher;

	private boolean broken;

	/** The reasons by the names of the blocked event loops. */
	private final Map<String, String> blocked = new ConcurrentSkipListMap<>();

	/**
	 * The names of the event loops that are blocked for too long. Guarded by
	 * {@code this}.
	 */
	private final Set<String> stuck = new HashSet<>();

	TransportLiveness(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Returns the reasons why event loops are blocked, or {@code null} if none is
	 * blocked.
	 */
	@Nullable String reason() {
		String reasons = String.join("; ", this.blocked.values());
		return reasons.isEmpty() ? null : reasons;
	}

	@Override
	public synchronized void ioBroken(Throwable failure) {
		this.broken = true;
		AvailabilityChangeEvent.publish(this.publisher, failure, LivenessState.BROKEN);
	}

	@Override
	public synchronized void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		this.blocked.put(loop, "The event loop " + loop + " is blocked by " + caller(place));
		if (time.compareTo(LOOP_STUCK) >= 0 && this.stuck.add(loop)) {
			AvailabilityChangeEvent.publish(this.publisher, this, LivenessState.BROKEN);
		}
	}

	@Override
	public synchronized void loopUnblocked(String loop, Duration time) {
		this.blocked.remove(loop);
		if (this.stuck.remove(loop) && this.stuck.isEmpty() && !this.broken) {
			AvailabilityChangeEvent.publish(this.publisher, this, LivenessState.CORRECT);
		}
	}

	/**
	 * Returns the application's call that an event loop executes, or the closest other
	 * call if none is found.
	 */
	static String caller(StackTraceElement[] place) {
		for (int i = place.length - 1; i >= 0; i--) {
			if (!startsWith(place[i], OTHERS)) {
				return text(place[i]);
			}
		}
		for (StackTraceElement call : place) {
			if (!startsWith(call, "java.", "jdk.", "sun.")) {
				return text(call);
			}
		}
		return "an unknown call";
	}

	/** Formats a call without its module and class loader. */
	private static String text(StackTraceElement call) {
		return call.getClassName() + "." + call.getMethodName() + "(" + call.getFileName() + ":" + call.getLineNumber()
				+ ")";
	}

	private static boolean startsWith(StackTraceElement call, String... packages) {
		return Arrays.stream(packages).anyMatch(call.getClassName()::startsWith);
	}

}
