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
 * Knows the event loops that are blocked, and publishes that the application is broken
 * once its transport can't go on, or does not for too long. Safe for threads.
 */
final class TransportLiveness implements TransportListener {

	/** What may be between the event loop and the code of an application. */
	private static final String[] OTHERS = { "io.zmqf.", "io.micrometer.", "java.", "jdk.", "kotlin.", "kotlinx.",
			"org.springframework.", "reactor.", "sun." };

	private final ApplicationEventPublisher publisher;

	private boolean broken;

	/** The reasons by the names of the event loops. */
	private final Map<String, String> blocked = new ConcurrentSkipListMap<>();

	/** The names of event loops that don't go on. */
	private final Set<String> stuck = new HashSet<>();

	TransportLiveness(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	/** Why nothing is sent or received, {@code null} where nothing is blocked. */
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

	/** The call of the application that the loop is in, as far as it can be told. */
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

	/** Without modules and class loaders, which users have not named. */
	private static String text(StackTraceElement call) {
		return call.getClassName() + "." + call.getMethodName() + "(" + call.getFileName() + ":" + call.getLineNumber()
				+ ")";
	}

	private static boolean startsWith(StackTraceElement call, String... packages) {
		return Arrays.stream(packages).anyMatch(call.getClassName()::startsWith);
	}

}
