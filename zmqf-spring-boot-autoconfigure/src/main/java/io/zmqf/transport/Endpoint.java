package io.zmqf.transport;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The address of a socket. {@code toString()} returns ZeroMQ's notation.
 *
 * @since 0.1.0
 */
public sealed interface Endpoint permits Endpoint.Tcp, Endpoint.Ipc, Endpoint.Inproc {

	/**
	 * Parses an address.
	 * @param address {@code tcp://host:port}, {@code ipc:///path} or
	 * {@code inproc://name}
	 * @return the endpoint
	 * @throws IllegalArgumentException if the address is invalid; the message names the
	 * allowed forms
	 */
	static Endpoint parse(String address) {
		int scheme = address.indexOf("://");
		String rest = (scheme < 0) ? "" : address.substring(scheme + 3);
		if (rest.isEmpty()) {
			throw invalid(address, "it has no transport and address");
		}
		return switch (address.substring(0, scheme)) {
			case "tcp" -> Tcp.parse(address, rest);
			case "ipc" -> Ipc.parse(address, rest);
			case "inproc" -> new Inproc(rest);
			default -> throw invalid(address, "its transport is unknown");
		};
	}

	/**
	 * Whether only this machine can reach the endpoint.
	 * @return {@code false} for every address of a network
	 */
	default boolean isLocal() {
		return true;
	}

	/**
	 * The endpoint that connects to this one if it is bound on the same machine.
	 * @return the loopback address for a TCP wildcard, otherwise this endpoint
	 */
	default Endpoint forConnecting() {
		return this;
	}

	/**
	 * Whether a socket that connects to this endpoint certainly reaches a socket of this
	 * machine. The name of a network interface may resolve to another machine.
	 * @param bound the endpoint that the socket of this machine is bound to
	 * @return {@code false} if it may reach another machine
	 */
	default boolean reaches(Endpoint bound) {
		return equals(bound);
	}

	/**
	 * A TCP endpoint.
	 *
	 * @param host a name, an IPv4 address, an IPv6 address without brackets, or {@code *}
	 * for all interfaces
	 * @param port the port, or 0 for a port that the system chooses when binding
	 */
	record Tcp(String host, int port) implements Endpoint {

		private static final Pattern LITERAL = Pattern.compile("[0-9.]+");

		private static final Set<String> WILDCARDS = Set.of("*", "0.0.0.0", "::");

		static Tcp parse(String address, String hostAndPort) {
			int colon = hostAndPort.lastIndexOf(':');
			if (colon <= 0) {
				throw invalid(address, "it has no host and port");
			}
			String host = hostAndPort.substring(0, colon);
			boolean bracketed = host.startsWith("[") && host.endsWith("]");
			if (!bracketed && host.indexOf(':') >= 0) {
				throw invalid(address, "an IPv6 address must be in brackets");
			}
			host = bracketed ? host.substring(1, host.length() - 1) : host;
			if (host.isBlank() || !host.equals(host.strip()) || host.indexOf('/') >= 0 || host.indexOf(';') >= 0) {
				throw invalid(address, "'" + host + "' is not a host");
			}
			return new Tcp(host, port(address, hostAndPort.substring(colon + 1)));
		}

		private static int port(String address, String port) {
			if (port.equals("*")) {
				return 0;
			}
			int number = port.matches("[0-9]{1,9}") ? Integer.parseInt(port) : -1;
			if (number < 0 || number > 65535) {
				throw invalid(address, "'" + port + "' is not a port: 0 to 65535 are allowed");
			}
			return number;
		}

		@Override
		public boolean isLocal() {
			return this.host.equals("localhost") || this.host.equals("::1") || this.host.startsWith("127.");
		}

		/**
		 * Whether the host stands for all interfaces.
		 * @return {@code true} for a wildcard
		 */
		public boolean isWildcard() {
			return WILDCARDS.contains(this.host);
		}

		/**
		 * Whether the host is an IPv6 address.
		 * @return {@code true} if it contains a colon
		 */
		public boolean isIpv6() {
			return this.host.indexOf(':') >= 0;
		}

		/**
		 * The socket address to connect to.
		 * @return the address, unresolved if the host is a name, which each attempt must
		 * resolve
		 */
		public InetSocketAddress socketAddress() {
			boolean literal = isIpv6() || LITERAL.matcher(this.host).matches();
			return literal ? new InetSocketAddress(this.host, this.port)
					: InetSocketAddress.createUnresolved(this.host, this.port);
		}

		/**
		 * Returns this endpoint with another port.
		 * @param actual the port
		 * @return the endpoint
		 */
		public Tcp withPort(int actual) {
			return new Tcp(this.host, actual);
		}

		@Override
		public Endpoint forConnecting() {
			return isWildcard() ? new Tcp(isIpv6() ? "::1" : "127.0.0.1", this.port) : this;
		}

		@Override
		public boolean reaches(Endpoint bound) {
			return bound instanceof Tcp own && this.port == own.port && isLocal()
					&& (own.isLocal() || own.isWildcard());
		}

		@Override
		public String toString() {
			return "tcp://" + (isIpv6() ? "[" + this.host + "]" : this.host) + ":" + this.port;
		}

	}

	/**
	 * The endpoint of a Unix domain socket.
	 *
	 * @param path the path of the socket file
	 */
	record Ipc(Path path) implements Endpoint {

		static Ipc parse(String address, String path) {
			try {
				if (path.startsWith("@")) {
					throw invalid(address, "Java does not support abstract names");
				}
				return new Ipc(Path.of(path));
			}
			catch (InvalidPathException ex) {
				throw invalid(address, "'" + path + "' is not a path");
			}
		}

		@Override
		public String toString() {
			return "ipc://" + this.path;
		}

	}

	/**
	 * An endpoint inside this process.
	 *
	 * @param name the name, any text
	 */
	record Inproc(String name) implements Endpoint {

		@Override
		public String toString() {
			return "inproc://" + this.name;
		}

	}

	/** Creates the exception for an invalid address. */
	private static IllegalArgumentException invalid(String address, String reason) {
		return new IllegalArgumentException("Endpoint '" + address + "' is not valid: " + reason
				+ ". Allowed are tcp://host:port (an IPv6 address in brackets, * for all interfaces), "
				+ "ipc:///path and inproc://name");
	}

}
