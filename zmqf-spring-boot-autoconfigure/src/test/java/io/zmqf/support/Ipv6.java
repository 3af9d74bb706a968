package io.zmqf.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Assumptions;

/** Whether this machine has IPv6. */
public final class Ipv6 {

	private Ipv6() {
	}

	/** Skips the test on machines that have none. */
	public static void assume() {
		Assumptions.assumeTrue(isHere(), "no IPv6 here");
	}

	private static boolean isHere() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
