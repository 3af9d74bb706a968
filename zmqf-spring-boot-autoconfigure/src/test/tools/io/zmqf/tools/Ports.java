package io.zmqf.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for peers that need the number before any socket listens on it. */
public final class Ports {

	private Ports() {
	}

	/**
	 * Returns a free port of the loopback interface. It is outside the range of the
	 * system's ephemeral ports, because a connection of another process could use such a
	 * port before the test does.
	 * @return the port
	 */
	public static int free() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// the port is in use
			}
		}
	}

}
