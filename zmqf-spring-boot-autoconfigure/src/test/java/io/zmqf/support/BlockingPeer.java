package io.zmqf.support;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.zmtp.FrameDecoder;
import io.zmqf.zmtp.FrameEncoder;
import io.zmqf.zmtp.FrameLimits;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.SocketType;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.mechanism.NullMechanism;
import org.jspecify.annotations.Nullable;

/**
 * A DEALER on a blocking socket, with or without CURVE, that can also write invalid data.
 * Confined to one thread.
 */
public final class BlockingPeer implements AutoCloseable {

	private static final FrameLimits LIMITS = new FrameLimits(1L << 30, 1000, 1L << 30);

	private final Socket socket;

	private final InputStream input;

	private final OutputStream output;

	private final FrameDecoder decoder;

	private final FrameEncoder encoder;

	private ByteBuffer received;

	private BlockingPeer(Socket socket, byte[] identity, Mechanism mechanism) throws IOException {
		this.socket = socket;
		this.input = socket.getInputStream();
		this.output = socket.getOutputStream();
		this.received = ByteBuffer.allocate(0);
		Handshake handshake = new Handshake(Metadata.of(SocketType.DEALER, identity, Map.of()), mechanism);
		ByteBuffer out = ByteBuffer.allocate(4096);
		while (true) {
			boolean written = false;
			while (!written) {
				written = handshake.write(out.clear());
				this.output.write(out.array(), 0, out.position());
			}
			if (handshake.state() == Handshake.State.DONE) {
				break;
			}
			fill();
			handshake.receive(this.received);
		}
		this.decoder = handshake.decoder(LIMITS, null);
		this.encoder = handshake.encoder(0);
	}

	/**
	 * Connects and shakes hands.
	 * @param endpoint the peer
	 * @param identity the routing id to announce, empty for none
	 * @param serverKey the public key of a server with CURVE, or {@code null}
	 * @return the connection
	 * @throws IOException if the handshake fails
	 */
	public static BlockingPeer connect(Endpoint endpoint, byte[] identity, @Nullable CurveKey serverKey)
			throws IOException {
		return connect(endpoint, identity, serverKey, (serverKey != null) ? CurveKeys.generate() : null);
	}

	/**
	 * Connects and shakes hands with keys of its own.
	 * @param endpoint the peer
	 * @param identity the routing id to announce, empty for none
	 * @param serverKey the public key of a server with CURVE, or {@code null}
	 * @param keys the client's keys, or {@code null} without CURVE
	 * @return the connection
	 * @throws IOException if the handshake fails
	 */
	public static BlockingPeer connect(Endpoint endpoint, byte[] identity, @Nullable CurveKey serverKey,
			@Nullable CurveKeys keys) throws IOException {
		Socket socket = Zmtp.connect(endpoint);
		try {
			return new BlockingPeer(socket, identity, (serverKey != null && keys != null)
					? new CurveClient(keys, serverKey.bytes()) : new NullMechanism());
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private void fill() throws IOException {
		byte[] bytes = new byte[65_536];
		int length = this.input.read(bytes);
		if (length < 0) {
			throw new EOFException("The peer has closed the connection");
		}
		this.received = ByteBuffer.wrap(bytes, 0, length);
	}

	/**
	 * Writes a message as it goes over the wire.
	 * @param frames the frames of the message
	 * @return its bytes
	 */
	public byte[] encode(byte[]... frames) {
		java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
		ByteBuffer out = ByteBuffer.allocate(65_536);
		this.encoder.start(frames);
		for (boolean complete = false; !complete;) {
			complete = this.encoder.write(out.clear());
			bytes.write(out.array(), 0, out.position());
		}
		return bytes.toByteArray();
	}

	/**
	 * Sends a message.
	 * @param frames the frames of the message
	 * @throws IOException if the connection is gone
	 */
	public void send(byte[]... frames) throws IOException {
		write(encode(frames));
	}

	/**
	 * Sends bytes.
	 * @param bytes the bytes, which are not validated
	 * @throws IOException if the connection is lost
	 */
	public void write(byte[] bytes) throws IOException {
		this.output.write(bytes);
	}

	/**
	 * Waits for a message.
	 * @return its frames
	 * @throws IOException if the connection is lost, or no message arrives in time
	 */
	public byte[][] receive() throws IOException {
		while (true) {
			while (this.received.hasRemaining()) {
				FrameDecoder.Result result = this.decoder.decode(this.received);
				if (result == FrameDecoder.Result.MESSAGE) {
					return this.decoder.message();
				}
				if (result == FrameDecoder.Result.INCOMPLETE) {
					break;
				}
			}
			fill();
		}
	}

	/**
	 * The connection.
	 * @return the socket
	 */
	public Socket socket() {
		return this.socket;
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// it is gone
		}
	}

}
