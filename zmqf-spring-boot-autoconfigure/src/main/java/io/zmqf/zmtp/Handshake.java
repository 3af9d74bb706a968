package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection, for either side. The caller feeds received bytes to
 * {@link #receive}, and sends the bytes that {@link #write} returns: there are some from
 * the beginning, and there may be more after each other call. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Handshake {

	/** The states of a handshake. */
	public enum State {

		/** More bytes of the peer are needed. */
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

	private ByteBuffer output = ByteBuffer.wrap(Greeting.begin());

	private State state = State.IN_PROGRESS;

	private @Nullable Credentials credentials;

	private @Nullable Metadata peer;

	private @Nullable FrameCipher cipher;

	/**
	 * Begins a handshake.
	 * @param own the metadata of this side
	 * @param mechanism the mechanism that the peer must use
	 */
	public Handshake(Metadata own, Mechanism mechanism) {
		this.own = own;
		this.mechanism = mechanism;
		this.greeting = new Greeting(own, mechanism);
	}

	/**
	 * The present state.
	 * @return the state
	 */
	public State state() {
		return this.state;
	}

	/**
	 * Processes received bytes. Once the handshake is {@link State#DONE}, the bytes that
	 * are left are for the {@link FrameDecoder}.
	 * @param input the received bytes
	 * @return the new state
	 * @throws ZmtpException if the handshake has failed; a peer that sends anything
	 * during its authentication fails, too
	 */
	public State receive(ByteBuffer input) {
		try {
			while (this.state == State.IN_PROGRESS && input.hasRemaining()) {
				advance(input);
			}
			if (this.state == State.AUTHENTICATING && input.hasRemaining()) {
				throw ZmtpException.malformed("it does not wait for its authentication");
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
	 * Moves pending output.
	 * @param target the bytes to be sent
	 * @return {@code true} if nothing is left
	 */
	public boolean write(ByteBuffer target) {
		int length = Math.min(target.remaining(), this.output.remaining());
		target.put(target.position(), this.output, this.output.position(), length);
		target.position(target.position() + length);
		this.output.position(this.output.position() + length);
		return !this.output.hasRemaining();
	}

	/**
	 * What must be authenticated, in {@link State#AUTHENTICATING}.
	 * @return the credentials
	 */
	public Credentials credentials() {
		return Objects.requireNonNull(this.credentials, "There are no credentials");
	}

	/**
	 * Continues with an authenticated client.
	 * @return the new state
	 * @throws ZmtpException if the handshake has failed
	 */
	public State accept() {
		require(State.AUTHENTICATING);
		this.state = State.FAILED; // unless the next line returns
		apply(Objects.requireNonNull(this.exchange).accept());
		return this.state;
	}

	/**
	 * Ends the handshake without the client. A temporary failure is not told to the
	 * client, because libzmq's clients don't connect again after an {@code ERROR}.
	 * @param status the status code of ZAP (RFC 27): 300 for a temporary failure, 400 for
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
	 * The announcement of the peer, in {@link State#DONE}.
	 * @return the metadata
	 */
	public Metadata peer() {
		return Objects.requireNonNull(this.peer, "The handshake is not done");
	}

	/**
	 * The version that both sides speak, in {@link State#DONE}.
	 * @return the version
	 */
	public ZmtpVersion version() {
		return this.greeting.version();
	}

	/**
	 * Creates the decoder of the connection, in {@link State#DONE}.
	 * @param limits the limits of frames from the peer
	 * @param routingId a frame to be put in front of each message, or {@code null}
	 * @return the only decoder
	 */
	public FrameDecoder decoder(FrameLimits limits, byte @Nullable [] routingId) {
		require(State.DONE);
		return new FrameDecoder(limits, version(), this.cipher, routingId);
	}

	/**
	 * Creates the encoder of the connection, in {@link State#DONE}.
	 * @param skippedFrames the number of leading frames of each message that are not sent
	 * @return the only encoder
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
