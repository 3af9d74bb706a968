package io.zmqf.autoconfigure;

import io.zmqf.transport.TransportListener;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes that the application is broken once its transport can't go on. */
final class TransportLivenessListener implements TransportListener {

	private final ApplicationEventPublisher publisher;

	TransportLivenessListener(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void ioBroken(Throwable failure) {
		AvailabilityChangeEvent.publish(this.publisher, failure, LivenessState.BROKEN);
	}

}
