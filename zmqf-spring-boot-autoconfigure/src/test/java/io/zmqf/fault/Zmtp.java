package io.zmqf.fault;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.zmqf.transport.Endpoint;

/** ZMTP 3.1 by hand, right and wrong. */
final class Zmtp {

	private static final int GREETING_BYTES = 64;

	private Zmtp() {
	}

	static Socket connect(Endpoint endpoint) throws IOException {
		Endpoint.Tcp tcp = (Endpoint.Tcp) endpoint;
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), 5000);
		socket.setSoTimeout(10_000);
		socket.setTcpNoDelay(true);
		return socket;
	}

	/** A connection of a DEALER that has shaken hands. */
	static Socket connectAsDealer(Endpoint endpoint) throws IOException {
		Socket socket = connect(endpoint);
		socket.getOutputStream().write(concat(greeting(), readyCommand()));
		DataInputStream input = new DataInputStream(socket.getInputStream());
		input.readFully(new byte[GREETING_BYTES]);
		skipFrame(input);
		return socket;
	}

	private static void skipFrame(DataInputStream input) throws IOException {
		int flags = input.readUnsignedByte();
		long length = ((flags & 2) != 0) ? input.readLong() : input.readUnsignedByte();
		input.readFully(new byte[(int) length]);
	}

	static byte[] greeting() {
		byte[] greeting = new byte[GREETING_BYTES];
		greeting[0] = (byte) 0xff;
		greeting[9] = 0x7f;
		greeting[10] = 3;
		greeting[11] = 1;
		System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
		return greeting;
	}

	static byte[] readyCommand() {
		return command("READY", concat(new byte[] { 11 }, ascii("Socket-Type"), new byte[] { 0, 0, 0, 6 },
				ascii("DEALER"), new byte[] { 8 }, ascii("Identity"), new byte[] { 0, 0, 0, 0 }));
	}

	static byte[] command(String name, byte[] data) {
		byte[] body = concat(new byte[] { (byte) name.length() }, ascii(name), data);
		return concat(new byte[] { 4, (byte) body.length }, body);
	}

	static byte[] frame(byte[] body, boolean more) {
		byte[] head = (body.length < 256) ? new byte[] { (byte) (more ? 1 : 0), (byte) body.length }
				: new byte[] { (byte) (more ? 3 : 2), 0, 0, 0, 0, (byte) (body.length >>> 24),
						(byte) (body.length >>> 16), (byte) (body.length >>> 8), (byte) body.length };
		return concat(head, body);
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(all::writeBytes);
		return all.toByteArray();
	}

	/** Reads what there is until the peer has closed; whether it has, within the time. */
	static boolean isClosedByPeer(Socket socket, int millis) {
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
