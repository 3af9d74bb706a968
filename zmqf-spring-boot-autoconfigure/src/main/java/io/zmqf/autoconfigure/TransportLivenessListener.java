package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.zmqf.transport.TransportListener;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes that the application is broken once its transport can't go on, or does not
 * for too long.
 */
final class TransportLivenessListener implements TransportListener {

	private final ApplicationEventPublisher publisher;

	private boolean broken;

	/** The names of event loops that don't go on. */
	private final Set<String> stuck = new HashSet<>();

	TransportLivenessListener(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public synchronized void ioBroken(Throwable failure) {
		this.broken = true;
		AvailabilityChangeEvent.publish(this.publisher, failure, LivenessState.BROKEN);
	}

	@Override
	public synchronized void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		if (time.compareTo(LOOP_STUCK) >= 0 && this.stuck.add(loop)) {
			AvailabilityChangeEvent.publish(this.publisher, this, LivenessState.BROKEN);
		}
	}

	@Override
	public synchronized void loopUnblocked(String loop, Duration time) {
		if (this.stuck.remove(loop) && this.stuck.isEmpty() && !this.broken) {
			AvailabilityChangeEvent.publish(this.publisher, this, LivenessState.CORRECT);
		}
	}

}
