package io.zmqf.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zmqf.transport.Endpoint;

/** ZMTP 3.1 by hand, right and wrong. */
public final class Zmtp {

	private static final int GREETING_BYTES = 64;

	private static final int PATIENCE_MILLIS = 40_000;

	private Zmtp() {
	}

	/**
	 * Opens a connection that has sent nothing yet.
	 * @param endpoint the endpoint to connect to
	 * @return the connection
	 * @throws IOException if no peer is listening
	 */
	public static Socket connect(Endpoint endpoint) throws IOException {
		Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), PATIENCE_MILLIS);
		socket.setSoTimeout(PATIENCE_MILLIS);
		socket.setTcpNoDelay(true);
		return socket;
	}

	/**
	 * A connection of a DEALER that has shaken hands.
	 * @param endpoint where to
	 * @return the connection
	 * @throws IOException if the handshake fails
	 */
	public static Socket connectAsDealer(Endpoint endpoint) throws IOException {
		return connectAsDealer(endpoint, "");
	}

	/**
	 * Opens a connection of a DEALER, and completes the handshake.
	 * @param endpoint the endpoint to connect to
	 * @param identity the routing id to announce
	 * @return the connection
	 * @throws IOException if the handshake fails
	 */
	public static Socket connectAsDealer(Endpoint endpoint, String identity) throws IOException {
		Socket socket = connect(endpoint);
		shakeHands(socket, readyCommand(identity));
		return socket;
	}

	/**
	 * Completes the handshake as a DEALER that accepted the connection.
	 * @param accepted the connection
	 * @return the stream of the peer's data
	 * @throws IOException if the handshake fails
	 */
	public static DataInputStream acceptAsDealer(Socket accepted) throws IOException {
		accepted.setSoTimeout(PATIENCE_MILLIS);
		return shakeHands(accepted, readyCommand());
	}

	/**
	 * Completes the handshake as a DEALER on a new connection.
	 * @param connected the connection
	 * @return the stream of the peer's data
	 * @throws IOException if the handshake fails
	 */
	public static DataInputStream shakeHandsAsDealer(Socket connected) throws IOException {
		return shakeHands(connected, readyCommand());
	}

	private static DataInputStream shakeHands(Socket socket, byte[] ready) throws IOException {
		socket.getOutputStream().write(concat(greeting(), ready));
		DataInputStream input = new DataInputStream(socket.getInputStream());
		input.readFully(new byte[GREETING_BYTES]);
		skipFrame(input);
		return input;
	}

	private static void skipFrame(DataInputStream input) throws IOException {
		int flags = input.readUnsignedByte();
		long length = ((flags & 2) != 0) ? input.readLong() : input.readUnsignedByte();
		input.readFully(new byte[(int) length]);
	}

	/**
	 * Reads the next message, which may not be a command.
	 * @param input the bytes that the peer sends
	 * @return its frames
	 * @throws IOException if it can't be read
	 */
	public static byte[][] readMessage(DataInputStream input) throws IOException {
		List<byte[]> frames = new ArrayList<>();
		boolean more = true;
		while (more) {
			int flags = input.readUnsignedByte();
			more = (flags & 1) != 0;
			long length = ((flags & 2) != 0) ? input.readLong() : input.readUnsignedByte();
			byte[] frame = new byte[(int) length];
			input.readFully(frame);
			frames.add(frame);
		}
		return frames.toArray(byte[][]::new);
	}

	/**
	 * Returns the greeting, the first 64 bytes of each side.
	 * @return the greeting of a peer without security
	 */
	public static byte[] greeting() {
		return greeting("NULL");
	}

	private static byte[] greeting(String mechanism) {
		byte[] greeting = new byte[GREETING_BYTES];
		greeting[0] = (byte) 0xff;
		greeting[9] = 0x7f;
		greeting[10] = 3;
		greeting[11] = 1;
		System.arraycopy(ascii(mechanism), 0, greeting, 12, mechanism.length());
		return greeting;
	}

	/**
	 * Returns the handshake of a client with a password.
	 * @param user its name
	 * @param password its password
	 * @return the bytes up to the server's reply
	 */
	public static byte[] hello(String user, String password) {
		return concat(greeting("PLAIN"), command("HELLO", concat(new byte[] { (byte) user.length() }, ascii(user),
				new byte[] { (byte) password.length() }, ascii(password))));
	}

	/**
	 * Returns the last command of a handshake.
	 * @return the command of a DEALER
	 */
	public static byte[] readyCommand() {
		return readyCommand("");
	}

	private static byte[] readyCommand(String identity) {
		return command("READY",
				concat(new byte[] { 11 }, ascii("Socket-Type"), new byte[] { 0, 0, 0, 6 }, ascii("DEALER"),
						new byte[] { 8 }, ascii("Identity"), new byte[] { 0, 0, 0, (byte) identity.length() },
						ascii(identity)));
	}

	/**
	 * Encodes a command.
	 * @param name its name
	 * @param data the data after the name
	 * @return its bytes
	 */
	public static byte[] command(String name, byte[] data) {
		byte[] body = concat(new byte[] { (byte) name.length() }, ascii(name), data);
		return concat(new byte[] { 4, (byte) body.length }, body);
	}

	/**
	 * Encodes a frame of a message.
	 * @param body its content
	 * @param more {@code true} if others follow
	 * @return its bytes
	 */
	public static byte[] frame(byte[] body, boolean more) {
		byte[] head = (body.length < 256) ? new byte[] { (byte) (more ? 1 : 0), (byte) body.length }
				: new byte[] { (byte) (more ? 3 : 2), 0, 0, 0, 0, (byte) (body.length >>> 24),
						(byte) (body.length >>> 16), (byte) (body.length >>> 8), (byte) body.length };
		return concat(head, body);
	}

	/**
	 * Writes text.
	 * @param text of ASCII characters
	 * @return its bytes
	 */
	public static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Puts bytes together.
	 * @param parts in order
	 * @return all of them
	 */
	public static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(all::writeBytes);
		return all.toByteArray();
	}

	/**
	 * Reads until the peer has closed the connection.
	 * @param socket the connection
	 * @param millis the maximum time to wait for the next byte in milliseconds
	 * @return {@code true} if the peer has closed it
	 */
	public static boolean isClosedByPeer(Socket socket, int millis) {
		try {
			socket.setSoTimeout(millis);
			InputStream input = socket.getInputStream();
			input.transferTo(java.io.OutputStream.nullOutputStream());
			return true;
		}
		catch (java.net.SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
