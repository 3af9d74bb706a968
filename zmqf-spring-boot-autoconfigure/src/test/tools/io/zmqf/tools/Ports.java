package io.zmqf.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for those who must be told one before anybody listens on it.
 */
public final class Ports {

	private Ports() {
	}

	/**
	 * A port of the loopback interface that nobody has. It is none of those that the
	 * system gives to sockets, as that of a closed socket is: a connection of somebody
	 * else could have that before it is used.
	 * @return the port
	 */
	public static int free() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// somebody has it
			}
		}
	}

}
