package io.zmqf.transport;

import java.time.Duration;

/**
 * The limits of the resources that peers can use. Inside a process only the number of
 * addresses and the high-water mark are limited.
 *
 * @param messageSize the maximum size of a received frame in bytes
 * @param frames the maximum number of frames in a received message
 * @param addresses the maximum number of addresses in the envelope of a request
 * @param connections the maximum number of connections of a bound socket
 * @param highWaterMark the maximum number of messages that are queued for a peer in each
 * direction
 * @param headersSize the maximum size of a headers frame in bytes
 * @param silence the maximum time without data from the peer, after which a client or a
 * worker reconnects; zero for no limit
 * @since 0.1.0
 */
public record SocketLimits(long messageSize, int frames, int addresses, int connections, int highWaterMark,
		int headersSize, Duration silence) {

	/** The minimum for the number of frames: a routed request needs as many. */
	public static final int MIN_FRAMES = 8;

	/** The default maximum size of a headers frame in bytes. */
	public static final int DEFAULT_HEADERS_SIZE = 64 * 1024;

	/** The default maximum time without data from the peer. */
	public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

	/**
	 * The default limits. No chain of proxies needs more than 32 addresses or 64 frames.
	 */
	public static final SocketLimits DEFAULT = new SocketLimits(16 * 1024 * 1024, 64, 32, 10_000, 10_000,
			DEFAULT_HEADERS_SIZE, DEFAULT_SILENCE);

	public SocketLimits {
		if (messageSize < 1 || frames < MIN_FRAMES || addresses < 1 || connections < 1 || highWaterMark < 1
				|| headersSize < 1) {
			throw new IllegalArgumentException("Limits of " + messageSize + " bytes, " + frames + " frames, "
					+ addresses + " addresses, " + connections + " connections, " + highWaterMark + " messages and "
					+ headersSize + " bytes of headers: at least 1 each, and " + MIN_FRAMES + " frames, are required");
		}
		if (silence.isNegative()) {
			throw new IllegalArgumentException("Silence of " + silence + ": at least 0 is allowed");
		}
	}

	/**
	 * Returns these limits with another maximum size of a headers frame.
	 * @param bytes the maximum size in bytes
	 * @return the limits
	 */
	public SocketLimits withHeadersSize(int bytes) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, this.highWaterMark,
				bytes, this.silence);
	}

	/**
	 * Returns these limits with another maximum size of a frame.
	 * @param bytes the maximum size in bytes
	 * @return the limits
	 */
	public SocketLimits withMessageSize(long bytes) {
		return new SocketLimits(bytes, this.frames, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * Returns these limits with another maximum number of frames.
	 * @param count the maximum number of frames in a message
	 * @return the limits
	 */
	public SocketLimits withFrames(int count) {
		return new SocketLimits(this.messageSize, count, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * Returns these limits with another maximum number of addresses.
	 * @param count the maximum number of addresses in an envelope
	 * @return the limits
	 */
	public SocketLimits withAddresses(int count) {
		return new SocketLimits(this.messageSize, this.frames, count, this.connections, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * Returns these limits with another maximum number of connections.
	 * @param count the maximum number of connections of a bound socket
	 * @return the limits
	 */
	public SocketLimits withConnections(int count) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, count, this.highWaterMark,
				this.headersSize, this.silence);
	}

	/**
	 * Returns these limits with another high-water mark.
	 * @param messages the maximum number of queued messages for each peer and direction
	 * @return the limits
	 */
	public SocketLimits withHighWaterMark(int messages) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, messages,
				this.headersSize, this.silence);
	}

	/**
	 * Returns these limits with another maximum silence.
	 * @param longest the maximum time without data from the peer; zero for no limit
	 * @return the limits
	 */
	public SocketLimits withSilence(Duration longest) {
		return new SocketLimits(this.messageSize, this.frames, this.addresses, this.connections, this.highWaterMark,
				this.headersSize, longest);
	}

}
