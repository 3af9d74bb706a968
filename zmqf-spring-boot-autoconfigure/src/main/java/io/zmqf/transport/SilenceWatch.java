package io.zmqf.transport;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Closes the connection of a connecting socket whose peer is silent, so that the socket
 * reconnects. A silent peer does not even answer ZMTP's PING. TCP itself takes hours to
 * notice a peer that lost its power, or a network that drops packets. A peer must have
 * answered a PING before its silence counts. Owned by the socket's loop.
 *
 * @since 0.1.0
 */
public final class SilenceWatch extends Timed {

	/** The number of checks, each with a PING, within the maximum silence. */
	private static final int CHECKS = 3;

	private final SocketLoop loop;

	private final Duration silence;

	private final BooleanSupplier mayGiveUp;

	/** The time from which silence counts, as from {@link SocketLoop#now()}. */
	private long since;

	/** The time of the next check, as from {@link SocketLoop#now()}. */
	private long nextCheck;

	/**
	 * Creates a watch for the socket of a loop.
	 * @param loop the loop
	 * @param limits the limits of the socket, which was created with
	 * {@link SocketSettings#asksForSigns()}
	 * @param mayGiveUp returns {@code true} while silence counts; called on the loop's
	 * thread
	 */
	public SilenceWatch(SocketLoop loop, SocketLimits limits, BooleanSupplier mayGiveUp) {
		this.loop = loop;
		this.silence = limits.silence();
		this.mayGiveUp = mayGiveUp;
	}

	static Duration interval(SocketLimits limits) {
		return limits.silence().dividedBy(CHECKS);
	}

	/** Notifies the watch of a new connection. */
	public void connected() {
		this.since = this.loop.now();
		if (!this.silence.isZero()) {
			scheduleCheck();
		}
	}

	/** Notifies the watch of a lost connection. */
	public void disconnected() {
		this.loop.cancel(this);
	}

	private void scheduleCheck() {
		this.nextCheck = this.loop.now() + this.silence.dividedBy(CHECKS).toNanos();
		this.loop.schedule(this, this.nextCheck);
	}

	@Override
	protected void onTime() {
		long now = this.loop.now();
		long limit = this.silence.toNanos();
		// no PING was sent in time
		boolean overslept = now - this.nextCheck > limit / CHECKS;
		scheduleCheck();
		if (overslept || !this.loop.answersPings() || !this.mayGiveUp.getAsBoolean()) {
			this.since = now;
		}
		else if (now - this.loop.lastReceived() > limit && now - this.since > limit) {
			this.loop.dropConnection();
		}
	}

}
