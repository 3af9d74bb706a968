package io.zmqf.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/** Validation and conversion of single properties. */
final class PropertyValidation {

	static final Duration ONE_MILLISECOND = Duration.ofMillis(1);

	/**
	 * The maximum length of an IPC path: the limit of the system, less the suffix of the
	 * temporary file that is bound first.
	 */
	private static final int MAX_SOCKET_PATH = System.getProperty("os.name", "").startsWith("Mac") ? 98 : 102;

	private PropertyValidation() {
	}

	/**
	 * Parses an address to bind.
	 * @param name the name of the property
	 * @param address the value of the property
	 * @return the endpoint
	 */
	static Endpoint toBind(String name, String address) {
		return read(name, address, "tcp://*:5555");
	}

	private static Endpoint read(String name, String address, String example) {
		try {
			Endpoint endpoint = Endpoint.parse(address.strip());
			if (endpoint instanceof Endpoint.Ipc ipc && size(ipc) > MAX_SOCKET_PATH) {
				throw new PropertyException(name, address,
						"can't be used: its path has " + size(ipc) + " bytes, and " + MAX_SOCKET_PATH + " are allowed",
						"Set it to a shorter path, such as ipc:///run/shop/router.");
			}
			return endpoint;
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(name, address, "is not an address: " + ex.getMessage(),
					"Set it to an address such as " + example + ".", ex);
		}
	}

	/**
	 * Parses addresses to connect to.
	 * @param name the name of the property
	 * @param addresses the value of the property; blank addresses are ignored
	 * @return the endpoints
	 */
	static List<Endpoint> toConnect(String name, List<String> addresses) {
		return addresses.stream().filter(StringUtils::hasText).map((address) -> toConnect(name, address)).toList();
	}

	private static int size(Endpoint.Ipc ipc) {
		return ipc.path().toString().getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Parses an address to connect to.
	 * @param name the name of the property
	 * @param address the value of the property
	 * @return the endpoint
	 */
	static Endpoint toConnect(String name, String address) {
		String example = "tcp://router-host:5555";
		Endpoint endpoint = read(name, address, example);
		if (endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0) {
			throw new PropertyException(name, address, "has no port to connect to",
					"Set it to an address with the peer's port, such as " + example + ".");
		}
		return endpoint.forConnecting();
	}

	/**
	 * Parses file permissions.
	 * @param name the name of the property
	 * @param permissions the value of the property
	 * @return the permissions
	 */
	static Set<PosixFilePermission> permissions(String name, String permissions) {
		try {
			return PosixFilePermissions.fromString(permissions.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(name, permissions, "are not valid permissions",
					"Set it to nine characters such as rw-rw----.", ex);
		}
	}

	/**
	 * Creates a peer that may connect.
	 * @param property the property that names the peer
	 * @param name the name of the peer
	 * @param roles the roles of the peer
	 * @param key the CURVE key of the peer, or {@code null} for none
	 * @return the peer
	 */
	static Peer peer(String property, String name, Set<String> roles, @Nullable CurveKey key) {
		try {
			return new Peer(name, roles, key);
		}
		catch (IllegalArgumentException ex) {
			throw new PropertyException(property, null, "can't be used: " + ex.getMessage(),
					"Choose another name or other roles.", ex);
		}
	}

	static void requireAtLeast(String name, long value, long least) {
		if (value < least) {
			throw tooSmall(name, value, least);
		}
	}

	static void requireAtLeast(String name, double value, double least) {
		if (!(value >= least)) { // also true for NaN
			throw tooSmall(name, value, least);
		}
	}

	static void requireAtLeast(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw tooSmall(name, text(value), text(least));
		}
	}

	private static String text(Duration value) {
		boolean countable = value.compareTo(BoundedTime.LONGEST) <= 0
				&& value.compareTo(BoundedTime.LONGEST.negated()) >= 0;
		return countable ? value.toMillis() + "ms" : value.toString();
	}

	static void requireAtMost(String name, long value, long most) {
		if (value > most) {
			throw new PropertyException(name, value, "is too large", "Set it to at most " + most + ".");
		}
	}

	private static PropertyException tooSmall(String name, Object value, Object least) {
		return new PropertyException(name, value, "is too small", "Set it to at least " + least + ".");
	}

}
