package io.zmqf.transport;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Gives the connection of a socket that connects up, and has it make another one, where
 * the peer gives no sign, not even the answer to ZMTP's PING. TCP itself notices a peer
 * that lost its power, or a network that swallows packets, after hours. Only a peer that
 * has answered a PING is expected to answer others. Belongs to the socket's loop.
 *
 * @since 0.1.0
 */
public final class SilenceWatch extends Timed {

	/** How often it looks, and asks for a sign, before it gives up. */
	private static final int LOOKS = 3;

	private final SocketLoop loop;

	private final Duration silence;

	private final BooleanSupplier mayGiveUp;

	/** From when on silence counts. */
	private long since;

	/** When it looks next. */
	private long lookAt;

	/**
	 * Creates a watch for the socket of a loop.
	 * @param loop the loop
	 * @param limits the limits of the socket, which was made by
	 * {@link SocketSettings#asksForSigns()}
	 * @param mayGiveUp whether silence counts at this moment, called on the loop's thread
	 */
	public SilenceWatch(SocketLoop loop, SocketLimits limits, BooleanSupplier mayGiveUp) {
		this.loop = loop;
		this.silence = limits.silence();
		this.mayGiveUp = mayGiveUp;
	}

	static Duration interval(SocketLimits limits) {
		return limits.silence().dividedBy(LOOKS);
	}

	/** There is a new connection. */
	public void connected() {
		this.since = this.loop.now();
		if (!this.silence.isZero()) {
			lookLater();
		}
	}

	/** The connection is lost. */
	public void disconnected() {
		this.loop.cancel(this);
	}

	/**
	 * The last sign of the peer, as the loop counts.
	 * @return a time, in nanoseconds
	 */
	public long lastSign() {
		return this.loop.heardAt();
	}

	private void lookLater() {
		this.lookAt = this.loop.now() + this.silence.dividedBy(LOOKS).toNanos();
		this.loop.schedule(this, this.lookAt);
	}

	@Override
	protected void onTime() {
		long now = this.loop.now();
		long limit = this.silence.toNanos();
		boolean overslept = now - this.lookAt > limit / LOOKS; // nobody has asked
																// meanwhile
		lookLater();
		if (overslept || !this.loop.answersPings() || !this.mayGiveUp.getAsBoolean()) {
			this.since = now;
		}
		else if (now - lastSign() > limit && now - this.since > limit) {
			this.loop.giveUp();
		}
	}

}
