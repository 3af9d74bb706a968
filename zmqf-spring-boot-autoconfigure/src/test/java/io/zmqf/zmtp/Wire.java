package io.zmqf.zmtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.zmqf.zmtp.FrameDecoder.Result;
import io.zmqf.zmtp.Handshake.State;

/** One side of a connection, which blocks until its peer has done its part. */
public final class Wire {

	/** Reads and writes bytes. */
	public interface Bytes {

		/** Reads some bytes, or fails at the end. */
		byte[] read() throws IOException;

		void write(byte[] bytes) throws IOException;

	}

	private final Bytes bytes;

	private final Handshake handshake;

	private final ByteBuffer output = ByteBuffer.allocate(64);

	private ByteBuffer input = ByteBuffer.allocate(0);

	private FrameDecoder decoder;

	private FrameEncoder encoder;

	private int pings;

	public Wire(Bytes bytes, Handshake handshake) {
		this.bytes = bytes;
		this.handshake = handshake;
	}

	/** Completes a handshake, and accepts all credentials. */
	public Wire open() throws IOException {
		return open(200);
	}

	/** Shakes hands with a verdict about credentials. */
	public Wire open(int status) throws IOException {
		flush();
		while (this.handshake.state() == State.IN_PROGRESS) {
			this.handshake.receive(fill());
			flush();
			if (this.handshake.state() == State.AUTHENTICATING) {
				if (status == 200) {
					this.handshake.accept();
				}
				else {
					this.handshake.deny(status);
				}
				flush();
			}
		}
		if (this.handshake.state() == State.DONE) {
			this.decoder = this.handshake.decoder(Pair.LIMITS, null);
			this.encoder = this.handshake.encoder(0);
		}
		return this;
	}

	public Handshake handshake() {
		return this.handshake;
	}

	/** Returns the number of answered PINGs of the peer. */
	public int pings() {
		return this.pings;
	}

	private ByteBuffer fill() throws IOException {
		if (!this.input.hasRemaining()) {
			this.input = ByteBuffer.wrap(this.bytes.read());
		}
		return this.input;
	}

	private void flush() throws IOException {
		boolean all;
		do {
			all = this.handshake.write(this.output);
			drain();
		}
		while (!all);
	}

	private void drain() throws IOException {
		if (this.output.position() > 0) {
			this.bytes.write(Arrays.copyOf(this.output.array(), this.output.position()));
			this.output.clear();
		}
	}

	public void send(byte[]... message) throws IOException {
		this.encoder.start(message);
		finish();
	}

	public void send(Command command) throws IOException {
		this.encoder.start(command);
		finish();
	}

	private void finish() throws IOException {
		while (!this.encoder.write(this.output)) {
			drain();
		}
		drain();
	}

	/** The next message, or the next PONG as an empty one. */
	public byte[][] receive() throws IOException {
		while (true) {
			Result result = this.decoder.decode(fill());
			if (result == Result.PING) {
				this.pings++;
				send(this.decoder.command().pong());
			}
			else if (result == Result.MESSAGE) {
				return this.decoder.message();
			}
			else if (result == Result.PONG) {
				return new byte[0][];
			}
		}
	}

}
