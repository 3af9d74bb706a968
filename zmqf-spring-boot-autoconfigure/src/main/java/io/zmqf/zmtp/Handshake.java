package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection, for client and server. The caller passes received
 * bytes to {@link #receive} and sends the bytes that {@link #write} returns. Output is
 * pending from the beginning, and may be pending after each other call. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Handshake {

	/** The states of a handshake. */
	public enum State {

		/** The handshake needs more bytes from the peer. */
		IN_PROGRESS,
		/** The {@linkplain #credentials() credentials} must be accepted or denied. */
		AUTHENTICATING,
		/** Messages may follow in both directions, after the pending output. */
		DONE,
		/** The connection must be closed, after the pending output. */
		FAILED

	}

	private static final int MAX_HEADER = 9;

	private static final int DENIED = 400;

	private final Metadata own;

	private final Mechanism mechanism;

	private final Greeting greeting;

	private final FrameReader reader = new FrameReader();

	private Mechanism.@Nullable Exchange exchange;

	private ByteBuffer output = ByteBuffer.wrap(Greeting.BEGIN);

	private State state = State.IN_PROGRESS;

	private @Nullable Credentials credentials;

	private @Nullable Metadata peer;

	private @Nullable FrameCipher cipher;

	/**
	 * Creates a handshake.
	 * @param own the metadata of this side
	 * @param mechanism the mechanism that the peer must use
	 */
	public Handshake(Metadata own, Mechanism mechanism) {
		this.own = own;
		this.mechanism = mechanism;
		this.greeting = new Greeting(own, mechanism);
	}

	/**
	 * The current state.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Processes received bytes. When the handshake is {@link State#DONE}, the remaining
	 * bytes belong to the {@link FrameDecoder}.
	 * @param input the received bytes
	 * @return the new state
	 * @throws ZmtpException if the handshake failed. It also fails if the peer sends data
	 * during its authentication.
	 */
	public State receive(ByteBuffer input) {
		try {
			while (this.state == State.IN_PROGRESS && input.hasRemaining()) {
				advance(input);
			}
			if (this.state == State.AUTHENTICATING && input.hasRemaining()) {
				throw ZmtpException.malformed("it sent data during its authentication");
			}
			return this.state;
		}
		catch (Throwable ex) {
			this.state = State.FAILED;
			throw ex;
		}
	}

	private void advance(ByteBuffer input) {
		if (this.exchange != null) {
			readCommand(input, this.exchange);
			return;
		}
		byte[] answer = this.greeting.receive(input);
		if (answer != null) {
			queue(ByteBuffer.wrap(answer));
		}
		if (this.greeting.isComplete()) {
			if (this.greeting.version() == ZmtpVersion.ZMTP_2_0) {
				apply(Mechanism.Step.done(null, this.greeting.metadata(), null));
			}
			else {
				this.greeting.checkMechanism();
				this.exchange = this.mechanism.begin(this.own);
				apply(this.exchange.start());
			}
		}
	}

	private void readCommand(ByteBuffer input, Mechanism.Exchange current) {
		if (!this.reader.readHeader(input)) {
			return;
		}
		if ((this.reader.flags() & ~FrameReader.LARGE) != FrameCipher.COMMAND || this.reader.size() < 0
				|| this.reader.size() > FrameDecoder.MAX_COMMAND) {
			throw ZmtpException.malformed("it sent no command of the handshake, or one that is too large");
		}
		if (this.reader.readBody(input)) {
			Command command = Command.parse(this.reader.takeBody());
			if (command.isError()) {
				throw ZmtpException.refused(command);
			}
			apply(current.receive(command));
		}
	}

	private void apply(Mechanism.Step step) {
		Metadata announced = step.peer();
		if (announced != null) {
			if (!this.own.socketType().fits(announced.socketType())) {
				throw new ZmtpException(ZmtpException.Reason.SOCKET_TYPE,
						"it is a " + announced.socketType() + ", which does not fit a " + this.own.socketType());
			}
			this.peer = announced;
			this.cipher = step.cipher();
			this.state = State.DONE;
		}
		else {
			this.credentials = step.credentials();
			this.state = (this.credentials != null) ? State.AUTHENTICATING : State.IN_PROGRESS;
		}
		if (step.reply() != null) {
			queue(step.reply());
		}
	}

	private void queue(Command command) {
		FrameEncoder encoder = new FrameEncoder(null, 0);
		encoder.start(command);
		ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER + command.body().length);
		encoder.write(frame);
		queue(frame.flip());
	}

	private void queue(ByteBuffer bytes) {
		this.output = ByteBuffer.allocate(this.output.remaining() + bytes.remaining())
			.put(this.output)
			.put(bytes)
			.flip();
	}

	/**
	 * Moves pending output to a buffer.
	 * @param target the buffer for the bytes to send
	 * @return {@code true} if no output remains
	 */
	public boolean write(ByteBuffer target) {
		while (target.hasRemaining() && this.output.hasRemaining()) {
			target.put(this.output.get());
		}
		return !this.output.hasRemaining();
	}

	/**
	 * The credentials to authenticate, in {@link State#AUTHENTICATING}.
	 * @return the credentials
	 */
	public Credentials credentials() {
		return Objects.requireNonNull(this.credentials, "There are no credentials");
	}

	/**
	 * Continues after the client was authenticated.
	 * @return the new state
	 * @throws ZmtpException if the handshake failed
	 */
	public State accept() {
		require(State.AUTHENTICATING);
		this.state = State.FAILED; // final unless apply() returns
		apply(Objects.requireNonNull(this.exchange).accept());
		return this.state;
	}

	/**
	 * Rejects the client. A temporary failure is not sent to it, because libzmq's clients
	 * do not reconnect after an {@code ERROR}.
	 * @param status the ZAP status code (RFC 27): 300 for a temporary failure, 400 for
	 * wrong credentials, 500 for an internal error
	 */
	public void deny(int status) {
		require(State.AUTHENTICATING);
		this.state = State.FAILED;
		if (status >= DENIED) {
			queue(Command.error(String.valueOf(status)));
		}
	}

	/**
	 * The metadata of the peer, in {@link State#DONE}.
	 * @return the metadata
	 */
	public Metadata peer() {
		return Objects.requireNonNull(this.peer, "The handshake is not complete");
	}

	/**
	 * The negotiated version, in {@link State#DONE}.
	 * @return the version
	 */
	public ZmtpVersion version() {
		return this.greeting.version();
	}

	/**
	 * Creates the decoder of the connection, in {@link State#DONE}. Call it once.
	 * @param limits the limits of messages from the peer
	 * @param routingId the frame to put before each message, or {@code null} for none
	 * @return the decoder
	 */
	public FrameDecoder decoder(FrameLimits limits, byte @Nullable [] routingId) {
		require(State.DONE);
		return new FrameDecoder(limits, version(), this.cipher, routingId);
	}

	/**
	 * Creates the encoder of the connection, in {@link State#DONE}. Call it once.
	 * @param skippedFrames the number of leading frames of each message that are not sent
	 * @return the encoder
	 */
	public FrameEncoder encoder(int skippedFrames) {
		require(State.DONE);
		return new FrameEncoder(this.cipher, skippedFrames);
	}

	private void require(State required) {
		if (this.state != required) {
			throw new IllegalStateException("The handshake is " + this.state);
		}
	}

}
