package io.zmqf.transport;

import java.time.Duration;

/**
 * What peers can make a socket take. Within a process only addresses and the high-water
 * mark are limited.
 *
 * @param messageSize bytes of the largest frame that is taken
 * @param frames the frames of a message that is taken
 * @param addresses the addresses in the envelope of a request that is not refused
 * @param connections the connections that a bound socket has at once
 * @param highWaterMark the messages that are held for one peer in each direction
 * @param headersSize bytes of the largest headers frame that is not refused
 * @param silence the time without a sign of its peer after which a client or a worker
 * gives its connection up, and connects anew; zero for never
 * @since 0.1.0
 */
public record SocketLimits(long messageSize, int frames, int addresses, int connections, int highWaterMark,
		int headersSize, Duration silence) {

	/** The fewest frames that have room for a request on its way. */
	public static final int MIN_FRAMES = 8;

	/** The bytes of a headers frame unless something else is set. */
	public static final int DEFAULT_HEADERS_SIZE = 64 * 1024;

	/** The time without a sign unless something else is set. */
	public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

	/**
	 * The limits unless something else is said. More than 32 addresses, and more than 64
	 * frames, come from no chain of proxies.
	 */
	public static final SocketLimits DEFAULT = new SocketLimits(16 * 1024 * 1024, 64, 32, 10_000, 10_000,
			DEFAULT_HEADERS_SIZE, DEFAULT_SILENCE);

	public SocketLimits {
		if (messageSize < 1 || frames < MIN_FRAMES || addresses < 1 || connections < 1 || highWaterMark < 1
				|| headersSize < 1) {
			throw new IllegalArgumentException("Limits of " + messageSize + " bytes, " + frames + " frames, "
					+ addresses + " addresses, " + connections + " connections, " + highWaterMark + " messages and "
					+ headersSize + " bytes of headers: at least 1, and " + MIN_FRAMES + " frames, are allowed");
		}
		if (silence.isNegative()) {
			throw new IllegalArgumentException("Silence of " + silence + ": at least 0 is allowed");
		}
	}

	/**
	 * The same with another limit.
	 * @param bytes of the largest headers frame that is not refused
	 * @return the limits
	 */
	public SocketLimits withHeadersSize(int bytes) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, this.highWaterMark,
				bytes, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param bytes of the largest frame that is taken
	 * @return the limits
	 */
	public SocketLimits withMessageSize(long bytes) {
		return new SocketLimits(bytes, this.frames, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param count the frames of a message that is taken
	 * @return the limits
	 */
	public SocketLimits withFrames(int count) {
		return new SocketLimits(this.messageSize, count, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param count the addresses in the envelope of a request that is not refused
	 * @return the limits
	 */
	public SocketLimits withAddresses(int count) {
		return new SocketLimits(this.messageSize, this.frames, count, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param count the connections that a bound socket has at once
	 * @return the limits
	 */
	public SocketLimits withConnections(int count) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, count, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param messages that are held for one peer in each direction
	 * @return the limits
	 */
	public SocketLimits withHighWaterMark(int messages) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, messages,
				this.headersSize, this.silence);
	}

	/**
	 * The same with another limit.
	 * @param longest the time without a sign of its peer after which a client or a worker
	 * gives its connection up; zero for never
	 * @return the limits
	 */
	public SocketLimits withSilence(Duration longest) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, longest);
	}

}
